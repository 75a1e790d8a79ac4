// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/calendar/text_encoding.hpp"

#include <glib.h>

#include <array>
#include <utility>

namespace rotonde::calendar {
namespace {

constexpr gunichar kReplacement = 0xFFFD;

/// 0x80 to 0x9F of Windows-1252; the rest is Latin-1.
constexpr std::array<gunichar, 32> kWindows = {0x20AC, kReplacement, 0x201A,       0x0192, 0x201E, 0x2026, 0x2020,
                                               0x2021, 0x02C6,       0x2030,       0x0160, 0x2039, 0x0152, kReplacement,
                                               0x017D, kReplacement, kReplacement, 0x2018, 0x2019, 0x201C, 0x201D,
                                               0x2022, 0x2013,       0x2014,       0x02DC, 0x2122, 0x0161, 0x203A,
                                               0x0153, kReplacement, 0x017E,       0x0178};

void append(std::string& out, gunichar character) {
  std::array<char, 6> bytes{};
  const gint size = g_unichar_to_utf8(character, bytes.data());
  out.append(bytes.data(), static_cast<std::size_t>(size));
}

bool isHigh(gunichar unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool isLow(gunichar unit) { return unit >= 0xDC00 && unit < 0xE000; }

/// Whether some character is of more than one byte and whole.
bool hasUtf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (static_cast<unsigned char>(text[i]) < 0x80) continue;
    const gunichar character = g_utf8_get_char_validated(text.data() + i, static_cast<gssize>(text.size() - i));
    if (character < 0x110000) return true;
  }
  return false;
}

}  // namespace

std::optional<std::string> fromUtf16(std::string_view bytes) {
  if (bytes.size() < 2) return std::nullopt;
  bool big = bytes.starts_with("\xFE\xFF");
  const bool marked = big || bytes.starts_with("\xFF\xFE");
  if (!marked) {
    big = bytes[0] == '\0' && bytes[1] != '\0';
    if (!big && (bytes[0] == '\0' || bytes[1] != '\0')) return std::nullopt;
  }
  const auto unit = [&](std::size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<gunichar>(big ? first << 8U | second : second << 8U | first);
  };
  std::string out;
  for (std::size_t at = marked ? 2 : 0; at + 1 < bytes.size(); at += 2) {
    const gunichar here = unit(at);
    if (isHigh(here) && at + 3 < bytes.size() && isLow(unit(at + 2))) {
      append(out, 0x10000 + ((here - 0xD800) << 10U) + (unit(at + 2) - 0xDC00));
      at += 2;
    } else {
      append(out, isHigh(here) || isLow(here) ? kReplacement : here);
    }
  }
  return out;
}

std::string lineAsUtf8(std::string line) {
  if (g_utf8_validate_len(line.data(), line.size(), nullptr) != FALSE || hasUtf8(line)) return line;
  std::string out;
  for (const char c : line) {
    const auto byte = static_cast<unsigned char>(c);
    append(out, byte >= 0x80 && byte < 0xA0 ? kWindows[byte - 0x80U] : byte);
  }
  return out;
}

}  // namespace rotonde::calendar
