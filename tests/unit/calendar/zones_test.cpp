// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/calendar/windows_zones.hpp"
#include "tests/unit/calendar/reading.hpp"

#include <algorithm>

namespace rotonde::calendar::test {
namespace {

std::string nameOf(Zones& zones, std::string_view name) {
  const Zone* zone = zones.find(name);
  return zone == nullptr ? "none" : zone->name();
}

TEST(Zones, NamesMetInTheField) {
  Zones zones("Europe/Paris");
  EXPECT_EQ(nameOf(zones, "Europe/Paris"), "Europe/Paris");
  EXPECT_EQ(nameOf(zones, "europe/paris"), "Europe/Paris");
  EXPECT_EQ(nameOf(zones, "\"Romance Standard Time\" "), "Europe/Paris");
  EXPECT_EQ(nameOf(zones, "Romance Standard Time 1"), "Europe/Paris");
  EXPECT_EQ(nameOf(zones, "W. Europe Standard Time"), "Europe/Berlin");
  EXPECT_EQ(nameOf(zones, "tzone://Microsoft/Utc"), "UTC");
  EXPECT_EQ(nameOf(zones, "/freeassociation.sourceforge.net/Europe/Paris"), "Europe/Paris");
  EXPECT_EQ(nameOf(zones, "/mozilla.org/20050126_1/America/Argentina/Ushuaia"), "America/Argentina/Ushuaia");
  EXPECT_EQ(nameOf(zones, "(UTC) Coordinated Universal Time"), "Etc/UTC");
  EXPECT_EQ(nameOf(zones, "(GMT+01:00) Paris, Madrid, Brussels, Copenhagen"), "Europe/Paris");
  EXPECT_EQ(nameOf(zones, "CET"), "CET");
  EXPECT_EQ(nameOf(zones, "US/Eastern"), "US/Eastern");
  EXPECT_EQ(nameOf(zones, "Customized Time Zone"), "none");
  EXPECT_EQ(nameOf(zones, "(UTC+05:00) Paris"), "none");
  EXPECT_EQ(nameOf(zones, ""), "none");
  const Zone* fixed = zones.find("GMT-0330");
  ASSERT_NE(fixed, nullptr);
  EXPECT_EQ(fixed->toLocal(Instant()), LocalTime() - std::chrono::minutes(210));
}

TEST(Zones, EveryWindowsNameResolves) {
  Zones zones("Europe/Paris");
  ASSERT_GE(windowsZones().size(), 139U);
  for (const WindowsZone& zone : windowsZones()) {
    EXPECT_NE(zones.find(zone.name), nullptr) << zone.name;
    EXPECT_TRUE(zone.display.empty() || zones.find(zone.display) != nullptr) << zone.display;
  }
}

TEST(Zones, AnUnknownRoomZoneIsReportedAndNotUtc) {
  const Zones zones("Europe/Pariss");
  EXPECT_EQ(zones.room().name(), "Europe/Paris");
  EXPECT_NE(zones.problem().find("Pariss"), std::string::npos);
  EXPECT_TRUE(Zones("Europe/Berlin").problem().empty());
}

TEST(Zones, AgreeWithTheDatabaseAllYearRound) {
  Zones zones("Europe/Paris");
  for (const char* name : {"Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca",
                           "Pacific/Apia", "Asia/Kathmandu", "America/Sao_Paulo", "Europe/Dublin"}) {
    const Zone* zone = zones.find(name);
    ASSERT_NE(zone, nullptr);
    const auto* expected = std::chrono::locate_zone(name);
    for (Instant at = Room::instant("19710101"); at < Room::instant("20990101"); at += std::chrono::hours(24 * 9 + 5)) {
      ASSERT_EQ(zone->toLocal(at), expected->to_local(at)) << name << " " << Room::show(at);
      const LocalTime local = zone->toLocal(at);
      ASSERT_EQ(zone->exists(local), true) << name;
      ASSERT_EQ(zone->toInstant(local), expected->to_sys(local, std::chrono::choose::earliest)) << name;
    }
  }
}

constexpr std::string_view kRomance1601 =
    "BEGIN:VTIMEZONE\nTZID:Romance Standard Time\n"
    "BEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n"
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\n"
    "BEGIN:DAYLIGHT\nDTSTART:16010101T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n"
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\n";

TEST(Zones, ExchangesRulesFrom1601) {
  const auto stream = readIcal(calendarOf(kRomance1601));
  ASSERT_TRUE(stream);
  const auto zone = zoneFromVtimezone(stream->calendars[0].children.at(0));
  ASSERT_TRUE(zone);
  const auto* paris = std::chrono::locate_zone("Europe/Paris");
  // The European Union's rule of today is in force since 1996.
  for (Instant at = Room::instant("19970101"); at < Room::instant("20370101"); at += std::chrono::hours(7)) {
    ASSERT_EQ(zone->toLocal(at), paris->to_local(at)) << Room::show(at);
  }
}

TEST(Zones, TheObjectsOwnZoneComesFirst) {
  const std::string feed = calendarOf(
      "BEGIN:VTIMEZONE\nTZID:Europe/Paris\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0500\n"
      "TZOFFSETTO:+0500\nEND:STANDARD\nEND:VTIMEZONE\n" +
      eventOf("DTSTART;TZID=Europe/Paris:20260105T100000\n"));
  EXPECT_EQ(Room().starts(feed, "20260101", "20260201"), (std::vector<std::string>{"20260105T050000Z"}));
}

TEST(Zones, AnUnusableVtimezoneFallsBackToItsName) {
  const std::string feed = calendarOf("BEGIN:VTIMEZONE\nTZID:Europe/Paris\nEND:VTIMEZONE\n" +
                                      eventOf("DTSTART;TZID=Europe/Paris:20260105T100000\n"));
  EXPECT_EQ(Room().starts(feed, "20260101", "20260201"), (std::vector<std::string>{"20260105T090000Z"}));
}

TEST(Zones, UnresolvedIsTheRoomsZoneAndReported) {
  Room room{.zone = "Indian/Reunion"};
  EXPECT_EQ(room.starts(feedOf("DTSTART;TZID=Customized Time Zone:20260105T100000\n"), "20260101", "20260201"),
            (std::vector<std::string>{"20260105T060000Z"}));
  EXPECT_EQ(room.content.unresolved, (std::vector<std::string>{"Customized Time Zone"}));
}

TEST(Zones, AtMost500VtimezonesAreReadOfACalendar) {
  std::string zones;
  std::string events;
  for (int i = 0; i < 502; ++i) {
    zones += std::format(
        "BEGIN:VTIMEZONE\nTZID:z{}\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0500\n"
        "TZOFFSETTO:+0500\nEND:STANDARD\nEND:VTIMEZONE\n",
        i);
    events += eventOf(std::format("DTSTART;TZID=z{}:20260105T100000\n", i), std::format("u{}", i));
  }
  Room room;
  const auto starts = room.starts(calendarOf(zones + events), "20260101", "20260201");
  EXPECT_EQ(std::ranges::count(starts, "20260105T050000Z"), 500);
  EXPECT_EQ(std::ranges::count(starts, "20260105T090000Z"), 2) << "by name, which nobody knows: the room's zone";
  EXPECT_EQ(room.content.unresolved.size(), 2U);
}

TEST(Zones, AHostileVtimezoneEndsWithinItsSteps) {
  const auto zone = [](const std::string& rule) {
    return calendarOf(
        "BEGIN:VTIMEZONE\nTZID:z\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0100\n"
        "TZOFFSETTO:+0200\nRRULE:" +
        rule + "\nEND:STANDARD\nEND:VTIMEZONE\n" + eventOf("DTSTART;TZID=z:20260105T100000\n"));
  };
  for (const char* rule : {"FREQ=HOURLY", "FREQ=SECONDLY", "FREQ=DAILY;COUNT=1000000000",
                           "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}) {
    EXPECT_EQ(Room().starts(zone(rule), "20260101", "20260201").size(), 1U) << rule;
  }
}

TEST(Zones, CalendarsDefaultZoneIsForFloatingTimes) {
  Room room{.zone = "Indian/Reunion"};
  const std::string feed = calendarOf("X-WR-TIMEZONE:Europe/Paris\n" + eventOf("DTSTART:20260105T100000\n", "a") +
                                      eventOf("DTSTART;VALUE=DATE:20260105\n", "b"));
  // All-day events are days of the room.
  EXPECT_EQ(room.starts(feed, "20260101", "20260201"),
            (std::vector<std::string>{"20260104T200000Z", "20260105T090000Z"}));
}

}  // namespace
}  // namespace rotonde::calendar::test
