// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/rotonded/process_health.hpp"

#include "firmware/base/log.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace rotonde {

namespace {

constexpr milliseconds kEvery{10'000};

int entriesOf(const char* folder) {
  std::error_code error;
  const std::filesystem::directory_iterator entries(folder, error);
  return error ? 0 : static_cast<int>(std::distance(begin(entries), end(entries)));
}

}  // namespace

ProcessHealth::ProcessHealth(Runtime& runtime, control::StatusStore& status)
    : timers_(runtime), status_(status), watch_(runtime, [this](milliseconds late) { stalled(late); }) {
  measure();
}

void ProcessHealth::stalled(milliseconds late) {
  log::warning("service", "the main loop stood still for {} ms", late.count());
  status_.update("health", [this](control::v1::Status& status) {
    status.mutable_health()->set_loop_stalls(watch_.stalls().count);
    status.mutable_health()->set_longest_stall_ms(watch_.stalls().longest.count());
  });
}

void ProcessHealth::measure() {
  long size = 0;
  long resident = 0;
  std::ifstream("/proc/self/statm") >> size >> resident;
  status_.update("health", [resident](control::v1::Status& status) {
    auto& health = *status.mutable_health();
    health.set_resident_kib(resident * (sysconf(_SC_PAGESIZE) / 1024));
    health.set_threads(entriesOf("/proc/self/task"));
    health.set_file_descriptors(entriesOf("/proc/self/fd"));
  });
  timer_ = timers_.after(kEvery, [this] { measure(); });
}

}  // namespace rotonde
