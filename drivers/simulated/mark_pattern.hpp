// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace rotonde::drivers {

/// The mark is a 32-bit number as large blocks along the top of a picture, made to survive a 320×180 video encoding.
///
/// Geometry, for a picture of w×h: two rows of 20 cells. Cell (row r, column c) covers x in [c·w/20, (c+1)·w/20) and
/// y in [r·h/12, (r+1)·h/12), integer division. White is luma 235, black is luma 16, chroma 128.
/// Row 0: white, black, bits 31…16 (1 is white, the highest bit first), black, white.
/// Row 1: black, white, bits 15…0, white, black.
/// A reader takes the mean luma of each cell's middle half in both directions; at least 160 is white, at most 95 is
/// black, anything between or a wrong fixed cell means that there is no mark.
inline constexpr int kMarkColumns = 20;
inline constexpr int kMarkRows = 2;
inline constexpr int kMarkRowsPerHeight = 12;

/// Draws into an I420 picture without row padding; w and h are even.
void drawMark(std::uint8_t* i420, int width, int height, std::uint32_t mark);

/// Reads the mark of a picture's luma plane (`stride` bytes from row to row).
std::optional<std::uint32_t> readMark(const std::uint8_t* luma, std::size_t stride, int width, int height);

}  // namespace rotonde::drivers
