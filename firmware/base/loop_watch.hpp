// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/runtime.hpp"

namespace rotonde {

/// Notices that the main loop stood still: a timer of its own comes late. It tells when the loop turns again; a loop
/// that never does is the service manager's matter (WatchdogSec=). Main loop.
class LoopWatch {
 public:
  struct Stalls {
    int count = 0;
    milliseconds longest{0};
  };
  static constexpr milliseconds kEvery{100};
  /// What a person at the panel feels.
  static constexpr milliseconds kTooLate{500};

  /// `stalled` hears each stall's length, within the resolution of kEvery.
  LoopWatch(Runtime& runtime, std::function<void(milliseconds late)> stalled);
  const Stalls& stalls() const { return stalls_; }

 private:
  void arm();
  Runtime& runtime_;
  std::function<void(milliseconds)> stalled_;
  SteadyTime due_;
  Stalls stalls_;
  Handle timer_;
};

}  // namespace rotonde
