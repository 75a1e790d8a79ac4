// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/unit/calendar/reading.hpp"

#include <algorithm>

namespace rotonde::calendar::test {
namespace {

using Starts = std::vector<std::string>;

TEST(Expander, StartThatItsRuleLeavesOutIsShownAndCounted) {
  EXPECT_EQ(
      Room().starts(feedOf("DTSTART:20260106T090000Z\nRRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=3\n"), "20260101", "20260301"),
      (Starts{"20260106T090000Z", "20260112T090000Z", "20260119T090000Z"}));
}

TEST(Expander, JumpsIntoOldSeries) {
  EXPECT_EQ(Room().starts(feedOf("DTSTART;TZID=Europe/Paris:19050102T090000\nRRULE:FREQ=DAILY;INTERVAL=3\n"),
                          "20260101", "20260107"),
            Room().starts(feedOf("DTSTART;TZID=Europe/Paris:20251231T090000\nRRULE:FREQ=DAILY;INTERVAL=3\n"),
                          "20260101", "20260107"));
}

TEST(Expander, WindowsOfAnySizeGiveTheSameInstances) {
  for (const char* rule : {"FREQ=WEEKLY;INTERVAL=3;BYDAY=SU,TU;WKST=SU", "FREQ=MONTHLY;INTERVAL=5;BYDAY=-1FR",
                           "FREQ=YEARLY;BYWEEKNO=1,20;BYDAY=MO", "FREQ=DAILY;INTERVAL=17", "FREQ=HOURLY;INTERVAL=31",
                           "FREQ=YEARLY;INTERVAL=2;BYYEARDAY=-1,100"}) {
    const std::string feed = feedOf(std::format("DTSTART;TZID=Europe/Paris:20200107T233000\nRRULE:{}\n", rule));
    const Starts all = Room().starts(feed, "20200101", "20210101");
    Starts pieces;
    for (Instant at = Room::instant("20200101"); at < Room::instant("20210101"); at += std::chrono::days(3)) {
      const Instant to = std::min(at + std::chrono::days(3), Room::instant("20210101"));
      for (auto& start : Room().starts(feed, Room::show(at), Room::show(to))) pieces.push_back(std::move(start));
    }
    EXPECT_EQ(all, pieces) << rule;
    EXPECT_FALSE(all.empty()) << rule;
  }
}

TEST(Expander, MeetingsThatRunIntoTheWindowCount) {
  const std::string feed = feedOf("DTSTART:20260105T220000Z\nDTEND:20260106T020000Z\nRRULE:FREQ=WEEKLY\n");
  EXPECT_EQ(Room().starts(feed, "20260113", "20260114"), (Starts{"20260112T220000Z"}));
  EXPECT_EQ(Room().starts(feed, "20260113T020000Z", "20260114"), Starts{});
}

TEST(Expander, RdatePeriodHasItsOwnLength) {
  const auto occurrences =
      Room().read(feedOf("DTSTART:20260105T090000Z\nDURATION:PT1H\nRDATE;VALUE=PERIOD:20260106T090000Z/PT3H,"
                         "20260107T090000Z/20260107T093000Z\n"),
                  "20260101", "20260201");
  ASSERT_EQ(occurrences.size(), 3U);
  EXPECT_EQ(occurrences[0].end - occurrences[0].start, std::chrono::hours(1));
  EXPECT_EQ(occurrences[1].end - occurrences[1].start, std::chrono::hours(3));
  EXPECT_EQ(occurrences[2].end - occurrences[2].start, std::chrono::minutes(30));
}

TEST(Expander, ExdateAsDateRemovesTheLocalDay) {
  EXPECT_EQ(Room().starts(feedOf("DTSTART;TZID=Europe/Paris:20260105T003000\nRRULE:FREQ=DAILY;COUNT=3\n"
                                 "EXDATE;VALUE=DATE:20260106\n"),
                          "20260101", "20260201"),
            (Starts{"20260104T233000Z", "20260106T233000Z"}));
}

TEST(Expander, ExruleIsSubtracted) {
  EXPECT_EQ(Room().starts(feedOf("DTSTART:20260105T090000Z\nRRULE:FREQ=DAILY;COUNT=5\n"
                                 "EXRULE:FREQ=WEEKLY;BYDAY=MO,WE\n"),
                          "20260101", "20260201"),
            (Starts{"20260106T090000Z", "20260108T090000Z", "20260109T090000Z"}));
}

TEST(Expander, RecurrenceIdInAnyTypeNamesItsInstance) {
  const auto feed = [](std::string_view series, std::string_view id) {
    return calendarOf(eventOf(std::format("{}RRULE:FREQ=DAILY;COUNT=2\nSUMMARY:series\n", series)) +
                      eventOf(std::format("{}\nDTSTART:20260106T200000Z\nSUMMARY:moved\n", id)));
  };
  const auto titles = [](const std::string& text) {
    std::string out;
    for (const auto& o : Room().read(text, "20260101", "20260201")) out += o.title + " ";
    return out;
  };
  const std::string timed = "DTSTART;TZID=Europe/Paris:20260105T100000\n";
  for (const char* id : {"RECURRENCE-ID:20260106T090000Z", "RECURRENCE-ID;VALUE=DATE:20260106",
                         "RECURRENCE-ID:20260106T100000", "RECURRENCE-ID;TZID=Romance Standard Time:20260106T100000"}) {
    EXPECT_EQ(titles(feed(timed, id)), "series moved ") << id;
  }
  const std::string wholeDays = "DTSTART;VALUE=DATE:20260105\n";
  for (const char* id :
       {"RECURRENCE-ID;VALUE=DATE:20260106", "RECURRENCE-ID:20260106T000000", "RECURRENCE-ID:20260105T230000Z"}) {
    EXPECT_EQ(titles(feed(wholeDays, id)), "series moved ") << id;
  }
}

TEST(Expander, OverrideWithoutItsInstanceIsAnExtraOne) {
  const std::string feed = calendarOf(eventOf("DTSTART:20260105T090000Z\nRRULE:FREQ=DAILY;COUNT=1\n") +
                                      eventOf("RECURRENCE-ID:20260110T090000Z\nDTSTART:20260110T090000Z\n"));
  EXPECT_EQ(Room().starts(feed, "20260101", "20260201"), (Starts{"20260105T090000Z", "20260110T090000Z"}));
}

TEST(Expander, ExdateAgainstAnOverrideIsDecidedBySequence) {
  const auto feed = [](int masterSequence) {
    return calendarOf(
        eventOf(std::format("DTSTART:20260105T090000Z\nRRULE:FREQ=DAILY;COUNT=2\nEXDATE:20260106T090000Z\n"
                            "SEQUENCE:{}\n",
                            masterSequence)) +
        eventOf("RECURRENCE-ID:20260106T090000Z\nDTSTART:20260106T100000Z\nSEQUENCE:1\n"));
  };
  EXPECT_EQ(Room().starts(feed(1), "20260101", "20260201"), (Starts{"20260105T090000Z", "20260106T100000Z"}));
  EXPECT_EQ(Room().starts(feed(2), "20260101", "20260201"), (Starts{"20260105T090000Z"}));
}

TEST(Expander, NewestOfTwoOverridesWins) {
  const std::string feed =
      calendarOf(eventOf("DTSTART:20260105T090000Z\nRRULE:FREQ=DAILY;COUNT=1\n") +
                 eventOf("RECURRENCE-ID:20260105T090000Z\nDTSTART:20260105T110000Z\nSEQUENCE:3\n") +
                 eventOf("RECURRENCE-ID:20260105T090000Z\nDTSTART:20260105T100000Z\nSEQUENCE:2\n"));
  EXPECT_EQ(Room().starts(feed, "20260101", "20260201"), (Starts{"20260105T110000Z"}));
}

TEST(Expander, ThisAndFutureLeavesLaterOverridesAlone) {
  const std::string feed =
      calendarOf(eventOf("DTSTART:20260105T090000Z\nRRULE:FREQ=DAILY;COUNT=4\n") +
                 eventOf("RECURRENCE-ID;RANGE=THISANDFUTURE:20260106T090000Z\nDTSTART:20260106T093000Z\n") +
                 eventOf("RECURRENCE-ID:20260107T090000Z\nDTSTART:20260107T200000Z\n"));
  EXPECT_EQ(Room().starts(feed, "20260101", "20260201"),
            (Starts{"20260105T090000Z", "20260106T093000Z", "20260107T200000Z", "20260108T093000Z"}));
}

TEST(Expander, ThisAndFutureCanCancelTheRest) {
  const std::string feed = calendarOf(
      eventOf("DTSTART:20260105T090000Z\nRRULE:FREQ=DAILY;COUNT=4\n") +
      eventOf("RECURRENCE-ID;RANGE=THISANDFUTURE:20260107T090000Z\nDTSTART:20260107T090000Z\nSTATUS:CANCELLED\n"));
  EXPECT_EQ(Room().starts(feed, "20260101", "20260201"), (Starts{"20260105T090000Z", "20260106T090000Z"}));
}

TEST(Expander, SingleEventsOfOneUidAndRevisionAllCount) {
  const auto starts = [](std::string_view more) {
    return Room().starts(
        calendarOf(eventOf("DTSTART:20260105T090000Z\n") + eventOf(std::format("DTSTART:20260106T090000Z\n{}", more)) +
                   eventOf("DTSTART:20260107T090000Z\n") + eventOf("DTSTART:20260107T090000Z\n")),
        "20260101", "20260201");
  };
  EXPECT_EQ(starts(""), (Starts{"20260105T090000Z", "20260106T090000Z", "20260107T090000Z"}));
  EXPECT_EQ(starts("SEQUENCE:1\n"), (Starts{"20260106T090000Z"})) << "a newer revision replaces them all";
}

TEST(Expander, OfEqualCopiesTheOneThatIsABookingCounts) {
  const std::string free = eventOf("DTSTART:20260105T090000Z\nTRANSP:TRANSPARENT\n");
  const std::string plain = eventOf("DTSTART:20260105T090000Z\n");
  const std::string linked = eventOf("DTSTART:20260105T090000Z\nURL:https://visio.numerique.gouv.fr/abc-defg-hij\n");
  std::vector<std::string> copies{free, plain, linked};
  std::ranges::sort(copies);
  do {
    std::string all;
    for (const std::string& copy : copies) all += calendarOf(copy);
    const auto occurrences = Room().read(all, "20260101", "20260201");
    ASSERT_EQ(occurrences.size(), 1U);
    EXPECT_TRUE(occurrences[0].link);
  } while (std::ranges::next_permutation(copies).found);
}

TEST(Expander, AnUntilBeyondOurYearsIsForEver) {
  for (const char* until : {"99991231T235959Z", "99991231", "45001231T000000", "100000101T000000Z"}) {
    EXPECT_EQ(Room()
                  .starts(feedOf(std::format("DTSTART:20200101T090000Z\nRRULE:FREQ=DAILY;UNTIL={}\n", until)),
                          "20260101", "20260105")
                  .size(),
              4U)
        << until;
  }
}

TEST(Expander, MoreThan5000DatesAreReadInPart) {
  const auto list = [](std::string_view name) {
    std::string out = std::format("{}:20260102T090000Z", name);
    for (int i = 0; i < 6'000; ++i) out += ",20250101T090000Z";
    return out + ",20260103T090000Z\n";
  };
  Room room;
  EXPECT_EQ(room.starts(feedOf("DTSTART:20260101T090000Z\n" + list("RDATE")), "20260101", "20260201"),
            (Starts{"20260101T090000Z", "20260102T090000Z"}));
  ASSERT_EQ(room.content.skipped.size(), 1U);
  EXPECT_NE(room.content.skipped[0].find("5000 dates"), std::string::npos);
  EXPECT_EQ(room.starts(feedOf("DTSTART:20260101T090000Z\nRRULE:FREQ=DAILY;COUNT=3\n" + list("EXDATE")), "20260101",
                        "20260201"),
            (Starts{"20260101T090000Z", "20260103T090000Z"}));
  EXPECT_EQ(room.content.skipped.size(), 1U);
}

TEST(Expander, KeysSurviveMovesZonesAndWindows) {
  const auto keys = [](const std::string& feed, std::string_view from, std::string_view to, std::string zone) {
    std::string out;
    for (const auto& o : Room{.zone = std::move(zone)}.read(feed, from, to)) out += o.key + " ";
    return out;
  };
  const std::string series = "DTSTART;TZID=Europe/Paris:20260105T100000\nRRULE:FREQ=DAILY;COUNT=3\n";
  const std::string plain = calendarOf(eventOf(series));
  const std::string moved =
      calendarOf(eventOf(series) + eventOf("RECURRENCE-ID:20260106T090000Z\nDTSTART:20260106T160000Z\n"));
  const std::string expected =
      "u1@example.org/20260105T090000Z u1@example.org/20260106T090000Z u1@example.org/20260107T090000Z ";
  EXPECT_EQ(keys(plain, "20260101", "20260201", "Europe/Paris"), expected);
  EXPECT_EQ(keys(moved, "20260101", "20260201", "Europe/Paris"), expected);
  EXPECT_EQ(keys(plain, "20260101", "20260201", "Asia/Tokyo"), expected);
  EXPECT_EQ(keys(plain, "20260106", "20260107", "Europe/Paris"), "u1@example.org/20260106T090000Z ");
  // A single meeting keeps its key when it is moved.
  EXPECT_EQ(keys(feedOf("DTSTART:20260105T100000Z\n"), "20260101", "20260201", "Europe/Paris"),
            keys(feedOf("DTSTART:20260112T100000Z\n"), "20260101", "20260201", "Europe/Paris"));
}

TEST(Expander, LongUidsAreNamedByTheirHash) {
  const auto occurrences =
      Room().read(calendarOf(eventOf("DTSTART:20260105T100000Z\n", std::string(5000, 'x'))), "20260101", "20260201");
  ASSERT_EQ(occurrences.size(), 1U);
  EXPECT_LT(occurrences[0].key.size(), 100U);
}

TEST(Expander, LengthsAreBounded) {
  const auto length = [](std::string_view lines) {
    const auto occurrences = Room().read(feedOf(lines), "20260101", "20260201");
    EXPECT_EQ(occurrences.size(), 1U);
    return occurrences.empty() ? milliseconds(-1) : occurrences[0].end - occurrences[0].start;
  };
  EXPECT_EQ(length("DTSTART:20260105T100000Z\nDTEND:20270105T100000Z\n"), std::chrono::days(31));
  EXPECT_EQ(length("DTSTART:20260105T100000Z\nDTEND:20260105T090000Z\n"), milliseconds(0));
  EXPECT_EQ(length("DTSTART:20260105T100000Z\nDURATION:-PT1H\n"), milliseconds(0));
  EXPECT_EQ(length("DTSTART:20260105T100000Z\n"), milliseconds(0));
  EXPECT_EQ(length("DTSTART;VALUE=DATE:20260105\nDTEND;VALUE=DATE:20260105\n"), std::chrono::days(1));
}

TEST(Expander, YearsOutOfRangeAreSkippedAndNamed) {
  Room room;
  EXPECT_EQ(room.starts(feedOf("DTSTART:18991231T100000Z\n"), "20260101", "20260201"), Starts{});
  EXPECT_EQ(room.content.skipped.size(), 1U);
  EXPECT_EQ(room.starts(feedOf("DTSTART:21010101T100000Z\n"), "20260101", "20260201"), Starts{});
  EXPECT_EQ(room.content.skipped.size(), 1U);
}

TEST(Expander, HostileRulesEndWithinTheirSteps) {
  Room room;
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(
      room.starts(feedOf("DTSTART:19500105T100000Z\nRRULE:FREQ=HOURLY;COUNT=100000000\n"), "20260101", "20260201"),
      Starts{});
  EXPECT_EQ(room.partlyRead, (std::vector<std::string>{"u1@example.org"}));
  for (const char* rule : {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=5",
                           "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;INTERVAL=1000000000",
                           "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=7"}) {
    EXPECT_LE(
        room.starts(feedOf(std::format("DTSTART:20200105T100000Z\nRRULE:{}\n", rule)), "20260101", "20260201").size(),
        0U)
        << rule;
  }
  // Only a guard against rules that never end; the bound itself is in steps.
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(Expander, AtMost500InstancesOfASeries) {
  std::string hours;
  for (int i = 0; i < 60; ++i) hours += std::format("{}{}", i == 0 ? "" : ",", i);
  Room room;
  EXPECT_EQ(room.starts(feedOf("DTSTART:20260105T100000Z\nRRULE:FREQ=HOURLY;BYMINUTE=" + hours + "\n"), "20260101",
                        "20260120")
                .size(),
            500U);
  EXPECT_EQ(room.partlyRead.size(), 1U);
}

TEST(Expander, StepsOfAllSeriesTogetherAreBounded) {
  Zones zones("Europe/Paris");
  std::string many;
  for (int i = 0; i < 50; ++i) {
    many += eventOf("DTSTART:19500105T100000Z\nRRULE:FREQ=DAILY;COUNT=30000\n", std::format("u{:02}", i));
  }
  const auto stream = readIcal(calendarOf(many));
  ASSERT_TRUE(stream);
  CalendarContent content;
  const LinkFinder links({});
  EventReader(zones, links, "").read(*stream, content);
  const auto expansion = expand(content.events, {Room::instant("20260101"), Room::instant("20260105")},
                                {.stepsPerSeries = 100'000, .steps = 1'000'000});
  EXPECT_FALSE(expansion.partlyRead.empty());
  EXPECT_LT(expansion.partlyRead.size(), 50U);
}

TEST(RecurrenceRule, RefusesWhatItDoesNotFollow) {
  for (const char* rule : {"",
                           "FREQ=",
                           "FREQ=FORTNIGHTLY",
                           "INTERVAL=2",
                           "FREQ=MINUTELY",
                           "FREQ=SECONDLY",
                           "FREQ=DAILY;INTERVAL=0",
                           "FREQ=DAILY;COUNT=0",
                           "FREQ=DAILY;COUNT=2;UNTIL=20260101",
                           "FREQ=DAILY;BYDAY=XX",
                           "FREQ=MONTHLY;BYDAY=54MO",
                           "FREQ=DAILY;BYHOUR=24",
                           "FREQ=DAILY;FREQ=DAILY",
                           "FREQ=YEARLY;RSCALE=CHINESE",
                           "FREQ=YEARLY;SKIP=FORWARD",
                           "FREQ=DAILY;UNTIL=tomorrow",
                           "FREQ=DAILY;UNTIL=20261301",
                           "FREQ=DAILY;COUNT=2;UNTIL=99991231",
                           "FREQ=DAILY;BYSECOND=61",
                           "FREQ=DAILY;BYMONTHDAY=0",
                           "FREQ=DAILY;BYMONTH=13",
                           "FREQ=DAILY;NONSENSE=1"}) {
    EXPECT_FALSE(parseRule(rule)) << rule;
  }
  EXPECT_EQ(parseRule("FREQ=DAILY;BYSECOND=0,59,60").value().seconds, (std::vector<int>{0, 59}));
  EXPECT_TRUE(parseRule("freq=weekly; byday=mo,tu ;wkst=su;RSCALE=GREGORIAN;SKIP=OMIT"));
}

TEST(IcalTime, ReadsDurations) {
  using std::chrono::days;
  EXPECT_EQ(parseDuration("P1DT2H3M4S"), (IcalDuration{days(1), seconds(7384)}));
  EXPECT_EQ(parseDuration("-P2W"), (IcalDuration{days(-14), seconds(0)}));
  for (const char* text : {"", "P", "PT", "1D", "P1H", "PT1D", "P1", "P-1D", "P99999999999999999999D", "PT1H1"}) {
    EXPECT_FALSE(parseDuration(text)) << text;
  }
}

TEST(IcalTime, ReadsTimes) {
  EXPECT_TRUE(parseTime("20260228T235960Z"));
  for (const char* text : {"", "2026", "20260230", "20261301", "20260101T", "20260101T2500", "20260101T250000",
                           "20260101T000000+01", "2026-01-01", "15990101", "21010101", "20260101T0000000Z"}) {
    EXPECT_FALSE(parseTime(text)) << text;
  }
}

}  // namespace
}  // namespace rotonde::calendar::test
