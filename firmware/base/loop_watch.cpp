// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/base/loop_watch.hpp"

#include <algorithm>
#include <utility>

namespace rotonde {

LoopWatch::LoopWatch(Runtime& runtime, std::function<void(milliseconds)> stalled)
    : runtime_(runtime), stalled_(std::move(stalled)) {
  arm();
}

void LoopWatch::arm() {
  due_ = runtime_.steady() + kEvery;
  timer_ = runtime_.after(kEvery, [this] {
    const auto late = std::chrono::duration_cast<milliseconds>(runtime_.steady() - due_);
    arm();
    if (late < kTooLate) return;
    ++stalls_.count;
    stalls_.longest = std::max(stalls_.longest, late);
    stalled_(late);
  });
}

}  // namespace rotonde
