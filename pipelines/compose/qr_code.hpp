// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace rotonde::pipelines {

/// A QR code (ISO/IEC 18004) of bytes at error correction level M, in the smallest version that holds them. Made by
/// libqrencode. Pure.
class QrCode {
 public:
  /// Version 6: with more modules a telephone at the table reads a code of the screen's size badly.
  static constexpr std::size_t kMostBytes = 106;

  /// nullopt: nothing, or more than kMostBytes.
  static std::optional<QrCode> encode(std::string_view bytes);

  /// Modules in each direction, without the quiet zone (4 more on each side).
  int size() const { return size_; }
  bool dark(int x, int y) const { return (modules_[static_cast<std::size_t>(y * size_ + x)] & 1U) != 0; }

 private:
  QrCode(int size, const unsigned char* modules)
      : size_(size), modules_(modules, modules + static_cast<std::ptrdiff_t>(size) * size) {}

  int size_;
  std::vector<unsigned char> modules_;  ///< Row by row; the lowest bit is set in dark ones.
};

}  // namespace rotonde::pipelines
