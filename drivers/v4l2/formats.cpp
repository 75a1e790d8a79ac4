// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "drivers/v4l2/formats.hpp"

#include <algorithm>
#include <array>
#include <format>
#include <tuple>

namespace rotonde::drivers {

namespace {

constexpr std::uint32_t code(const char (&text)[5]) {
  std::uint32_t value = 0;
  for (int i = 3; i >= 0; --i) value = value << 8 | static_cast<std::uint8_t>(text[i]);
  return value;
}

constexpr std::array kUsable = {code("MJPG"), code("JPEG"), code("YUYV"), code("UYVY"), code("NV12"), code("YU12")};

auto rank(const VideoFormat& format) {
  const bool smooth = format.framesPerSecond >= 25;
  const bool wanted = format.width == 1280 && format.height == 720;
  return std::tuple(smooth, wanted, format.width * format.height, format.framesPerSecond);
}

}  // namespace

bool usablePixels(std::uint32_t fourcc) { return std::ranges::find(kUsable, fourcc) != kUsable.end(); }

std::vector<VideoFormat> sortFormats(const std::vector<VideoFormat>& formats) {
  std::map<std::pair<int, int>, int> rates;
  for (const VideoFormat& format : formats) {
    int& rate = rates[{format.width, format.height}];
    rate = std::max(rate, format.framesPerSecond);
  }
  std::vector<VideoFormat> sorted;
  sorted.reserve(rates.size());
  for (const auto& [size, rate] : rates) sorted.push_back({size.first, size.second, rate});
  std::ranges::sort(sorted, std::greater(), rank);
  return sorted;
}

std::string cameraId(const std::map<std::string, std::string>& udev, const std::string& busInfo, int index) {
  const std::string suffix = index == 0 ? "" : std::format(":{}", index);
  // ID_SERIAL without a serial number is the model's name alone, which two equal cameras share.
  for (const char* key : {"ID_SERIAL_SHORT", "ID_PATH"}) {
    const auto found = udev.find(key);
    if (found != udev.end() && !found->second.empty()) return std::format("v4l2:{}{}", found->second, suffix);
  }
  return std::format("v4l2:{}{}", busInfo, suffix);
}

}  // namespace rotonde::drivers
