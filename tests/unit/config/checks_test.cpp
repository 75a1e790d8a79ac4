// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/config/checks.hpp"

#include <gmock/gmock.h>

namespace rotonde::config {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(Durations, AreReadWithTheirUnits) {
  EXPECT_EQ(parseDuration("60s"), 60);
  EXPECT_EQ(parseDuration("10min"), 600);
  EXPECT_EQ(parseDuration("4h"), 14400);
  EXPECT_EQ(parseDuration("1d"), 86400);
  EXPECT_EQ(parseDuration("1h 30min"), 5400);
  EXPECT_EQ(parseDuration("1h30min"), 5400);
  EXPECT_EQ(parseDuration("0s"), 0);
  for (const char* text :
       {"", "60", "s", "-1s", "1 s", "1.5h", "10m", "10 min ", "1h ", "99999999999999999999s", "4000000d", "1min\n"})
    EXPECT_FALSE(parseDuration(text)) << text;
}

TEST(Durations, AreWrittenInTheLargestUnits) {
  for (const std::int64_t seconds : {0, 1, 59, 60, 61, 600, 3600, 5400, 86400, 90061}) {
    EXPECT_EQ(parseDuration(durationText(seconds)), seconds) << durationText(seconds);
  }
  EXPECT_EQ(durationText(5400), "1h 30min");
  EXPECT_EQ(durationText(600), "10min");
}

TEST(Checks, Feeds) {
  for (const char* good : {"https://calendar.example/room.ics?key=1", "http://127.0.0.1:8080/a.ics",
                           "http://localhost/a", "http://[::1]:1/a", "file:///srv/room.ics", "/srv/room.ics"})
    EXPECT_THAT(checkFeed(good), IsEmpty()) << good;
  EXPECT_THAT(checkFeed("http://calendar.example/room.ics"), HasSubstr("https://"));
  EXPECT_THAT(checkFeed("webcal://calendar.example/room.ics"), HasSubstr("instead of webcal"));
  for (const char* bad : {"calendar.example/room.ics", "ftp://calendar.example/", "https://", "https:///x",
                          "file://host/x", "x", "https://a b/"})
    EXPECT_THAT(checkFeed(bad), Not(IsEmpty())) << bad;
  EXPECT_THAT(checkFeed("http://127.0.0.1.example.org/"), Not(IsEmpty()));
}

TEST(Checks, CalDavAddresses) {
  for (const char* good : {"https://dav.example", "https://dav.example:8443/home/salle%40x/", "http://127.0.0.1:5232/"})
    EXPECT_THAT(checkCalDav(good), IsEmpty()) << good;
  EXPECT_THAT(checkCalDav("http://dav.example/"), HasSubstr("https://"));
  EXPECT_THAT(checkCalDav("https://user:hidden@dav.example/"), HasSubstr("calendar.user"));
  EXPECT_THAT(checkCalDav("https://user:hidden@dav.example/"), Not(HasSubstr("hidden")));
  for (const char* bad : {"dav.example", "caldav://dav.example/", "/srv/calendar", "https://", "https://a b/"})
    EXPECT_THAT(checkCalDav(bad), Not(IsEmpty())) << bad;
}

TEST(Checks, PasswordFiles) {
  EXPECT_THAT(checkPasswordFile("/etc/rotonde/password"), IsEmpty());
  EXPECT_THAT(checkPasswordFile("calendar-password"), IsEmpty());
  for (const char* bad : {"etc/password", "../password", ".", "a\nb"})
    EXPECT_THAT(checkPasswordFile(bad), Not(IsEmpty())) << bad;
}

TEST(Checks, Proxies) {
  for (const char* good : {"http://proxy.example:3128", "http://user:p%40ss@proxy.example:3128/", "http://[::1]:80"})
    EXPECT_THAT(checkProxy(good), IsEmpty()) << good;
  for (const char* bad : {"proxy.example:3128", "https://proxy.example:3128", "http://proxy.example", "http://:3128",
                          "http://proxy.example:3128/path"})
    EXPECT_THAT(checkProxy(bad), Not(IsEmpty())) << bad;
}

TEST(Checks, Hosts) {
  for (const char* good : {"visio.example.org", "localhost:8443", "127.0.0.1:7880", "[::1]", "[::1]:7880", "a-b.fr"})
    EXPECT_THAT(checkHost(good), IsEmpty()) << good;
  EXPECT_THAT(checkHost("https://visio.example.org"), HasSubstr("without https://"));
  for (const char* bad : {"visio.example.org/", "-a.fr", "a..fr", "a.fr.", ".fr", "a b.fr", "a.fr:", "a.fr:0",
                          "a.fr:70000", "[::1", "[1.2.3.4]", "[::1]x", "é.fr", ""})
    EXPECT_THAT(checkHost(bad), Not(IsEmpty())) << bad;
}

TEST(Checks, Zones) {
  for (const char* good : {"Europe/Paris", "Indian/Reunion", "UTC", "America/Argentina/Buenos_Aires"})
    EXPECT_THAT(checkZone(good), IsEmpty()) << good;
  for (const char* bad : {"Paris", "Europe/Pariss", "+01:00", "CET-1CEST,M3.5.0,M10.5.0/3", "Romance Standard Time",
                          "../../etc/passwd", "Europe/../Europe/Paris", "/etc/passwd", "Europe/"})
    EXPECT_THAT(checkZone(bad), HasSubstr("Europe/Paris")) << bad;
}

TEST(Checks, OtherTexts) {
  EXPECT_THAT(checkLine("Salle été"), IsEmpty());
  EXPECT_THAT(checkLine("two\nlines"), Not(IsEmpty()));
  EXPECT_THAT(checkAbsolutePath("relative"), Not(IsEmpty()));
  EXPECT_THAT(checkSocketPath("/" + std::string(106, 'x')), IsEmpty());
  EXPECT_THAT(checkSocketPath("/" + std::string(107, 'x')), HasSubstr("107"));
  EXPECT_THAT(checkMail("salle@example.org"), IsEmpty());
  for (const char* bad : {"salle", "@x", "a@", "a@b@c", "a b@c"}) EXPECT_THAT(checkMail(bad), Not(IsEmpty())) << bad;
  EXPECT_THAT(checkMark("0123abCD"), IsEmpty());
  EXPECT_THAT(checkMark("0123abC"), Not(IsEmpty()));
}

}  // namespace
}  // namespace rotonde::config
