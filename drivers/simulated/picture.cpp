// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "drivers/simulated/picture.hpp"

#include "drivers/simulated/mark_pattern.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <format>
#include <string>
#include <utility>

namespace rotonde::drivers {

namespace {

constexpr std::uint8_t kInk = 220;
constexpr std::uint8_t kPanel = 32;

/// Which of the seven segments a digit lights: top, upper left, upper right, middle, lower left, lower right, bottom
/// from the lowest bit up.
constexpr std::array<unsigned, 10> kSegments = {0b1110111, 0b0100100, 0b1011101, 0b1101101, 0b0101110,
                                                0b1101011, 0b1111011, 0b0100101, 0b1111111, 0b1101111};

constexpr std::string_view kClockFormat = "00:00:00.000";

}  // namespace

SimulatedPicture::SimulatedPicture(VideoFormat format, std::optional<std::uint32_t> mark)
    : width_(std::max(format.width & ~1, 2)),
      height_(std::max(format.height & ~1, 2)),
      mark_(mark),
      background_(static_cast<std::size_t>(width_ * height_ * 3 / 2)) {
  paintBackground();
  if (mark_) drawMark(background_.data(), width_, height_, *mark_);
  picture_ = background_;
}

std::span<const std::uint8_t> SimulatedPicture::draw(std::chrono::nanoseconds elapsed,
                                                     std::chrono::system_clock::time_point wall) {
  std::ranges::copy(background_, picture_.begin());
  paintBar(elapsed);
  paintClock(wall);
  return picture_;
}

/// A calm gradient with blue-to-orange chroma, so that a wrong plane order or range is seen at once.
void SimulatedPicture::paintBackground() {
  std::uint8_t* next = background_.data();
  for (int y = 0; y < height_; ++y) {
    for (int x = 0; x < width_; ++x) *next++ = static_cast<std::uint8_t>(60 + 80 * y / height_ + 30 * x / width_);
  }
  for (const auto& [left, change] : {std::pair{168, -80}, {100, 60}}) {
    for (int y = 0; y < height_ / 2; ++y) {
      for (int x = 0; x < width_ / 2; ++x) *next++ = static_cast<std::uint8_t>(left + change * x / (width_ / 2));
    }
  }
}

void SimulatedPicture::fillLuma(int x, int y, int width, int height, std::uint8_t value) {
  const int left = std::clamp(x, 0, width_);
  const int right = std::clamp(x + width, left, width_);
  const std::ptrdiff_t stride = width_;
  for (int row = std::max(y, 0); row < std::min(y + height, height_); ++row) {
    std::memset(picture_.data() + row * stride + left, value, static_cast<std::size_t>(right - left));
  }
}

/// Crosses the picture below the mark in two seconds and comes back.
void SimulatedPicture::paintBar(std::chrono::nanoseconds elapsed) {
  const int bar = width_ / 16;
  const int way = width_ - bar;
  const auto phase = static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(elapsed).count() % 4000);
  const int x = way * (phase < 2000 ? phase : 4000 - phase) / 2000;
  const int top = kMarkRows * height_ / kMarkRowsPerHeight;
  fillLuma(x, top, bar, height_ - top, 200);
}

void SimulatedPicture::paintDigit(int digit, int x, int y, int width, int height) {
  const unsigned lit = kSegments[static_cast<std::size_t>(digit)];
  const int thick = std::max(height / 8, 1);
  const int half = height / 2;
  const auto segment = [&](unsigned bit, int dx, int dy, int w, int h) {
    if (lit & (1U << bit)) fillLuma(x + dx, y + dy, w, h, kInk);
  };
  segment(0, 0, 0, width, thick);
  segment(1, 0, 0, thick, half);
  segment(2, width - thick, 0, thick, half);
  segment(3, 0, half - thick / 2, width, thick);
  segment(4, 0, half, thick, height - half);
  segment(5, width - thick, half, thick, height - half);
  segment(6, 0, height - thick, width, thick);
}

void SimulatedPicture::paintClock(std::chrono::system_clock::time_point wall) {
  const auto time = std::chrono::floor<std::chrono::milliseconds>(wall);
  const std::string text = std::format("{:%T}", time);
  const int cell = width_ / (static_cast<int>(kClockFormat.size()) + 2);
  const int digitWidth = cell * 7 / 10;
  const int digitHeight = std::min(cell * 14 / 10, height_ / 3);
  const int top = (height_ - digitHeight) / 2;
  fillLuma(cell / 2, top - digitHeight / 4, width_ - cell, digitHeight * 3 / 2, kPanel);
  const int dot = std::max(cell / 6, 1);
  int x = cell;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      paintDigit(c - '0', x + (cell - digitWidth) / 2, top, digitWidth, digitHeight);
    } else {
      const int middle = x + (cell - dot) / 2;
      if (c == ':') fillLuma(middle, top + digitHeight / 4, dot, dot, kInk);
      fillLuma(middle, c == ':' ? top + digitHeight * 3 / 4 : top + digitHeight - dot, dot, dot, kInk);
    }
    x += cell;
  }
}

}  // namespace rotonde::drivers
