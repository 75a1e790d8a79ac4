// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/calendar/recurrence.hpp"

#include <algorithm>
#include <cstdlib>
#include <format>
#include <set>
#include <string>

namespace rotonde::calendar {
namespace {

constexpr std::size_t kMaxListed = 400;

std::string upper(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ' ' || c == '\t') continue;
    out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  }
  return out;
}

template <class Fn>
bool eachOf(std::string_view text, char separator, Fn fn) {
  while (true) {
    const std::size_t end = text.find(separator);
    if (!fn(text.substr(0, end))) return false;
    if (end == std::string_view::npos) return true;
    text.remove_prefix(end + 1);
  }
}

/// A list of numbers from `low` to `high` by magnitude; negative ones only when `low` is 1.
bool parseNumbers(std::string_view text, int low, int high, std::vector<int>& out) {
  const bool good = eachOf(text, ',', [&](std::string_view item) {
    const auto number = parseInteger(item);
    if (!number || out.size() >= kMaxListed) return false;
    const int magnitude = low == 1 ? std::abs(*number) : *number;
    if (magnitude < low || magnitude > high) return false;
    out.push_back(*number);
    return true;
  });
  std::ranges::sort(out);
  out.erase(std::ranges::unique(out).begin(), out.end());
  return good;
}

std::optional<std::chrono::weekday> parseWeekday(std::string_view text) {
  static constexpr std::string_view kNames[] = {"SU", "MO", "TU", "WE", "TH", "FR", "SA"};
  const auto found = std::ranges::find(kNames, text);
  if (found == std::end(kNames)) return std::nullopt;
  return std::chrono::weekday(static_cast<unsigned>(found - std::begin(kNames)));
}

bool parseDays(std::string_view text, std::vector<RecurrenceRule::Day>& out) {
  return eachOf(text, ',', [&](std::string_view item) {
    if (item.size() < 2 || out.size() >= kMaxListed) return false;
    const auto weekday = parseWeekday(item.substr(item.size() - 2));
    const std::string_view number = item.substr(0, item.size() - 2);
    const auto ordinal = number.empty() ? std::optional<int>(0) : parseInteger(number);
    if (!weekday || !ordinal || std::abs(*ordinal) > 53 || (!number.empty() && *ordinal == 0)) return false;
    out.push_back({*ordinal, *weekday});
    return true;
  });
}

bool parseFrequency(std::string_view text, RecurrenceRule& rule) {
  using Frequency = RecurrenceRule::Frequency;
  static constexpr std::pair<std::string_view, Frequency> kNames[] = {{"YEARLY", Frequency::Yearly},
                                                                      {"MONTHLY", Frequency::Monthly},
                                                                      {"WEEKLY", Frequency::Weekly},
                                                                      {"DAILY", Frequency::Daily},
                                                                      {"HOURLY", Frequency::Hourly}};
  const auto found = std::ranges::find(kNames, text, &std::pair<std::string_view, Frequency>::first);
  if (found == std::end(kNames)) return false;
  rule.frequency = found->second;
  return true;
}

bool parseMonths(std::string_view text, RecurrenceRule& rule) {
  std::vector<int> months;
  if (!parseNumbers(text, 0, 12, months) || months.empty() || months.front() < 1) return false;
  for (const int month : months) rule.months.set(static_cast<std::size_t>(month));
  return true;
}

bool parsePositive(std::string_view text, int& out) {
  const auto number = parseInteger(text);
  if (!number || *number < 1) return false;
  out = *number;
  return true;
}

bool parseInterval(std::string_view text, int& out) {
  if (!parsePositive(text, out)) return false;
  // More than there are hours in a year; the bound keeps the arithmetic within a calendar's years.
  out = std::min(out, 10'000);
  return true;
}

/// A year beyond ours is how some producers write "for ever".
bool parseUntil(std::string_view text, std::optional<IcalTime>& until) {
  until = parseTime(text);
  if (until) return true;
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto year = digits >= 8 ? parseInteger(text.substr(0, digits - 4)) : std::nullopt;
  return year && *year > 2100;
}

bool parsePart(std::string_view name, std::string_view value, RecurrenceRule& rule) {
  if (name == "FREQ") return parseFrequency(value, rule);
  if (name == "INTERVAL") return parseInterval(value, rule.interval);
  if (name == "COUNT") return parsePositive(value, rule.count.emplace());
  if (name == "UNTIL") return parseUntil(value, rule.until);
  if (name == "BYSECOND") return parseNumbers(value, 0, 60, rule.seconds);
  if (name == "BYMINUTE") return parseNumbers(value, 0, 59, rule.minutes);
  if (name == "BYHOUR") return parseNumbers(value, 0, 23, rule.hours);
  if (name == "BYDAY") return parseDays(value, rule.days);
  if (name == "BYMONTHDAY") return parseNumbers(value, 1, 31, rule.monthDays);
  if (name == "BYYEARDAY") return parseNumbers(value, 1, 366, rule.yearDays);
  if (name == "BYWEEKNO") return parseNumbers(value, 1, 53, rule.weeks);
  if (name == "BYSETPOS") return parseNumbers(value, 1, 366, rule.positions);
  if (name == "BYMONTH") return parseMonths(value, rule);
  if (name == "WKST") {
    const auto day = parseWeekday(value);
    if (day) rule.weekStart = *day;
    return day.has_value();
  }
  if (name == "RSCALE") return value == "GREGORIAN";
  if (name == "SKIP") return value == "OMIT";
  return name.starts_with("X-");
}

}  // namespace

Result<RecurrenceRule> parseRule(std::string_view text) {
  RecurrenceRule rule;
  std::set<std::string> seen;
  std::string wrong;
  const std::string normal = upper(text);
  eachOf(normal, ';', [&](std::string_view part) {
    if (part.empty()) return true;
    const std::size_t equals = part.find('=');
    const std::string_view name = part.substr(0, equals);
    const bool good =
        equals != std::string_view::npos && seen.emplace(name).second && parsePart(name, part.substr(equals + 1), rule);
    if (!good) wrong = part.substr(0, 60);
    return good;
  });
  if (!wrong.empty()) return refused(std::format("the recurrence rule's part {} is not followed", wrong));
  if (!seen.contains("FREQ")) return refused("a recurrence rule has no FREQ");
  // A leap second is the one before it, as in a time.
  for (int& second : rule.seconds) second = std::min(second, 59);
  rule.seconds.erase(std::ranges::unique(rule.seconds).begin(), rule.seconds.end());
  if (rule.count && seen.contains("UNTIL")) return refused("a recurrence rule has both COUNT and UNTIL");
  return rule;
}

}  // namespace rotonde::calendar
