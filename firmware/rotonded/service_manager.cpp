// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/rotonded/service_manager.hpp"

#include <systemd/sd-daemon.h>

namespace rotonde {

ServiceManager::ServiceManager(Timers& timers) : timers_(timers) {
  std::uint64_t microseconds = 0;
  if (sd_watchdog_enabled(0, &microseconds) > 0) {
    interval_ = std::chrono::duration_cast<milliseconds>(std::chrono::microseconds(microseconds / 3));
    feed();
  }
}

void ServiceManager::ready() { sd_notify(0, "READY=1"); }
void ServiceManager::stopping() { sd_notify(0, "STOPPING=1"); }

void ServiceManager::feed() {
  sd_notify(0, "WATCHDOG=1");
  timer_ = timers_.after(interval_, [this] { feed(); });
}

}  // namespace rotonde
