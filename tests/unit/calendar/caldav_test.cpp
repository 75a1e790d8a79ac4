// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
//
// Keeping CalDAV calendars in step, and what goes wrong on the way.
#include "tests/unit/calendar/caldav_fixture.hpp"

#include <gmock/gmock.h>

namespace rotonde::calendar::test {
namespace {

using std::chrono::hours;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

TEST_F(CalDav, SeveralCalendarsAreOneAgenda) {
  server.put("/dav/room/autre/", "c.ics", meeting("Ailleurs", "20260304T100000Z"));
  server.put("/elsewhere/partage/", "d.ics", meeting("Partage", "20260305T100000Z"));
  settings.caldav.addresses.emplace_back("https://dav.example.org/elsewhere/partage/");
  start();
  EXPECT_THAT(titles(), ElementsAre("Budget", "Conseil", "Ailleurs", "Partage"));
  // The same meeting in two calendars is one.
  server.put("/dav/room/autre/", "a2.ics", meeting("Budget"));
  poll();
  EXPECT_THAT(titles(), ElementsAre("Budget", "Conseil", "Ailleurs", "Partage"));

  // Under another UID too, when its link says that it is the same.
  const std::string link = "URL:https://visio.numerique.gouv.fr/abc-defg-hij\n";
  const auto linked = [&](std::string_view uid, std::string_view more) {
    return calendarOf(eventOf(std::format("DTSTART:20260306T100000Z\nSUMMARY:{}\n{}{}", uid, link, more), uid));
  };
  server.put("/dav/room/autre/", "e1.ics", linked("Peut-etre", "STATUS:TENTATIVE\n"));
  server.put(kCalendar, "e2.ics", linked("Sur", ""));
  server.put(kCalendar, "e3.ics", calendarOf(eventOf("DTSTART:20260306T100000Z\nSUMMARY:Sans lien\n", "w")));
  poll();
  EXPECT_THAT(titles(), ElementsAre("Budget", "Conseil", "Ailleurs", "Partage", "Sur", "Sans lien"));
  for (const char* name : {"e2.ics", "e3.ics"}) server.remove(kCalendar, name);
  server.remove("/dav/room/autre/", "e1.ics");

  server.calendars["/dav/room/autre/"].name = "Grande salle";
  for (const char* name : {"Grande salle", "autre"}) {
    settings.caldav = {.addresses = {Secret("https://dav.example.org/")}, .calendars = {name}};
    start();
    EXPECT_THAT(titles(), UnorderedElementsAre("Ailleurs", "Budget")) << name;
  }
  settings.caldav.calendars = {"Petite salle"};
  start();
  EXPECT_THAT(problem(), HasSubstr("\"Grande salle\""));
}

TEST_F(CalDav, AnUnchangedCalendarCostsOneSmallRequest) {
  start();
  poll();
  EXPECT_THAT(server.log, ElementsAre(std::string("PROPFIND 0 ") + kCalendar));
  EXPECT_THAT(titles(), ElementsAre("Budget", "Conseil"));
  EXPECT_EQ(heard.last.fetched, time.wall() - std::chrono::seconds(5) + milliseconds(5));
  server.log.clear();
  time.advance(hours(1));
  EXPECT_GE(server.log.size(), 54U);
  EXPECT_LE(server.log.size(), 67U);
}

TEST_F(CalDav, OnlyWhatChangedIsFetched) {
  start();
  server.put(kCalendar, "b.ics", meeting("Conseil", "20260302T150000Z"));
  server.put(kCalendar, "c.ics", meeting("Visite", "20260302T120000Z"));
  server.remove(kCalendar, "a.ics");
  poll();
  EXPECT_THAT(titles(), ElementsAre("Visite", "Conseil"));
  EXPECT_THAT(server.log, ElementsAre(std::string("PROPFIND 0 ") + kCalendar, "sync tok:2", "multiget"));
  const std::string& body = server.requests.back().body;
  EXPECT_THAT(body, HasSubstr("b.ics</D:href>"));
  EXPECT_THAT(body, HasSubstr("c.ics</D:href>"));
  EXPECT_THAT(body, Not(HasSubstr("a.ics")));
}

TEST_F(CalDav, AForgottenSyncTokenMeansAFullSync) {
  start();
  server.remove(kCalendar, "a.ics");
  server.put(kCalendar, "c.ics", meeting("Visite", "20260302T120000Z"));
  server.forgotten = {"tok:2"};
  poll();
  EXPECT_THAT(titles(), ElementsAre("Visite", "Conseil"));
  EXPECT_THAT(server.log, ElementsAre(std::string("PROPFIND 0 ") + kCalendar, "sync tok:2", "sync ", "multiget"));
  EXPECT_EQ(problem(), "");
}

TEST_F(CalDav, ASyncThatIsTooMuchMeansAFullListing) {
  start();
  for (const int status : {507, 409, 500}) {
    server.put(kCalendar, std::format("{}.ics", status), meeting(std::format("M{}", status), "20260306T100000Z"));
    failOnce("sync tok", net::HttpResponse{.status = status});
    poll();
    EXPECT_THAT(titles(), testing::Contains(std::format("M{}", status)));
    EXPECT_EQ(problem(), "") << status;
  }
  // Neither with a token nor without: the server is believed no more, and its listing is compared.
  server.syncReport = true;
  server.fault = [](const net::HttpRequest&, const std::string& what) -> std::optional<Result<net::HttpResponse>> {
    if (what.starts_with("sync")) return net::HttpResponse{.status = 400};
    return std::nullopt;
  };
  server.remove(kCalendar, "a.ics");
  poll();
  EXPECT_THAT(titles(), Not(testing::Contains("Budget")));
  EXPECT_EQ(server.count(std::string("PROPFIND 1 ") + kCalendar), 1U);
  server.remove(kCalendar, "b.ics");
  poll();
  EXPECT_THAT(titles(), Not(testing::Contains("Conseil")));
  EXPECT_EQ(server.count("sync"), 0U);
}

TEST_F(CalDav, ASyncInPiecesIsReadToItsEnd) {
  server.pageSize = 3;
  for (int i = 0; i < 10; ++i) server.put(kCalendar, std::format("n{}.ics", i), meeting(std::format("N{}", i)));
  start();
  EXPECT_EQ(titles().size(), 12U);
  EXPECT_EQ(server.count("sync"), 4U);
  // A server that cuts short and does not move on.
  server.put(kCalendar, "last.ics", meeting("Last", "20260302T200000Z"));
  failOnce("sync", net::HttpResponse{.status = 207,
                                     .body = server.multistatus(server.status(kCalendar, "507 Insufficient Storage") +
                                                                server.dav("sync-token", "tok:12"))});
  poll();
  EXPECT_EQ(titles().size(), 13U);
}

TEST_F(CalDav, ServersWithoutExtensionsAreListed) {
  server.tags = false;
  server.syncReport = false;
  server.multiget = false;
  start();
  EXPECT_THAT(titles(), ElementsAre("Budget", "Conseil"));
  EXPECT_EQ(server.count("GET"), 2U);
  server.put(kCalendar, "b.ics", meeting("Conseil", "20260302T150000Z"));
  server.put(kCalendar, "c.ics", meeting("Visite", "20260302T120000Z"));
  server.remove(kCalendar, "a.ics");
  poll();
  EXPECT_THAT(titles(), ElementsAre("Visite", "Conseil"));
  EXPECT_EQ(server.count("GET"), 2U);
  EXPECT_EQ(server.count("multiget"), 0U);
  poll();
  EXPECT_EQ(server.count("GET"), 0U);
}

TEST_F(CalDav, NothingIsLostWhenAFetchBreaksOff) {
  start();
  const std::pair<const char*, Result<net::HttpResponse>> faults[] = {
      {"multiget", tryLater("no network")},
      {"multiget", net::HttpResponse{.status = 503}},
      {"multiget", net::HttpResponse{.status = 207, .body = "<d:multistatus xmlns:d=\"DAV:\"><d:response>"}},
      {"sync", net::HttpResponse{.status = 207, .body = ""}},
      {"PROPFIND", net::HttpResponse{.status = 207, .body = "<html>Sign in</html>"}},
      {"PROPFIND", net::HttpResponse{.status = 200, .body = "<!DOCTYPE html><html></html>"}},
  };
  int number = 0;
  for (const auto& [word, answer] : faults) {
    const std::string title = std::format("N{}", ++number);
    server.put(kCalendar, title + ".ics", meeting(title, "20260304T100000Z"));
    const std::size_t before = titles().size();
    failOnce(word, answer);
    poll();
    EXPECT_NE(problem(), "") << number;
    EXPECT_EQ(titles().size(), before) << "the last good agenda stays";
    poll();
    EXPECT_EQ(problem(), "") << number;
    EXPECT_EQ(titles().size(), before + 1) << "and what the broken fetch was about arrives with the next";
  }
}

TEST_F(CalDav, TheDailyComparisonHealsWhatASyncMissed) {
  start();
  // The server changes and loses objects without a word.
  server.calendars[kCalendar].objects["a.ics"] = {"\"new\"", meeting("Budget", "20260303T180000Z")};
  server.calendars[kCalendar].objects.erase("b.ics");
  time.advance(hours(23));
  EXPECT_THAT(titles(), ElementsAre("Budget", "Conseil"));
  time.advance(hours(2));
  EXPECT_THAT(titles(), ElementsAre("Budget"));
  EXPECT_EQ(Room::show(heard.last.occurrences[0].start), "20260303T180000Z");
}

TEST_F(CalDav, HrefsMayBeWrittenInAnyWay) {
  server.put(kCalendar, "salle%40x%20y.ics", meeting("Encode", "20260304T100000Z"));
  for (const bool absolute : {false, true}) {
    server.absoluteHrefs = absolute;
    server.prefix = absolute ? "D" : "other";
    start();
    EXPECT_THAT(titles(), ElementsAre("Budget", "Conseil", "Encode")) << problem();
  }
  // The same object under another spelling is no other object; the collection's own entry is none at all.
  failOnce("multiget", net::HttpResponse{.status = 207,
                                         .body = server.multistatus(server.found(
                                             "/dav/room/salle/salle@x%20y.ics",
                                             server.dav("getetag", "\"9\"") + "<c:calendar-data>" +
                                                 meeting("Deux", "20260304T100000Z") + "</c:calendar-data>"))});
  server.put(kCalendar, "salle%40x%20y.ics", meeting("Un", "20260304T100000Z"));
  poll();
  EXPECT_THAT(titles(), ElementsAre("Budget", "Conseil", "Deux"));
  EXPECT_EQ(server.count("GET"), 0U);

  // Another server's objects are not this calendar's.
  failOnce("sync", net::HttpResponse{.status = 207,
                                     .body = server.multistatus(
                                         "<D:response><D:href>https://evil.example/x.ics</D:href><D:propstat><D:prop>"
                                         "<D:getetag>1</D:getetag></D:prop><D:status>HTTP/1.1 200 OK</D:status>"
                                         "</D:propstat></D:response><D:sync-token>tok:4</D:sync-token>")});
  server.put(kCalendar, "z.ics", meeting("Z"));
  poll();
  for (const auto& request : server.requests) EXPECT_THAT(request.url.reveal(), Not(HasSubstr("evil")));
}

TEST_F(CalDav, AVeryLargeCalendarIsAskedForItsEventsAroundNow) {
  for (int i = 0; i < 5'000; ++i) server.calendars[kCalendar].objects[std::format("x{}.ics", i)] = {"\"x\"", "x"};
  server.syncReport = false;
  server.fault = [this](const net::HttpRequest&, const std::string& what) -> std::optional<Result<net::HttpResponse>> {
    if (what != "query") return std::nullopt;
    return net::HttpResponse{
        .status = 207,
        .body = server.multistatus(server.found(std::string(kCalendar) + "a.ics", server.dav("getetag", "\"1\"")))};
  };
  start();
  EXPECT_THAT(titles(), ElementsAre("Budget"));
  EXPECT_THAT(server.requests.end()[-2].body, HasSubstr(R"(start="20260228T080000Z" end="20260319T080000Z")"));
  poll();
  EXPECT_EQ(server.log.size(), 1U);
}

TEST_F(CalDav, OneBadObjectIsNamedAndHidesNoOther) {
  server.put(kCalendar, "junk.ics", "<html>");
  server.put(kCalendar, "huge.ics", meeting("Huge") + std::string((1U << 20U) + 1, ' '));
  server.put(kCalendar, "kept-back.ics", meeting("Tard", "20260304T100000Z"));
  server.withheld = {"kept-back.ics"};
  start();
  EXPECT_THAT(titles(), ElementsAre("Budget", "Conseil"));
  EXPECT_EQ(problem(), "");
  EXPECT_THAT(feed->report().skipped,
              UnorderedElementsAre(HasSubstr("junk.ics"), HasSubstr("huge.ics"), HasSubstr("kept-back.ics")));
  server.withheld.clear();
  poll();
  EXPECT_THAT(titles(), ElementsAre("Budget", "Conseil", "Tard"));
  EXPECT_EQ(feed->report().skipped.size(), 2U);
  // A calendar of nothing but junk is read all the same.
  for (const char* name : {"a.ics", "b.ics", "kept-back.ics", "huge.ics"}) server.remove(kCalendar, name);
  poll();
  EXPECT_THAT(titles(), IsEmpty());
  EXPECT_EQ(problem(), "");
}

TEST_F(CalDav, AnAnswerThatIsTooLargeIsAskedForInParts) {
  start();
  server.put(kCalendar, "c.ics", meeting("Visite", "20260304T100000Z"));
  failOnce("multiget", refused("the answer is larger than what is accepted"));
  poll();
  EXPECT_THAT(titles(), ElementsAre("Budget", "Conseil", "Visite"));
  EXPECT_EQ(server.count("GET"), 1U);
}

TEST_F(CalDav, OneFailingCalendarDoesNotStopTheOthers) {
  server.put("/dav/room/autre/", "c.ics", meeting("Ailleurs", "20260304T100000Z"));
  start();
  EXPECT_THAT(titles(), ElementsAre("Budget", "Conseil", "Ailleurs"));
  server.fault = [](const net::HttpRequest& request, const std::string&) -> std::optional<Result<net::HttpResponse>> {
    if (request.url.reveal().contains("autre")) return net::HttpResponse{.status = 500};
    return std::nullopt;
  };
  server.remove(kCalendar, "a.ics");
  poll();
  EXPECT_THAT(titles(), ElementsAre("Conseil", "Ailleurs"));
  EXPECT_THAT(problem(), HasSubstr("500"));
  server.fault = nullptr;
  poll();
  EXPECT_EQ(problem(), "");
}

TEST_F(CalDav, TheAgendaSurvivesARestartWithoutNetwork) {
  start();
  server.fault = [](const net::HttpRequest&, const std::string&) -> std::optional<Result<net::HttpResponse>> {
    return tryLater("no network");
  };
  heard = {};
  start();
  EXPECT_THAT(titles(), ElementsAre("Budget", "Conseil"));
  EXPECT_EQ(problem(), "no network");
  settings.caldav.user = "another";
  heard = {};
  start();
  EXPECT_THAT(titles(), IsEmpty()) << "another account's agenda";
}

}  // namespace
}  // namespace rotonde::calendar::test
