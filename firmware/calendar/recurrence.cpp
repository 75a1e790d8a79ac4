// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/calendar/recurrence.hpp"

#include <algorithm>

namespace rotonde::calendar {
namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::year_month;
using std::chrono::year_month_day;
using Frequency = RecurrenceRule::Frequency;

local_days dayOf(LocalTime time) { return std::chrono::floor<days>(time); }
std::chrono::seconds timeOfDay(LocalTime time) { return time - dayOf(time); }
local_days firstOf(std::chrono::year year) { return local_days(year / std::chrono::January / 1); }

/// Days since the week's start.
int weekOffset(local_days day, std::chrono::weekday weekStart) {
  return static_cast<int>((std::chrono::weekday(day) - weekStart).count());
}

/// First day of week 1 of a year: the first week with at least four days in it.
local_days firstWeek(std::chrono::year year, std::chrono::weekday weekStart) {
  const local_days first = firstOf(year);
  const int offset = weekOffset(first, weekStart);
  return offset <= 3 ? first - days(offset) : first + days(7 - offset);
}

bool contains(const std::vector<int>& list, int value) { return std::ranges::find(list, value) != list.end(); }

/// Whether the `index`th (from 0) of `size` is named, from the front or, negative, from the end.
bool containsEither(const std::vector<int>& list, int index, int size) {
  return contains(list, index + 1) || contains(list, index - size);
}

}  // namespace

RecurrenceIterator::RecurrenceIterator(const RecurrenceRule& rule, LocalTime start, LocalTime from, StepBudget& budget)
    : rule_(rule), start_(start), from_(std::max(start, from)), budget_(budget) {
  const year_month_day date(dayOf(start));
  const bool noDay = rule_.days.empty() && rule_.monthDays.empty() && rule_.yearDays.empty();
  if (noDay && rule_.frequency == Frequency::Yearly && rule_.weeks.empty()) {
    if (rule_.months.none()) rule_.months.set(static_cast<unsigned>(date.month()));
    rule_.monthDays.push_back(static_cast<int>(static_cast<unsigned>(date.day())));
  } else if (noDay && rule_.frequency == Frequency::Monthly) {
    rule_.monthDays.push_back(static_cast<int>(static_cast<unsigned>(date.day())));
  } else if (noDay && (rule_.frequency == Frequency::Weekly || rule_.frequency == Frequency::Yearly)) {
    rule_.days.push_back({0, std::chrono::weekday(dayOf(start))});
  }
  const std::chrono::hh_mm_ss time(timeOfDay(start));
  if (rule_.seconds.empty()) rule_.seconds.push_back(static_cast<int>(time.seconds().count()));
  if (rule_.minutes.empty()) rule_.minutes.push_back(static_cast<int>(time.minutes().count()));
  if (rule_.hours.empty() && rule_.frequency != Frequency::Hourly) {
    rule_.hours.push_back(static_cast<int>(time.hours().count()));
  }
  if (from > start) jump(from);
  fillPeriod();
}

/// Goes to the last period of the interval that starts at or before `from`, by arithmetic.
void RecurrenceIterator::jump(LocalTime from) {
  const year_month_day a(dayOf(start_));
  const year_month_day b(dayOf(from));
  std::int64_t periods = 0;
  switch (rule_.frequency) {
    case Frequency::Yearly:
      periods = (b.year() - a.year()).count();
      break;
    case Frequency::Monthly:
      periods = (year_month(b.year(), b.month()) - year_month(a.year(), a.month())).count();
      break;
    case Frequency::Weekly:
      periods = (dayOf(from) - dayOf(start_)).count() / 7;
      break;
    case Frequency::Daily:
      periods = (dayOf(from) - dayOf(start_)).count();
      break;
    case Frequency::Hourly:
      periods = std::chrono::floor<std::chrono::hours>(from - start_).count();
      break;
  }
  // One interval earlier: a week may begin before the start's weekday.
  period_ = std::max<std::int64_t>(0, (periods / rule_.interval - 1) * rule_.interval);
}

LocalTime RecurrenceIterator::periodStart() const {
  const year_month_day date(dayOf(start_));
  switch (rule_.frequency) {
    case Frequency::Yearly:
      return firstOf(date.year() + std::chrono::years(period_));
    case Frequency::Monthly:
      return local_days((year_month(date.year(), date.month()) + std::chrono::months(period_)) / 1);
    case Frequency::Weekly:
      return dayOf(start_) - days(weekOffset(dayOf(start_), rule_.weekStart)) + std::chrono::weeks(period_);
    case Frequency::Daily:
      return dayOf(start_) + days(period_);
    case Frequency::Hourly:
      break;
  }
  return std::chrono::floor<std::chrono::hours>(start_) + std::chrono::hours(period_);
}

std::optional<LocalTime> RecurrenceIterator::next(LocalTime until) {
  // Beyond any calendar's years; keeps an empty rule from running on.
  const LocalTime last = std::min(until, LocalTime(firstOf(std::chrono::year(2101))));
  while (!budget_.spent()) {
    while (at_ < times_.size()) {
      const LocalTime time = times_[at_++];
      if (time >= last) return std::nullopt;
      if (time >= from_) return time;
    }
    if (periodStart() >= last) return std::nullopt;
    period_ += rule_.interval;
    times_.clear();
    at_ = 0;
    if (periodStart() >= last) return std::nullopt;
    fillPeriod();
  }
  return std::nullopt;
}

