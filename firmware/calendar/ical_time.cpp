// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/calendar/ical_time.hpp"

#include <algorithm>
#include <charconv>

namespace rotonde::calendar {
namespace {

/// Exactly these digits.
std::optional<int> digits(std::string_view text, std::size_t from, std::size_t count) {
  if (text.size() < from + count) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(from, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::optional<IcalTime> parseTime(std::string_view text, std::string_view tzid) {
  text = trimmed(text);
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 4, 2);
  const auto day = digits(text, 6, 2);
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  // VTIMEZONE objects of Exchange start in 1601.
  if (!date.ok() || *year < 1600 || *year > 2100) return std::nullopt;
  IcalTime time;
  time.local = std::chrono::local_days(date);
  if (text.size() == 8) {
    time.kind = IcalTime::Kind::Date;
    return time;
  }
  const auto hour = digits(text, 9, 2);
  const auto minute = digits(text, 11, 2);
  const auto second = digits(text, 13, 2);
  if ((text[8] != 'T' && text[8] != 't') || !hour || !minute || !second) return std::nullopt;
  if (*hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  time.local += std::chrono::hours(*hour) + std::chrono::minutes(*minute) + seconds(std::min(*second, 59));
  const std::string_view suffix = text.substr(15);
  if (suffix == "Z" || suffix == "z") {
    time.kind = IcalTime::Kind::Utc;
  } else if (!suffix.empty()) {
    return std::nullopt;
  } else if (!tzid.empty()) {
    time.kind = IcalTime::Kind::Zoned;
    time.tzid = tzid;
  }
  return time;
}

std::optional<IcalDuration> parseDuration(std::string_view text) {
  text = trimmed(text);
  int sign = 1;
  if (text.starts_with('+') || text.starts_with('-')) {
    sign = text.front() == '-' ? -1 : 1;
    text.remove_prefix(1);
  }
  if (!text.starts_with('P') && !text.starts_with('p')) return std::nullopt;
  text.remove_prefix(1);
  IcalDuration duration;
  bool inTime = false;
  bool any = false;
  while (!text.empty()) {
    if (!inTime && (text.front() == 'T' || text.front() == 't')) {
      inTime = true;
      text.remove_prefix(1);
      continue;
    }
    long value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    constexpr long kCentury = 3'200'000'000;
    if (error != std::errc() || value < 0 || value > kCentury || end == text.data() + text.size()) return std::nullopt;
    const char unit = *end;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    const long signedValue = sign * value;
    if (!inTime && (unit == 'W' || unit == 'w')) {
      duration.days += std::chrono::days(7 * std::clamp(signedValue, -6000L, 6000L));
    } else if (!inTime && (unit == 'D' || unit == 'd')) {
      duration.days += std::chrono::days(std::clamp(signedValue, -40'000L, 40'000L));
    } else if (inTime && (unit == 'H' || unit == 'h')) {
      duration.exact += std::chrono::hours(std::clamp(signedValue, -1'000'000L, 1'000'000L));
    } else if (inTime && (unit == 'M' || unit == 'm')) {
      duration.exact += std::chrono::minutes(std::clamp(signedValue, -60'000'000L, 60'000'000L));
    } else if (inTime && (unit == 'S' || unit == 's')) {
      duration.exact += seconds(signedValue);
    } else {
      return std::nullopt;
    }
    any = true;
    if (duration.days > std::chrono::days(100'000) || duration.exact > std::chrono::hours(3'000'000))
      return std::nullopt;
    if (duration.days < std::chrono::days(-100'000) || duration.exact < std::chrono::hours(-3'000'000)) {
      return std::nullopt;
    }
  }
  if (!any) return std::nullopt;
  return duration;
}

std::optional<int> parseInteger(std::string_view text) {
  text = trimmed(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (value > 1'000'000'000 || value < -1'000'000'000) return std::nullopt;
  return value;
}

}  // namespace rotonde::calendar
