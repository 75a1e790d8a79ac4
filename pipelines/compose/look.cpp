// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/compose/look.hpp"

#include <algorithm>
#include <cmath>

namespace rotonde::pipelines {

namespace {

// WCAG 2.2, "relative luminance".
double linear(std::uint8_t channel) {
  const double value = channel / 255.0;
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(Colour of) { return 0.2126 * linear(of.red) + 0.7152 * linear(of.green) + 0.0722 * linear(of.blue); }

}  // namespace

Colour toneColour(Scene::Tone tone) {
  switch (tone) {
    case Scene::Tone::Notice:
      return look::kNotice;
    case Scene::Tone::Alarm:
      return look::kAlarm;
    case Scene::Tone::Calm:
      break;
  }
  return look::kAccent;
}

Colour mixed(Colour over, Colour under, double share) {
  const auto mix = [share](std::uint8_t one, std::uint8_t other) {
    return static_cast<std::uint8_t>(std::lround(one * share + other * (1.0 - share)));
  };
  return {mix(over.red, under.red), mix(over.green, under.green), mix(over.blue, under.blue)};
}

double contrast(Colour one, Colour other) {
  const double high = std::max(luminance(one), luminance(other));
  const double low = std::min(luminance(one), luminance(other));
  return (high + 0.05) / (low + 0.05);
}

Colour textOn(Colour ground) {
  return contrast(look::kText, ground) >= contrast(look::kInk, ground) ? look::kText : look::kInk;
}

}  // namespace rotonde::pipelines
