// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/runtime.hpp"

#include <functional>

namespace rotonde::meeting {

/// How long to wait before each attempt to come back: 0, 0.3, 1.2, 2.7, 4.8 s, five times 7 s (from the third attempt
/// with up to 1 s more, so that a fleet does not return at once), then 15 to 30 s for as long as the meeting lasts.
class Backoff {
 public:
  /// `random` gives numbers in [0, 1).
  explicit Backoff(std::function<double()> random) : random_(std::move(random)) {}

  /// The wait before the next attempt; never less than `atLeast`.
  milliseconds next(milliseconds atLeast = milliseconds(0));
  void reset() { attempts_ = 0; }
  int attempts() const { return attempts_; }

 private:
  std::function<double()> random_;
  int attempts_ = 0;
};

}  // namespace rotonde::meeting
