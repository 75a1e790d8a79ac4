// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "drivers/simulated/mark_pattern.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace rotonde::drivers {

namespace {

constexpr std::uint8_t kWhite = 235;
constexpr std::uint8_t kBlack = 16;
constexpr int kWhiteFrom = 160;
constexpr int kBlackTo = 95;

struct Cell {
  int x0, x1, y0, y1;
};

Cell cellAt(int row, int column, int width, int height) {
  return {column * width / kMarkColumns, (column + 1) * width / kMarkColumns, row * height / kMarkRowsPerHeight,
          (row + 1) * height / kMarkRowsPerHeight};
}

/// The colours of row 0's fixed cells; row 1 has the opposite ones.
std::optional<bool> fixedCell(int row, int column) {
  const bool first = row == 0;
  if (column == 0 || column == kMarkColumns - 1) return first;
  if (column == 1 || column == kMarkColumns - 2) return !first;
  return std::nullopt;
}

int bitOf(int row, int column) { return 31 - row * 16 - (column - 2); }

void fill(std::uint8_t* plane, std::ptrdiff_t stride, const Cell& area, std::uint8_t value) {
  for (int y = area.y0; y < area.y1; ++y)
    std::memset(plane + y * stride + area.x0, value, static_cast<std::size_t>(area.x1 - area.x0));
}

std::optional<bool> readCell(const std::uint8_t* luma, std::size_t stride, const Cell& cell) {
  const int marginX = (cell.x1 - cell.x0) / 4;
  const int marginY = (cell.y1 - cell.y0) / 4;
  int sum = 0;
  int count = 0;
  for (int y = cell.y0 + marginY; y < cell.y1 - marginY; ++y) {
    for (int x = cell.x0 + marginX; x < cell.x1 - marginX; ++x, ++count)
      sum += luma[static_cast<std::size_t>(y) * stride + static_cast<std::size_t>(x)];
  }
  if (count == 0) return std::nullopt;
  if (sum >= kWhiteFrom * count) return true;
  if (sum <= kBlackTo * count) return false;
  return std::nullopt;
}

}  // namespace

void drawMark(std::uint8_t* i420, int width, int height, std::uint32_t mark) {
  for (int row = 0; row < kMarkRows; ++row) {
    for (int column = 0; column < kMarkColumns; ++column) {
      const auto fixed = fixedCell(row, column);
      const bool white = fixed ? *fixed : (mark >> bitOf(row, column) & 1U) != 0;
      fill(i420, width, cellAt(row, column, width, height), white ? kWhite : kBlack);
    }
  }
  const Cell chroma{0, width / 2, 0, (kMarkRows * height / kMarkRowsPerHeight + 1) / 2};
  const std::ptrdiff_t stride = width / 2;
  std::uint8_t* u = i420 + static_cast<std::ptrdiff_t>(width) * height;
  fill(u, stride, chroma, 128);
  fill(u + stride * (height / 2), stride, chroma, 128);
}

std::optional<std::uint32_t> readMark(const std::uint8_t* luma, std::size_t stride, int width, int height) {
  std::uint32_t mark = 0;
  for (int row = 0; row < kMarkRows; ++row) {
    for (int column = 0; column < kMarkColumns; ++column) {
      const auto white = readCell(luma, stride, cellAt(row, column, width, height));
      if (!white) return std::nullopt;
      if (const auto fixed = fixedCell(row, column)) {
        if (*fixed != *white) return std::nullopt;
      } else if (*white) {
        mark |= 1U << bitOf(row, column);
      }
    }
  }
  return mark;
}

}  // namespace rotonde::drivers
