// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"
#include "firmware/base/runtime.hpp"

#include <algorithm>
#include <functional>
#include <optional>

namespace rotonde::pipelines {

/// Opens a failed device again: after 1, 2, 4 … 30 s while it should be open. Main loop.
class DeviceRetry {
 public:
  DeviceRetry(Timers& timers, std::function<void()> openAgain) : timers_(timers), openAgain_(std::move(openAgain)) {}

  /// Called before the device is opened, since that may fail at once.
  void wanted(bool open) {
    wanted_ = open;
    delay_ = kFirst;
    timer_.reset();
  }
  /// What the device says of itself: a problem, or nullopt when it delivers.
  void heard(const std::optional<Error>& problem) {
    if (!problem) {
      delay_ = kFirst;
      timer_.reset();
    } else if (wanted_) {
      timer_ = timers_.after(delay_, [this] { openAgain_(); });
      delay_ = std::min(2 * delay_, kLongest);
    }
  }

 private:
  static constexpr milliseconds kFirst{1000};
  static constexpr milliseconds kLongest{30'000};
  Timers& timers_;
  std::function<void()> openAgain_;
  bool wanted_ = false;
  milliseconds delay_ = kFirst;
  Handle timer_;
};

}  // namespace rotonde::pipelines
