// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "drivers/api/devices.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace rotonde::drivers {

/// Draws the simulated camera's pictures into one buffer of its own. One thread at a time.
class SimulatedPicture {
 public:
  /// Width and height are made even.
  SimulatedPicture(VideoFormat format, std::optional<std::uint32_t> mark);

  /// The picture of an instant: the bar where it is after `elapsed`, the clock at `wall` (UTC). I420 without row
  /// padding, valid until the next call.
  std::span<const std::uint8_t> draw(std::chrono::nanoseconds elapsed, std::chrono::system_clock::time_point wall);

 private:
  void paintBackground();
  void paintBar(std::chrono::nanoseconds elapsed);
  void paintClock(std::chrono::system_clock::time_point wall);
  void paintDigit(int digit, int x, int y, int width, int height);
  void fillLuma(int x, int y, int width, int height, std::uint8_t value);

  int width_;
  int height_;
  std::optional<std::uint32_t> mark_;
  std::vector<std::uint8_t> background_;
  std::vector<std::uint8_t> picture_;
};

}  // namespace rotonde::drivers
