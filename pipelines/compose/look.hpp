// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "pipelines/api/stage.hpp"

#include <cstdint>

namespace rotonde::pipelines {

/// An opaque sRGB colour.
struct Colour {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
  friend constexpr bool operator==(const Colour&, const Colour&) = default;
};

/// 0xRRGGBB.
constexpr Colour colour(std::uint32_t rgb) {
  return {static_cast<std::uint8_t>(rgb >> 16), static_cast<std::uint8_t>(rgb >> 8), static_cast<std::uint8_t>(rgb)};
}

/// The room's screen is dark, so that it lights nobody's face and pictures stand out. Text keeps 4.5:1 to what it lies
/// on (tests/unit/compose).
namespace look {
inline constexpr Colour kBackground = colour(0x11131c);
inline constexpr Colour kSurface = colour(0x1c1f2d);
inline constexpr Colour kRaised = colour(0x2a2f48);
inline constexpr Colour kText = colour(0xf4f5fd);
inline constexpr Colour kQuiet = colour(0xb4b9d2);
inline constexpr Colour kAccent = colour(0xa7b0ff);
inline constexpr Colour kSpeaker = colour(0x6fe3a5);
inline constexpr Colour kNotice = colour(0xffcb66);
inline constexpr Colour kAlarm = colour(0xff7a70);
inline constexpr Colour kInk = colour(0x11131c);         ///< Text on accent, notice and alarm.
inline constexpr Colour kScreenEdge = colour(0x07080d);  ///< Around a shared screen of another shape.
}  // namespace look

Colour toneColour(Scene::Tone tone);
/// `share` of `over` (0…1) on `under`.
Colour mixed(Colour over, Colour under, double share);
/// WCAG 2.2 contrast ratio, 1…21.
double contrast(Colour one, Colour other);
/// The lighter or darker text colour, whichever reads better on `ground`.
Colour textOn(Colour ground);

}  // namespace rotonde::pipelines