void RecurrenceIterator::fillPeriod() {
  times_.clear();
  at_ = 0;
  --budget_.left;
  const LocalTime begin = periodStart();
  std::vector<local_days> dates;
  switch (rule_.frequency) {
    case Frequency::Yearly:
      yearDates(dates);
      break;
    case Frequency::Monthly: {
      const year_month_day first(dayOf(begin));
      if (rule_.months.any() && !rule_.months.test(static_cast<unsigned>(first.month()))) break;
      const local_days end((year_month(first.year(), first.month()) + std::chrono::months(1)) / 1);
      for (local_days day = dayOf(begin); day < end; day += days(1)) addIfMatching(day, dates);
      break;
    }
    case Frequency::Weekly:
      for (int i = 0; i < 7; ++i) addIfMatching(dayOf(begin) + days(i), dates);
      break;
    case Frequency::Daily:
    case Frequency::Hourly:
      addIfMatching(dayOf(begin), dates);
      break;
  }
  const auto addTimes = [this](LocalTime hour) {
    for (const int minute : rule_.minutes) {
      for (const int second : rule_.seconds) {
        --budget_.left;
        times_.push_back(hour + std::chrono::minutes(minute) + std::chrono::seconds(second));
      }
    }
  };
  for (const local_days day : dates) {
    if (rule_.frequency == Frequency::Hourly) {
      const int hour = static_cast<int>(std::chrono::floor<std::chrono::hours>(begin - day).count());
      if (rule_.hours.empty() || contains(rule_.hours, hour)) addTimes(begin);
      continue;
    }
    if (budget_.spent()) break;
    for (const int hour : rule_.hours) addTimes(day + std::chrono::hours(hour));
  }
  if (!rule_.positions.empty()) keepPositions();
}

void RecurrenceIterator::yearDates(std::vector<local_days>& dates) {
  const std::chrono::year year = year_month_day(dayOf(periodStart())).year();
  for (unsigned month = 1; month <= 12; ++month) {
    if (rule_.months.any() && !rule_.months.test(month)) continue;
    const year_month here(year, std::chrono::month(month));
    const local_days end((here + std::chrono::months(1)) / 1);
    for (local_days day(here / 1); day < end; day += days(1)) addIfMatching(day, dates);
  }
}

void RecurrenceIterator::addIfMatching(local_days day, std::vector<local_days>& dates) {
  --budget_.left;
  if (matches(day)) dates.push_back(day);
}

bool RecurrenceIterator::matches(local_days day) const {
  const year_month_day date(day);
  if (rule_.months.any() && !rule_.months.test(static_cast<unsigned>(date.month()))) return false;
  if (!rule_.monthDays.empty()) {
    const std::chrono::year_month_day_last last(date.year(), std::chrono::month_day_last(date.month()));
    const int index = static_cast<int>(static_cast<unsigned>(date.day())) - 1;
    if (!containsEither(rule_.monthDays, index, static_cast<int>(static_cast<unsigned>(last.day())))) return false;
  }
  if (!rule_.yearDays.empty()) {
    const local_days first = firstOf(date.year());
    const auto size = (firstOf(date.year() + std::chrono::years(1)) - first).count();
    if (!containsEither(rule_.yearDays, static_cast<int>((day - first).count()), static_cast<int>(size))) return false;
  }
  if (!rule_.weeks.empty() && !matchesWeek(day)) return false;
  return rule_.days.empty() || matchesDay(day, date);
}

bool RecurrenceIterator::matchesDay(local_days day, const Date& date) const {
  const std::chrono::weekday weekday(day);
  const bool inMonth = rule_.frequency == Frequency::Monthly || rule_.months.any();
  const bool ordinals =
      (rule_.frequency == Frequency::Monthly || rule_.frequency == Frequency::Yearly) && rule_.weeks.empty();
  for (const RecurrenceRule::Day& wanted : rule_.days) {
    if (wanted.weekday != weekday) continue;
    if (wanted.ordinal == 0 || !ordinals) return true;
    const local_days first = inMonth ? local_days(date.year() / date.month() / 1) : firstOf(date.year());
    const local_days end = inMonth ? local_days((year_month(date.year(), date.month()) + std::chrono::months(1)) / 1)
                                   : firstOf(date.year() + std::chrono::years(1));
    const auto fromFront = (day - first).count() / 7 + 1;
    const auto fromEnd = -((end - day).count() - 1) / 7 - 1;
    if (wanted.ordinal == fromFront || wanted.ordinal == fromEnd) return true;
  }
  return false;
}

bool RecurrenceIterator::matchesWeek(local_days day) const {
  // The year that the day's week belongs to can be the one before or after.
  std::chrono::year year = year_month_day(day).year() + std::chrono::years(1);
  while (firstWeek(year, rule_.weekStart) > day) --year;
  const local_days first = firstWeek(year, rule_.weekStart);
  const auto size = (firstWeek(year + std::chrono::years(1), rule_.weekStart) - first).count() / 7;
  return containsEither(rule_.weeks, static_cast<int>((day - first).count() / 7), static_cast<int>(size));
}

void RecurrenceIterator::keepPositions() {
  const int size = static_cast<int>(times_.size());
  std::vector<LocalTime> kept;
  for (int i = 0; i < size; ++i) {
    if (containsEither(rule_.positions, i, size)) kept.push_back(times_[static_cast<std::size_t>(i)]);
  }
  times_ = std::move(kept);
}

}  // namespace rotonde::calendar
