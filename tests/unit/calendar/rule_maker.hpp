// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/calendar/recurrence.hpp"

#include <algorithm>
#include <format>
#include <random>
#include <string>
#include <string_view>
#include <vector>

// Generated rules, to put them through RecurrenceIterator and through others' code.
namespace rotonde::calendar::test {

inline constexpr std::size_t kInstances = 40;
inline constexpr std::string_view kLast = "20600101T000000Z";

class RuleMaker {
 public:
  /// What the other side can be asked: libical 3.0 and dateutil differ from RFC 5545 in different places
  /// (docs/calendar.md).
  enum class Scope { Libical, Dateutil };

  RuleMaker(unsigned seed, Scope scope) : random_(seed), scope_(scope) {}

  std::string start() {
    return std::format("{:04}{:02}{:02}T{:02}{:02}00Z", below(2000, 2030), below(1, 12), below(1, 28), below(0, 23),
                       below(0, 59));
  }

  std::string rule() {
    static constexpr std::string_view kFrequencies[] = {"YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"};
    const std::string frequency(kFrequencies[below(0, 9) % 5]);
    std::string out = "FREQ=" + frequency;
    if (below(0, 1) == 1) out += std::format(";INTERVAL={}", below(1, 5));
    if (frequency == "YEARLY") out += yearly();
    if (frequency == "MONTHLY") out += monthly();
    if (frequency == "WEEKLY") out += weekly();
    if (frequency == "DAILY") out += daily();
    if (frequency == "HOURLY") out += hourly();
    return out;
  }

 private:
  int below(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
  bool maybe() { return below(0, 2) == 0; }

  std::string list(std::string_view name, int low, int high, bool negative = false) {
    std::vector<int> numbers;
    for (int i = below(1, 3); i > 0; --i) {
      const int number = below(low, high) * (negative && maybe() ? -1 : 1);
      if (!std::ranges::contains(numbers, number)) numbers.push_back(number);
    }
    std::ranges::sort(numbers);
    std::string out = std::format(";{}=", name);
    for (std::size_t i = 0; i < numbers.size(); ++i) out += std::format("{}{}", i == 0 ? "" : ",", numbers[i]);
    return out;
  }

  std::string days(int ordinals) {
    static constexpr std::string_view kNames[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
    std::string out;
    const bool ordinal = ordinals > 0 && maybe();
    const int step = below(1, 3);
    for (int day = below(0, 2); day < 7; day += step) {
      out += out.empty() ? ";BYDAY=" : ",";
      if (ordinal) out += std::format("{}", below(1, ordinals) * (maybe() ? -1 : 1));
      out += kNames[day];
    }
    return out;
  }

  std::string yearly() {
    switch (below(0, dateutil() ? 10 : 7)) {
      case 0:
        return "";
      case 8:
        // Not week 53: dateutil finds one at the beginning of every year.
        return list("BYWEEKNO", 1, 52) + days(0) + list("BYMONTH", 1, 12);
      case 9:
        return list("BYYEARDAY", 1, 366, true) + days(0);
      case 10:
        return list("BYMONTHDAY", 1, 31, true) + days(0) + list("BYHOUR", 0, 23) + list("BYSETPOS", 1, 9, true);
      case 1:
        return list("BYMONTH", 1, 12);
      case 2:
        return list("BYMONTH", 1, 12) + list("BYMONTHDAY", 1, 31, true);
      case 3:
        return list("BYMONTH", 1, 12) + days(4);
      case 4:
        return days(50);
      case 5:
        return list("BYWEEKNO", 2, 50, true) + days(0);
      // Not BYWEEKNO alone: libical refuses it or takes other weeks.
      case 6:
        return list("BYMONTH", 1, 12) + days(0) + list("BYSETPOS", 1, 5, true);
      default:
        return list("BYYEARDAY", 1, 365, true);
    }
  }
  std::string monthly() {
    switch (below(0, 4)) {
      case 0:
        return "";
      case 1:
        return list("BYMONTHDAY", 1, 31, true);
      case 2:
        return days(4);
      case 3:
        return days(0) + list("BYSETPOS", 1, 3, true);
      default:
        return list("BYMONTHDAY", 1, 31) + days(0);
    }
  }
  std::string weekly() {
    std::string out = maybe() ? "" : days(0);
    if (maybe()) out += ";WKST=SU";
    if (maybe()) out += list("BYMONTH", 1, 12);
    if (maybe()) out += list("BYHOUR", 0, 23);
    // libical ignores it here.
    if (dateutil() && maybe()) out += list("BYSETPOS", 1, 3, true);
    return out;
  }
  std::string daily() {
    std::string out;
    if (maybe()) out += list("BYMONTH", 1, 12);
    if (maybe()) out += list("BYMONTHDAY", 1, 31, true);
    if (maybe()) out += days(0);
    if (maybe()) out += list("BYHOUR", 0, 23);
    if (maybe()) out += list("BYMINUTE", 0, 59);
    if (dateutil() && maybe()) out += list("BYYEARDAY", 1, 366, true);
    if (dateutil() && maybe()) out += list("BYSECOND", 0, 59);
    if (dateutil() && maybe()) out += list("BYSETPOS", 1, 4, true);
    return out;
  }
  std::string hourly() {
    std::string out;
    // libical then leaves out the first day's hours and forgets the interval.
    if (dateutil() && maybe()) out += list("BYHOUR", 0, 23);
    if (maybe()) out += list("BYMINUTE", 0, 59);
    if (maybe()) out += days(0);
    return out;
  }

  bool dateutil() const { return scope_ == Scope::Dateutil; }

  std::mt19937 random_;
  Scope scope_;
};

inline std::vector<std::string> byUs(const std::string& rule, const std::string& start, std::string_view last = kLast) {
  const auto parsed = parseRule(rule);
  if (!parsed) return {"refused"};
  const LocalTime begin = parseTime(start)->local;
  StepBudget budget{10'000'000};
  RecurrenceIterator times(*parsed, begin, begin, budget);
  std::vector<std::string> out;
  while (out.size() < kInstances) {
    const auto time = times.next(parseTime(last)->local);
    if (!time) break;
    out.push_back(std::format("{:%Y%m%dT%H%M%SZ}", *time));
  }
  return out;
}

}  // namespace rotonde::calendar::test
