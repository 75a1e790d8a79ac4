// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/loop_watch.hpp"
#include "firmware/control/status_store.hpp"

namespace rotonde {

/// Writes the process's memory, threads and file descriptors into Status.health every 10 s (proc(5)), and each time
/// that the main loop stood still. Main loop.
class ProcessHealth {
 public:
  ProcessHealth(Runtime& runtime, control::StatusStore& status);

 private:
  void measure();
  void stalled(milliseconds late);
  Timers& timers_;
  control::StatusStore& status_;
  LoopWatch watch_;
  Handle timer_;
};

}  // namespace rotonde
