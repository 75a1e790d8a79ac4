// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/base/foreign_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

namespace rotonde {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr int kMostMarks = 3;

struct Range {
  char32_t first;
  char32_t last;
};

bool isIn(std::span<const Range> ranges, char32_t letter) {
  return std::ranges::any_of(ranges,
                             [letter](const Range& range) { return range.first <= letter && letter <= range.last; });
}

// Unicode 15: category Zs, and line ends and tabulators, which become blanks.
constexpr auto kBlanks = std::to_array<Range>({{0x09, 0x0D},
                                               {0x20, 0x20},
                                               {0x85, 0x85},
                                               {0xA0, 0xA0},
                                               {0x1680, 0x1680},
                                               {0x2000, 0x200A},
                                               {0x2028, 0x2029},
                                               {0x202F, 0x202F},
                                               {0x205F, 0x205F},
                                               {0x3000, 0x3000}});
// Category Cc, bidirectional and other format characters (all of Cf but U+200C and U+200D, which emoji and some scripts
// need), private use, noncharacters of the BMP, and letters that look like nothing.
constexpr auto kDropped = std::to_array<Range>(
    {{0x00, 0x1F},       {0x7F, 0x9F},       {0xAD, 0xAD},       {0x034F, 0x034F},   {0x0600, 0x0605},
     {0x061C, 0x061C},   {0x06DD, 0x06DD},   {0x070F, 0x070F},   {0x115F, 0x1160},   {0x17B4, 0x17B5},
     {0x180E, 0x180E},   {0x200B, 0x200B},   {0x200E, 0x200F},   {0x202A, 0x202E},   {0x2060, 0x206F},
     {0x3164, 0x3164},   {0xE000, 0xF8FF},   {0xFDD0, 0xFDEF},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},
     {0xFFF0, 0xFFFB},   {0xFFFE, 0xFFFF},   {0x110BD, 0x110BD}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A},
     {0xE0000, 0xE0FFF}, {0xF0000, 0x10FFFF}});
// The blocks of combining marks that people pile up.
constexpr auto kMarks = std::to_array<Range>(
    {{0x0300, 0x036F}, {0x0483, 0x0489}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0xFE20, 0xFE2F}});
constexpr auto kRightToLeft = std::to_array<Range>(
    {{0x0590, 0x08FF}, {0xFB1D, 0xFDFF}, {0xFE70, 0xFEFE}, {0x10800, 0x10FFF}, {0x1E800, 0x1EFFF}});

/// Takes the next code point off `text`; kReplacement for a byte that begins none (RFC 3629: no overlong forms, no
/// surrogates).
char32_t take(std::string_view& text) {
  const auto byte = [&text](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned lead = byte(0);
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xC2 ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF5 ? 4
                                           : 0;
  char32_t letter = length < 2 ? lead : lead & (0xFFU >> (length + 1));
  bool good = length > 0 && length <= text.size();
  for (std::size_t at = 1; good && at < length; ++at) {
    good = (byte(at) & 0xC0U) == 0x80U;
    letter = letter << 6U | (byte(at) & 0x3FU);
  }
  constexpr std::array<char32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
  good = good && letter >= kLeast[length] && letter <= 0x10FFFF && (letter < 0xD800 || letter > 0xDFFF);
  text.remove_prefix(good ? length : 1);
  return good ? letter : kReplacement;
}

void put(std::string& out, char32_t letter) {
  const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80U | (letter >> shift & 0x3FU)); };
  if (letter < 0x80) {
    out += static_cast<char>(letter);
  } else if (letter < 0x800) {
    out += static_cast<char>(0xC0U | letter >> 6U);
    tail(0);
  } else if (letter < 0x10000) {
    out += static_cast<char>(0xE0U | letter >> 12U);
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0U | letter >> 18U);
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace

std::string foreignLine(std::string_view text, std::size_t most) {
  std::u32string letters;
  int marks = 0;
  bool blank = false;
  while (!text.empty() && letters.size() <= most) {
    const char32_t letter = take(text);
    if (isIn(kBlanks, letter)) {
      blank = !letters.empty();
      continue;
    }
    if (isIn(kDropped, letter)) continue;
    marks = isIn(kMarks, letter) ? marks + 1 : 0;
    if (marks > kMostMarks) continue;
    if (blank) letters += U' ';
    blank = false;
    letters += letter;
  }
  if (letters.size() > most) {
    letters.resize(most > 0 ? most - 1 : 0);
    while (!letters.empty() && letters.back() == U' ') letters.pop_back();
    if (most > 0) letters += U'…';
  }
  std::string out;
  for (const char32_t letter : letters) put(out, letter);
  return out;
}

std::string isolated(std::string_view text) {
  std::string_view rest = text;
  bool turns = false;
  while (!rest.empty() && !turns) turns = isIn(kRightToLeft, take(rest));
  return turns ? "\u2068" + std::string(text) + "\u2069" : std::string(text);
}

}  // namespace rotonde
