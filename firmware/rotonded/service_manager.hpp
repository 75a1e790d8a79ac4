// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/runtime.hpp"

namespace rotonde {

/// Tells systemd how the service is (sd_notify(3)); nothing happens when no service manager listens. Main loop.
class ServiceManager {
 public:
  /// Keeps the unit's watchdog (WatchdogSec=) fed for as long as the main loop turns.
  explicit ServiceManager(Timers& timers);
  void ready();
  void stopping();

 private:
  void feed();
  Timers& timers_;
  milliseconds interval_{0};
  Handle timer_;
};

}  // namespace rotonde
