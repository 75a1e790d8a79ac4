// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace rotonde::pipelines {

/// A QR code (ISO/IEC 18004) of bytes at error correction level M, in the smallest of the versions 1 to 6: an address
/// is all that the room shows, and later versions need more of the standard. Pure.
class QrCode {
 public:
  static constexpr std::size_t kMostBytes = 106;

  /// nullopt: more than kMostBytes.
  static std::optional<QrCode> encode(std::string_view bytes);

  /// Modules in each direction, without the quiet zone (4 more on each side).
  int size() const { return size_; }
  bool dark(int x, int y) const { return modules_[index(x, y)] != 0; }

 private:
  explicit QrCode(int version);
  std::size_t index(int x, int y) const { return static_cast<std::size_t>(y * size_ + x); }
  void put(int x, int y, bool dark);
  void drawFunctionPatterns(int version);
  void drawFinder(int x, int y);
  void drawFormat(int mask);
  void drawData(const std::vector<unsigned char>& codewords);
  void applyMask(int mask);
  int penalty() const;

  int size_;
  std::vector<unsigned char> modules_;
  std::vector<unsigned char> fixed_;  ///< Not data: never masked.
};

}  // namespace rotonde::pipelines
