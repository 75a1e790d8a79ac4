// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/livekit/color.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <format>

namespace rotonde::livekit {
namespace {

bool isHexColor(std::string_view text) {
  return text.size() == 7 && text.front() == '#' &&
         text.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string_view::npos;
}

/// Reads the next number; blanks, commas and '%' around it are skipped.
bool takeNumber(std::string_view& text, double& number) {
  text.remove_prefix(std::min(text.find_first_not_of(" ,%"), text.size()));
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (parsed.ec != std::errc() || !std::isfinite(number)) return false;
  text.remove_prefix(static_cast<std::size_t>(parsed.ptr - text.data()));
  return true;
}

/// One of the three channels of CSS Color 4's hslToRgb; `n` is 0, 8 and 4 for red, green and blue.
int channel(double n, double hue, double saturation, double light) {
  const double k = std::fmod(n + hue / 30, 12);
  const double a = saturation * std::min(light, 1 - light);
  const double value = light - a * std::max(-1.0, std::min({k - 3, 9 - k, 1.0}));
  return static_cast<int>(std::lround(value * 255));
}

}  // namespace

std::string colorFromAttribute(std::string_view text) {
  if (isHexColor(text)) return std::string(text);
  constexpr std::string_view kPrefix = "hsl(";
  if (!text.starts_with(kPrefix) || !text.ends_with(')')) return {};
  text.remove_prefix(kPrefix.size());
  std::array<double, 3> hsl{};
  for (double& number : hsl) {
    if (!takeNumber(text, number)) return {};
  }
  const double hue = std::fmod(std::fmod(hsl[0], 360) + 360, 360);
  const double saturation = std::clamp(hsl[1] / 100, 0.0, 1.0);
  const double light = std::clamp(hsl[2] / 100, 0.0, 1.0);
  return std::format("#{:02x}{:02x}{:02x}", channel(0, hue, saturation, light), channel(8, hue, saturation, light),
                     channel(4, hue, saturation, light));
}

}  // namespace rotonde::livekit
