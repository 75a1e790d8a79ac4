// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/runtime.hpp"
#include "firmware/control/status_store.hpp"

namespace rotonde {

/// Writes the process's memory, threads and file descriptors into Status.health every 10 s (proc(5)). Main loop.
class ProcessHealth {
 public:
  ProcessHealth(Timers& timers, control::StatusStore& status);

 private:
  void measure();
  Timers& timers_;
  control::StatusStore& status_;
  Handle timer_;
};

}  // namespace rotonde
