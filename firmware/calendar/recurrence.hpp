// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"
#include "firmware/calendar/ical_time.hpp"

#include <bitset>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace rotonde::calendar {

/// RECUR of RFC 5545 §3.3.10, all parts, for the frequencies that a meeting can have.
struct RecurrenceRule {
  enum class Frequency { Yearly, Monthly, Weekly, Daily, Hourly };
  struct Day {
    int ordinal = 0;  ///< 0: every such weekday of the period.
    std::chrono::weekday weekday;
  };
  Frequency frequency = Frequency::Daily;
  int interval = 1;
  std::optional<int> count;
  std::optional<IcalTime> until;  ///< Inclusive; in its own kind, compared by the caller.
  std::chrono::weekday weekStart = std::chrono::Monday;
  std::vector<int> seconds, minutes, hours;  ///< BYSECOND, BYMINUTE, BYHOUR; sorted.
  std::vector<Day> days;                     ///< BYDAY
  std::vector<int> monthDays;                ///< BYMONTHDAY, −31 … 31
  std::vector<int> yearDays;                 ///< BYYEARDAY, −366 … 366
  std::vector<int> weeks;                    ///< BYWEEKNO, −53 … 53
  std::vector<int> positions;                ///< BYSETPOS
  std::bitset<13> months;                    ///< BYMONTH; none set: all.
};

/// Refused, with the reason, for rules that we do not follow: FREQ=MINUTELY and SECONDLY, calendars other than the
/// Gregorian, SKIP, values out of range. An unknown part or one given twice refuses too.
Result<RecurrenceRule> parseRule(std::string_view text);

/// The work that one series may cost: days and times looked at. Shared between the rules of a series.
struct StepBudget {
  std::int64_t left = 100'000;
  bool spent() const { return left <= 0; }
};

/// The local times that a rule gives from its start on, in order. COUNT and UNTIL are the caller's business, since
/// both need the zone. The start itself comes only if it matches the rule.
class RecurrenceIterator {
 public:
  /// Skips to the first period that can hold something at or after `from`; pass `start` to see all.
  RecurrenceIterator(const RecurrenceRule& rule, LocalTime start, LocalTime from, StepBudget& budget);

  /// The next time that is at or after both start and `from`, before `until`; nullopt at the end or when the budget
  /// is spent.
  std::optional<LocalTime> next(LocalTime until);

 private:
  using Date = std::chrono::year_month_day;

  void jump(LocalTime from);
  LocalTime periodStart() const;
  void fillPeriod();
  void yearDates(std::vector<std::chrono::local_days>& dates);
  void addIfMatching(std::chrono::local_days day, std::vector<std::chrono::local_days>& dates);
  bool matches(std::chrono::local_days day) const;
  bool matchesDay(std::chrono::local_days day, const Date& date) const;
  bool matchesWeek(std::chrono::local_days day) const;
  void keepPositions();

  RecurrenceRule rule_;  ///< With the parts that DTSTART implies filled in.
  LocalTime start_;
  LocalTime from_;
  StepBudget& budget_;
  std::int64_t period_ = 0;       ///< In units of the frequency, from the one that holds the start.
  std::vector<LocalTime> times_;  ///< Of the current period.
  std::size_t at_ = 0;
};

}  // namespace rotonde::calendar
