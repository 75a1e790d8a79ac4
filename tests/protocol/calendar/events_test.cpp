// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
//
// Generated calendars with exceptions of all kinds through python-recurring-ical-events and through ours.
#include "tests/protocol/calendar/python_oracle.hpp"
#include "tests/unit/calendar/reading.hpp"

#include <algorithm>
#include <random>

namespace rotonde::calendar::test {
namespace {

constexpr int kCalendars = 600;
constexpr std::string_view kFrom = "20260201T040000Z";
constexpr std::string_view kTo = "20260501T040000Z";

/// One series in one zone, with RDATE, EXDATE and overrides. Its times stay away from the changes of the clock.
class CalendarMaker {
 public:
  explicit CalendarMaker(unsigned seed) : random_(seed) {}

  std::string make() {
    kind_ = static_cast<Kind>(below(0, 2));
    start_ =
        parseTime(std::format("2026{:02}{:02}T{:02}{:02}00", below(1, 3), below(1, 28), below(7, 18), below(0, 3) * 15))
            ->local;
    if (kind_ == Kind::Date) start_ = std::chrono::floor<std::chrono::days>(start_);
    const std::string rule = this->rule();
    std::string master = line("DTSTART", start_) + (kind_ == Kind::Date ? "DURATION:P1D\n" : "DURATION:PT1H\n") + rule;
    instances_ = instancesOf(rule);
    if (maybe()) master += line("RDATE", start_ + std::chrono::days(below(1, 40)) + halfHours(1));
    for (int i = below(0, 3); i > 0; --i) master += line("EXDATE", take());
    std::string events = eventOf(master);
    for (int i = below(0, 3); i > 0; --i) events += exception();
    return calendarOf(events);
  }

 private:
  enum class Kind { Utc, Zoned, Date };

  int below(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
  std::chrono::minutes halfHours(int count) const { return std::chrono::minutes(kind_ == Kind::Date ? 0 : 30 * count); }
  bool maybe() { return below(0, 2) == 0; }

  std::string line(std::string_view name, LocalTime time) const {
    if (kind_ == Kind::Date) return std::format("{};VALUE=DATE:{:%Y%m%d}\n", name, time);
    return kind_ == Kind::Zoned ? std::format("{};TZID=Europe/Paris:{:%Y%m%dT%H%M%S}\n", name, time)
                                : std::format("{}:{:%Y%m%dT%H%M%S}Z\n", name, time);
  }

  std::string rule() {
    static constexpr std::string_view kDays[] = {"SU", "MO", "TU", "WE", "TH", "FR", "SA"};
    const auto weekday = kDays[std::chrono::weekday(std::chrono::floor<std::chrono::days>(start_)).c_encoding()];
    std::string out = "RRULE:FREQ=";
    switch (below(0, 3)) {
      case 0:
        out += std::format("DAILY;INTERVAL={}", below(1, 4));
        break;
      case 1:
        out += std::format("WEEKLY;INTERVAL={};BYDAY={},{}", below(1, 3), weekday,
                           kDays[static_cast<std::size_t>(below(0, 6))]);
        break;
      case 2:
        out += "MONTHLY";
        break;
      default:
        out += "WEEKLY";
    }
    if (maybe()) return out + std::format(";COUNT={}\n", below(2, 30));
    if (maybe()) {
      const auto last = std::chrono::floor<std::chrono::days>(start_ + std::chrono::days(below(1, 60)));
      if (kind_ == Kind::Date) return out + std::format(";UNTIL={:%Y%m%d}\n", last);
      return out + std::format(";UNTIL={:%Y%m%d}T235900Z\n", last);
    }
    return out + "\n";
  }

  std::vector<LocalTime> instancesOf(const std::string& rule) const {
    const auto parsed = parseRule(rule.substr(6, rule.size() - 7));
    StepBudget budget{10'000};
    RecurrenceIterator times(*parsed, start_, start_, budget);
    std::vector<LocalTime> out;
    while (out.size() < 30) {
      const auto time = times.next(start_ + std::chrono::days(150));
      if (!time) break;
      out.push_back(*time);
    }
    return out;
  }

  /// An instance that has no exception yet.
  LocalTime take() {
    if (instances_.empty()) return start_ + std::chrono::days(500);
    const auto at = instances_.begin() + below(0, static_cast<int>(instances_.size()) - 1);
    const LocalTime time = *at;
    instances_.erase(at);
    return time;
  }

  std::string exception() {
    const LocalTime id = take();
    std::string out = line(maybe() ? "RECURRENCE-ID;RANGE=THISANDFUTURE" : "RECURRENCE-ID", id);
    out += line("DTSTART", id + std::chrono::days(below(-20, 20)) + halfHours(below(-2, 2)));
    out += kind_ == Kind::Date ? std::format("DURATION:P{}D\n", below(1, 3))
                               : std::format("DURATION:PT{}M\n", 15 * below(1, 8));
    out += "SEQUENCE:1\n";
    if (maybe()) out += "STATUS:CANCELLED\n";
    return eventOf(out);
  }

  std::mt19937 random_;
  Kind kind_ = Kind::Utc;
  LocalTime start_;
  std::vector<LocalTime> instances_;
};

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\r') continue;
    out += c == '\n' ? std::string("\\r\\n") : std::string(1, c);
  }
  return out;
}

TEST(AgainstRecurringIcalEvents, SameOccurrences) {
  CalendarMaker maker(20260304);
  std::vector<std::string> calendars;
  std::string input;
  for (int i = 0; i < kCalendars; ++i) {
    calendars.push_back(maker.make());
    input += std::format(R"({{"text": "{}", "from": "{}", "to": "{}"}})", escaped(calendars.back()), kFrom, kTo) + "\n";
  }
  const auto answers = pythonAnswers("tests/caldav/events_oracle.py", input);
  ASSERT_EQ(answers.size(), calendars.size());
  std::size_t occurrences = 0;
  for (std::size_t i = 0; i < calendars.size(); ++i) {
    std::vector<std::string> ours;
    for (const Occurrence& occurrence : Room().read(calendars[i], kFrom, kTo)) {
      ours.push_back(Room::show(occurrence.start) + "/" + Room::show(occurrence.end));
    }
    std::ranges::sort(ours);
    occurrences += ours.size();
    EXPECT_EQ(ours, answers[i]) << calendars[i];
  }
  EXPECT_GT(occurrences, kCalendars * 5U) << "too few to prove anything";
}

}  // namespace
}  // namespace rotonde::calendar::test
