// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
//
// Oracle cases: expected values by RFC 5545 and by the rules of docs/calendar.md, numbered as there.
#include "tests/unit/calendar/reading.hpp"

namespace rotonde::calendar::test {
namespace {

using Starts = std::vector<std::string>;

TEST(Oracle, Case01WeeklyAcrossTheChangeOfTheClock) {
  EXPECT_EQ(
      Room().starts(feedOf("DTSTART;TZID=Europe/Paris:20260323T090000\nRRULE:FREQ=WEEKLY\n"), "20260323", "20260401"),
      (Starts{"20260323T080000Z", "20260330T070000Z"}));
}

TEST(Oracle, Case02WindowsZoneWithoutVtimezone) {
  EXPECT_EQ(Room{.zone = "Asia/Tokyo"}.starts(feedOf("DTSTART;TZID=Romance Standard Time:20260701T100000\n"),
                                              "20260701", "20260702"),
            (Starts{"20260701T080000Z"}));
}

TEST(Oracle, Case03WindowsDisplayName) {
  EXPECT_EQ(Room{.zone = "Asia/Tokyo"}.starts(
                feedOf("DTSTART;TZID=\"(UTC+01:00) Brussels, Copenhagen, Madrid, Paris\":20260701T100000\n"),
                "20260701", "20260702"),
            (Starts{"20260701T080000Z"}));
}

std::string dailyUntil(std::string_view until) {
  return feedOf(std::format("DTSTART;TZID=Europe/Paris:20260105T090000\nRRULE:FREQ=DAILY;UNTIL={}\n", until));
}

TEST(Oracle, Case04To06UntilInUtcAsDateAndLocal) {
  const Starts three{"20260105T080000Z", "20260106T080000Z", "20260107T080000Z"};
  EXPECT_EQ(Room().starts(dailyUntil("20260107T080000Z"), "20260101", "20260201"), three);
  EXPECT_EQ(Room().starts(dailyUntil("20260107"), "20260101", "20260201"), three);
  EXPECT_EQ(Room().starts(dailyUntil("20260107T090000"), "20260101", "20260201"), three);
}

TEST(Oracle, Case07LastWorkingDayOfTheMonth) {
  EXPECT_EQ(Room().starts(feedOf("DTSTART:20260130T090000Z\nRRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1\n"),
                          "20260101", "20260501"),
            (Starts{"20260130T090000Z", "20260227T090000Z", "20260331T090000Z", "20260430T090000Z"}));
}

TEST(Oracle, Case08MonthsWithoutThe31stAreSkipped) {
  EXPECT_EQ(
      Room().starts(feedOf("DTSTART:20260131T090000Z\nRRULE:FREQ=MONTHLY;BYMONTHDAY=31\n"), "20260101", "20260801"),
      (Starts{"20260131T090000Z", "20260331T090000Z", "20260531T090000Z", "20260731T090000Z"}));
}

TEST(Oracle, Case09WeekStart) {
  const auto rule = [](std::string_view weekStart) {
    return feedOf(
        std::format("DTSTART:19970805T090000Z\nRRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST={}\n", weekStart));
  };
  EXPECT_EQ(Room().starts(rule("MO"), "19970801", "19971001"),
            (Starts{"19970805T090000Z", "19970810T090000Z", "19970819T090000Z", "19970824T090000Z"}));
  EXPECT_EQ(Room().starts(rule("SU"), "19970801", "19971001"),
            (Starts{"19970805T090000Z", "19970817T090000Z", "19970819T090000Z", "19970831T090000Z"}));
}

std::string dailyWithOverride(std::string_view newStart) {
  return calendarOf(eventOf("DTSTART;TZID=Europe/Paris:20260105T100000\nRRULE:FREQ=DAILY;UNTIL=20260109T225959Z\n") +
                    eventOf(std::format("RECURRENCE-ID;TZID=Europe/Paris:20260107T100000\n"
                                        "DTSTART;TZID=Europe/Paris:{}\n",
                                        newStart)));
}

TEST(Oracle, Case10OverrideReplacesItsInstance) {
  EXPECT_EQ(Room().starts(dailyWithOverride("20260107T150000"), "20260107", "20260108"), (Starts{"20260107T140000Z"}));
}

TEST(Oracle, Case11OverridesAreMergedBeforeClipping) {
  EXPECT_EQ(Room().starts(dailyWithOverride("20260220T100000"), "20260101", "20260201"),
            (Starts{"20260105T090000Z", "20260106T090000Z", "20260108T090000Z", "20260109T090000Z"}));
  EXPECT_EQ(Room().starts(dailyWithOverride("20260220T100000"), "20260220", "20260221"), (Starts{"20260220T090000Z"}));
}

TEST(Oracle, Case12ThisAndFutureShiftsAndLengthens) {
  const std::string feed =
      calendarOf(eventOf("DTSTART:20260105T090000Z\nDTEND:20260105T100000Z\nRRULE:FREQ=WEEKLY;COUNT=5\nSUMMARY:old\n") +
                 eventOf("RECURRENCE-ID;RANGE=THISANDFUTURE:20260119T090000Z\nDTSTART:20260119T100000Z\n"
                         "DTEND:20260119T120000Z\nSUMMARY:new\n"));
  std::string out;
  for (const Occurrence& o : Room().read(feed, "20260101", "20260301")) {
    out += std::format("{}-{} {}\n", Room::show(o.start), Room::show(o.end), o.title);
  }
  EXPECT_EQ(out,
            "20260105T090000Z-20260105T100000Z old\n20260112T090000Z-20260112T100000Z old\n"
            "20260119T100000Z-20260119T120000Z new\n20260126T100000Z-20260126T120000Z new\n"
            "20260202T100000Z-20260202T120000Z new\n");
}

TEST(Oracle, Case13RdateEqualToAnInstanceCountsOnce) {
  EXPECT_EQ(Room().starts(feedOf("DTSTART:20260105T090000Z\nRRULE:FREQ=DAILY;COUNT=2\nRDATE:20260106T090000Z\n"),
                          "20260101", "20260201"),
            (Starts{"20260105T090000Z", "20260106T090000Z"}));
}

TEST(Oracle, Case14ExdateInUtcForALocalSeries) {
  EXPECT_EQ(Room().starts(feedOf("DTSTART;TZID=Europe/Paris:20260105T090000\nRRULE:FREQ=DAILY;COUNT=3\n"
                                 "EXDATE:20260106T080000Z\n"),
                          "20260101", "20260201"),
            (Starts{"20260105T080000Z", "20260107T080000Z"}));
}

WallTime endOf(std::string_view lines) {
  const auto occurrences = Room().read(feedOf(lines), "20260101", "20270101");
  EXPECT_EQ(occurrences.size(), 1U);
  return occurrences.empty() ? WallTime() : occurrences.front().end;
}

TEST(Oracle, Case15And16NominalDaysAndExactHours) {
  EXPECT_EQ(Room::show(endOf("DTSTART;TZID=Europe/Paris:20260328T120000\nDURATION:P1D\n")), "20260329T100000Z");
  EXPECT_EQ(Room::show(endOf("DTSTART;TZID=Europe/Paris:20260328T120000\nDURATION:PT24H\n")), "20260329T110000Z");
}

TEST(Oracle, Case17And18GapAndFold) {
  EXPECT_EQ(Room().starts(feedOf("DTSTART;TZID=Europe/Paris:20260329T023000\n"), "20260301", "20260401"),
            (Starts{"20260329T013000Z"}));
  EXPECT_EQ(Room().starts(feedOf("DTSTART;TZID=Europe/Paris:20261025T023000\n"), "20261001", "20261101"),
            (Starts{"20261025T003000Z"}));
}

TEST(Oracle, Case19AnInstanceInTheGapIsNone) {
  EXPECT_EQ(Room().starts(feedOf("DTSTART;TZID=Europe/Paris:20260327T023000\nRRULE:FREQ=DAILY;COUNT=3\n"), "20260301",
                          "20260401"),
            (Starts{"20260327T013000Z", "20260328T013000Z", "20260330T003000Z"}));
}

TEST(Oracle, Case20AllDayInTheRoomsZone) {
  const auto occurrences = Room().read(feedOf("DTSTART;VALUE=DATE:20260105\n"), "20260101", "20260201");
  ASSERT_EQ(occurrences.size(), 1U);
  EXPECT_EQ(Room::show(occurrences[0].start), "20260104T230000Z");
  EXPECT_EQ(Room::show(occurrences[0].end), "20260105T230000Z");
  EXPECT_TRUE(occurrences[0].allDay);
}

TEST(Oracle, Case21FloatingTimeIsTheRooms) {
  EXPECT_EQ(Room{.zone = "Indian/Reunion"}.starts(feedOf("DTSTART:20260105T090000\n"), "20260101", "20260201"),
            (Starts{"20260105T050000Z"}));
}

TEST(Oracle, Case22CancelledOverride) {
  const std::string feed =
      calendarOf(eventOf("DTSTART:20260105T090000Z\nRRULE:FREQ=DAILY;COUNT=3\n") +
                 eventOf("RECURRENCE-ID:20260106T090000Z\nDTSTART:20260106T090000Z\nSTATUS:CANCELLED\n"));
  EXPECT_EQ(Room().starts(feed, "20260101", "20260201"), (Starts{"20260105T090000Z", "20260107T090000Z"}));
}

TEST(Oracle, Case23TheHigherSequenceWins) {
  const std::string feed =
      calendarOf(eventOf("DTSTART:20260105T100000Z\nSEQUENCE:2\n") + eventOf("DTSTART:20260105T090000Z\nSEQUENCE:1\n"));
  EXPECT_EQ(Room().starts(feed, "20260101", "20260201"), (Starts{"20260105T100000Z"}));
}

TEST(Oracle, Case24LoneOverrideIsShownOnce) {
  EXPECT_EQ(Room().starts(feedOf("RECURRENCE-ID:20260105T090000Z\nDTSTART:20260105T090000Z\n"), "20260101", "20260201"),
            (Starts{"20260105T090000Z"}));
}

TEST(Oracle, Case25SecondlyIsRefused) {
  Room room;
  EXPECT_EQ(room.starts(feedOf("DTSTART:20260105T090000Z\nRRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30\n"), "20260101",
                        "20260201"),
            (Starts{"20260105T090000Z"}));
  ASSERT_EQ(room.content.skipped.size(), 1U);
  EXPECT_NE(room.content.skipped[0].find("FREQ=SECONDLY"), std::string::npos);
}

TEST(Oracle, Case26AWebPageIsAFailure) {
  const auto page = readIcal("<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>\n");
  ASSERT_FALSE(page);
  EXPECT_NE(page.error().message.find("web page"), std::string::npos);
  EXPECT_FALSE(readIcal(""));
  EXPECT_FALSE(readIcal("\r\n  \r\n"));
}

TEST(Oracle, Case27OldNamesByTheLinkTable) {
  EXPECT_EQ(Room().starts(feedOf("DTSTART;TZID=Europe/Kiev:20260701T100000\n"), "20260701", "20260702"),
            (Starts{"20260701T070000Z"}));
  EXPECT_EQ(Room().starts(feedOf("DTSTART;TZID=FLE Standard Time:20260701T100000\n"), "20260701", "20260702"),
            (Starts{"20260701T070000Z"}));
}

TEST(Oracle, Case28VideoIsChosenOverPhone) {
  const auto occurrences =
      Room().read(feedOf("DTSTART:20260105T090000Z\n"
                         "CONFERENCE;VALUE=URI;FEATURE=PHONE:https://visio.numerique.gouv.fr/aaa-aaaa-aaa\n"
                         "CONFERENCE;VALUE=URI;FEATURE=VIDEO,AUDIO:https://visio.numerique.gouv.fr/vvv-vvvv-vvv\n"),
                  "20260101", "20260201");
  ASSERT_EQ(occurrences.size(), 1U);
  ASSERT_TRUE(occurrences[0].link);
  EXPECT_EQ(occurrences[0].link->slug.reveal(), "vvv-vvvv-vvv");
}

}  // namespace
}  // namespace rotonde::calendar::test
