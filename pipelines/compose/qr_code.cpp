// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/compose/qr_code.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <span>

namespace rotonde::pipelines {
namespace {

using Bytes = std::vector<unsigned char>;

/// ISO/IEC 18004, tables 7 and 9, level M: all blocks of these versions are equally long.
struct Version {
  int blocks;
  int data;        ///< Codewords of data in one block.
  int correction;  ///< … and of correction.
};
constexpr std::array<Version, 6> kVersions{
    {{1, 16, 10}, {1, 28, 16}, {1, 44, 26}, {2, 32, 18}, {2, 43, 24}, {4, 27, 16}}};
constexpr int kMasks = 8;

const Version& versionOf(int version) { return kVersions[static_cast<std::size_t>(version - 1)]; }

/// Product in GF(256) modulo x⁸ + x⁴ + x³ + x² + 1.
unsigned times(unsigned one, unsigned other) {
  unsigned product = 0;
  for (; other != 0; other >>= 1U) {
    if ((other & 1U) != 0) product ^= one;
    one = one << 1U ^ ((one & 0x80U) != 0 ? 0x11DU : 0U);
  }
  return product;
}

/// The Reed-Solomon codewords of a block: the remainder by the product of (x - 2^i).
Bytes correctionOf(std::span<const unsigned char> data, int count) {
  Bytes divisor(static_cast<std::size_t>(count), 0);
  divisor.back() = 1;
  unsigned root = 1;
  for (int i = 0; i < count; ++i, root = times(root, 2)) {
    for (std::size_t at = 0; at < divisor.size(); ++at) {
      const unsigned next = at + 1 < divisor.size() ? divisor[at + 1] : 0;
      divisor[at] = static_cast<unsigned char>(times(divisor[at], root) ^ next);
    }
  }
  Bytes remainder(divisor.size(), 0);
  for (const unsigned char byte : data) {
    const unsigned factor = byte ^ remainder.front();
    std::rotate(remainder.begin(), remainder.begin() + 1, remainder.end());
    remainder.back() = 0;
    for (std::size_t at = 0; at < divisor.size(); ++at) {
      remainder[at] = static_cast<unsigned char>(remainder[at] ^ times(divisor[at], factor));
    }
  }
  return remainder;
}

/// Mode "bytes", the count, the bytes, four zero bits and the standard's padding.
Bytes dataOf(std::string_view bytes, std::size_t capacity) {
  Bytes out;
  unsigned held = 0x4;  // Half a codeword goes over to the next.
  const auto push = [&](unsigned byte) {
    out.push_back(static_cast<unsigned char>(held << 4U | byte >> 4U));
    held = byte & 0xFU;
  };
  push(static_cast<unsigned>(bytes.size()));
  for (const char byte : bytes) push(static_cast<unsigned char>(byte));
  out.push_back(static_cast<unsigned char>(held << 4U));
  for (bool first = true; out.size() < capacity; first = !first) out.push_back(first ? 0xEC : 0x11);
  return out;
}

/// All codewords in the order in which they are drawn: the blocks' first ones, their second ones, ….
Bytes interleaved(const Bytes& data, const Version& version) {
  std::vector<std::span<const unsigned char>> blocks;
  std::vector<Bytes> corrections;
  for (int block = 0; block < version.blocks; ++block) {
    blocks.emplace_back(std::span(data).subspan(static_cast<std::size_t>(block * version.data),
                                                static_cast<std::size_t>(version.data)));
    corrections.push_back(correctionOf(blocks.back(), version.correction));
  }
  Bytes out;
  for (std::size_t at = 0; at < static_cast<std::size_t>(version.data); ++at) {
    for (const auto& block : blocks) out.push_back(block[at]);
  }
  for (std::size_t at = 0; at < static_cast<std::size_t>(version.correction); ++at) {
    for (const auto& block : corrections) out.push_back(block[at]);
  }
  return out;
}

bool inverts(int mask, int x, int y) {
  switch (mask) {
    case 0:
      return (x + y) % 2 == 0;
    case 1:
      return y % 2 == 0;
    case 2:
      return x % 3 == 0;
    case 3:
      return (x + y) % 3 == 0;
    case 4:
      return (x / 3 + y / 2) % 2 == 0;
    case 5:
      return x * y % 2 + x * y % 3 == 0;
    case 6:
      return (x * y % 2 + x * y % 3) % 2 == 0;
    default:
      return ((x + y) % 2 + x * y % 3) % 2 == 0;
  }
}

}  // namespace

QrCode::QrCode(int version)
    : size_(17 + 4 * version),
      modules_(static_cast<std::size_t>(size_ * size_), 0),
      fixed_(static_cast<std::size_t>(size_ * size_), 0) {
  drawFunctionPatterns(version);
}

std::optional<QrCode> QrCode::encode(std::string_view bytes) {
  for (int number = 1; number <= static_cast<int>(kVersions.size()); ++number) {
    const Version& version = versionOf(number);
    const auto capacity = static_cast<std::size_t>(version.blocks * version.data);
    if (bytes.size() + 2 > capacity) continue;
    QrCode code(number);
    code.drawData(interleaved(dataOf(bytes, capacity), version));
    std::optional<QrCode> best;
    for (int mask = 0; mask < kMasks; ++mask) {
      QrCode masked = code;
      masked.applyMask(mask);
      masked.drawFormat(mask);
      if (!best || masked.penalty() < best->penalty()) best = std::move(masked);
    }
    return best;
  }
  return std::nullopt;
}

void QrCode::put(int x, int y, bool dark) {
  modules_[index(x, y)] = dark ? 1 : 0;
  fixed_[index(x, y)] = 1;
}

/// A finder pattern around `x`, `y` with its separator.
void QrCode::drawFinder(int x, int y) {
  for (int dy = -4; dy <= 4; ++dy) {
    for (int dx = -4; dx <= 4; ++dx) {
      const int ring = std::max(std::abs(dx), std::abs(dy));
      const bool inside = x + dx >= 0 && x + dx < size_ && y + dy >= 0 && y + dy < size_;
      if (inside) put(x + dx, y + dy, ring != 2 && ring != 4);
    }
  }
}

void QrCode::drawFunctionPatterns(int version) {
  for (int at = 0; at < size_; ++at) {
    put(at, 6, at % 2 == 0);
    put(6, at, at % 2 == 0);
  }
  drawFinder(3, 3);
  drawFinder(size_ - 4, 3);
  drawFinder(3, size_ - 4);
  if (version > 1) {
    // The versions 2 to 6 have one alignment pattern.
    const int middle = size_ - 7;
    for (int dy = -2; dy <= 2; ++dy) {
      for (int dx = -2; dx <= 2; ++dx) put(middle + dx, middle + dy, std::max(std::abs(dx), std::abs(dy)) != 1);
    }
  }
  drawFormat(0);  // Keeps the place.
}

/// Level M and the mask, twice, with their BCH code.
void QrCode::drawFormat(int mask) {
  const auto data = static_cast<unsigned>(mask);  // Level M is 00.
  unsigned remainder = data;
  for (int i = 0; i < 10; ++i) remainder = remainder << 1U ^ ((remainder >> 9U) * 0x537U);
  const unsigned bits = (data << 10U | remainder) ^ 0x5412U;
  const auto bit = [bits](int at) { return (bits >> static_cast<unsigned>(at) & 1U) != 0; };
  for (int at = 0; at < 15; ++at) {
    // Down the column 8 and then left along the row 8, around the timing patterns.
    if (at < 8) {
      put(8, at < 6 ? at : at + 1, bit(at));
    } else {
      put(at == 8 ? 7 : 14 - at, 8, bit(at));
    }
    // From the right edge to the left, then down to the bottom.
    if (at < 8) {
      put(size_ - 1 - at, 8, bit(at));
    } else {
      put(8, size_ - 15 + at, bit(at));
    }
  }
  put(8, size_ - 8, true);
}

/// In columns of two from the right, up and down in turns, around what is fixed.
void QrCode::drawData(const Bytes& codewords) {
  std::size_t next = 0;
  bool up = true;
  for (int right = size_ - 1; right > 0; right -= 2, up = !up) {
    if (right == 6) --right;  // The timing pattern's column.
    for (int step = 0; step < size_; ++step) {
      const int y = up ? size_ - 1 - step : step;
      for (const int x : {right, right - 1}) {
        if (fixed_[index(x, y)] != 0 || next >= codewords.size() * 8) continue;
        modules_[index(x, y)] = codewords[next / 8] >> (7 - next % 8) & 1;
        ++next;
      }
    }
  }
}

void QrCode::applyMask(int mask) {
  for (int y = 0; y < size_; ++y) {
    for (int x = 0; x < size_; ++x) {
      if (fixed_[index(x, y)] == 0 && inverts(mask, x, y)) modules_[index(x, y)] ^= 1;
    }
  }
}

/// How hard it is to read (section 7.8.3): long runs, blocks of one colour, what looks like a finder, imbalance.
int QrCode::penalty() const {
  int points = 0;
  int darks = 0;
  const auto line = [&](auto&& at) {
    int run = 0;
    unsigned last = 0;  // The last 11 modules.
    for (int i = 0; i < size_; ++i) {
      const bool dark = at(i);
      run = i > 0 && dark == at(i - 1) ? run + 1 : 1;
      if (run >= 5) points += run == 5 ? 3 : 1;
      last = (last << 1U | (dark ? 1U : 0U)) & 0x7FFU;
      if (i >= 10 && (last == 0x5D0U || last == 0x05DU)) points += 40;
    }
  };
  for (int a = 0; a < size_; ++a) {
    line([&](int b) { return dark(b, a); });
    line([&](int b) { return dark(a, b); });
    for (int b = 0; b < size_; ++b) {
      darks += dark(a, b) ? 1 : 0;
      const bool block = a > 0 && b > 0 && dark(a, b) == dark(a - 1, b) && dark(a, b) == dark(a, b - 1) &&
                         dark(a, b) == dark(a - 1, b - 1);
      if (block) points += 3;
    }
  }
  const int percent = darks * 100 / (size_ * size_);
  return points + std::abs(percent - 50) / 5 * 10;
}

}  // namespace rotonde::pipelines
