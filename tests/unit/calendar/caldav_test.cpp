// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/calendar/agenda_feed.hpp"
#include "tests/fakes/fake_time.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/calendar/fake_dav.hpp"
#include "tests/unit/calendar/reading.hpp"

#include <glib.h>
#include <gmock/gmock.h>

#include <fstream>
#include <memory>
#include <optional>

namespace rotonde::calendar::test {
namespace {

using rotonde::test::FakeTime;
using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

constexpr const char* kCalendar = "/dav/room/salle/";

/// FakeTime starts on Monday 2026-03-02 at 08:00 UTC.
std::string meeting(std::string_view title, std::string_view start = "20260302T100000Z") {
  return calendarOf(eventOf(std::format("DTSTART:{}\nDURATION:PT1H\nSUMMARY:{}\n", start, title),
                            std::format("{}@example.org", title)));
}

struct Heard : AgendaFeed::Listener {
  void agendaChanged(const Agenda& agenda) override { last = agenda; }
  Agenda last;
};

class CalDav : public testing::Test {
 protected:
  CalDav() {
    settings.caldav.addresses = {Secret("https://dav.example.org/")};
    settings.caldav.user = "salle";
    settings.caldav.password = Secret("s3cret-pass");
    settings.caldav.scheme = net::HttpLogin::Scheme::Basic;
    settings.hosts = {"visio.numerique.gouv.fr"};
    settings.stateDirectory = folder.path();
    server.put(kCalendar, "a.ics", meeting("Budget"));
    server.put(kCalendar, "b.ics", meeting("Conseil", "20260303T100000Z"));
  }

  void start() {
    feed.reset();
    feed = std::make_unique<AgendaFeed>(time, server, settings, heard);
    feed->start();
    time.advance(std::chrono::seconds(5));
  }
  void poll() {
    server.log.clear();
    server.requests.clear();
    feed->refreshNow();
    time.advance(std::chrono::seconds(5));
  }
  std::vector<std::string> titles() const {
    std::vector<std::string> out;
    for (const Occurrence& occurrence : heard.last.occurrences) out.push_back(occurrence.title);
    return out;
  }
  const std::string& problem() const { return heard.last.problem; }
  /// Answers the next request whose description has `word` with `answer`, the others truly.
  void failOnce(const std::string& word, Result<net::HttpResponse> answer) {
    server.fault = [this, word, answer = std::move(answer)](
                       const net::HttpRequest&, const std::string& what) -> std::optional<Result<net::HttpResponse>> {
      if (!what.contains(word)) return std::nullopt;
      auto out = answer;
      server.fault = nullptr;
      return out;
    };
  }

  const rotonde::test::TemporaryFolder folder;
  FakeTime time;
  FakeDav server{time};
  Heard heard;
  FeedSettings settings;
  std::unique_ptr<AgendaFeed> feed;
};

TEST_F(CalDav, CalendarsAreFoundFromAnyAddress) {
  server.put("/dav/room/taches/", "t.ics", meeting("Tache"));
  server.calendars["/dav/room/taches/"].component = "VTODO";
  for (const char* address : {"https://dav.example.org", "https://dav.example.org/",
                              "https://dav.example.org/principals/room/", "https://dav.example.org/dav/room/",
                              "https://dav.example.org/dav/room/salle/", "https://dav.example.org/nothing/here"}) {
    settings.caldav.addresses = {Secret(address)};
    server.log.clear();
    start();
    EXPECT_THAT(titles(), ElementsAre("Budget", "Conseil")) << address << ": " << problem();
    EXPECT_EQ(problem(), "") << address;
  }
  EXPECT_GE(server.count("PROPFIND 0 /.well-known/caldav"), 1U);
}

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

TEST_F(CalDav, RedirectsStayOnTheServerAndOnHttps) {
  settings.caldav.addresses = {Secret("https://dav.example.org")};
  const auto redirect = [this](const std::string& from, const std::string& to) {
    server.fault = [from, to](const net::HttpRequest&,
                              const std::string& what) -> std::optional<Result<net::HttpResponse>> {
      if (!what.contains(from)) return std::nullopt;
      return net::HttpResponse{.status = 301, .headers = {{"Location", to}}};
    };
    heard = {};
    server.log.clear();
    server.requests.clear();
    start();
  };
  redirect("/.well-known/caldav", kCalendar);
  EXPECT_THAT(titles(), ElementsAre("Budget", "Conseil"));
  EXPECT_EQ(server.log.at(1), std::string("PROPFIND 0 ") + kCalendar) << "the method is kept";
  redirect("PROPFIND", "https://other.example/dav/");
  EXPECT_THAT(problem(), HasSubstr("write https://other.example/ in calendar.caldav"));
  redirect("PROPFIND", "http://dav.example.org/dav/");
  EXPECT_THAT(problem(), HasSubstr("only https"));
  redirect("PROPFIND", "/again/");
  EXPECT_THAT(problem(), HasSubstr("more than 5 times"));
  EXPECT_EQ(server.requests.size(), 12U) << "6 for each of the two addresses";
  for (const auto& request : server.requests) {
    EXPECT_THAT(request.url.reveal(), testing::StartsWith("https://dav.example.org"));
    EXPECT_FALSE(request.followRedirects);
  }
}

TEST_F(CalDav, AHomeOnAnotherServerIsNamedAndNotGivenThePassword) {
  server.home = "https://p12.example.net/home/";
  start();
  EXPECT_THAT(problem(), HasSubstr("write https://p12.example.net/ in calendar.caldav"));
  for (const auto& request : server.requests) EXPECT_THAT(request.url.reveal(), Not(HasSubstr("p12")));
}

TEST_F(CalDav, TheRoomLogsInByDigestBasicOrBearer) {
  std::string challenge = R"(Digest realm="r", nonce="n1", qop="auth")";
  std::string wanted = "Digest username=\"salle\"";
  server.fault = [&](const net::HttpRequest& request, const std::string&) -> std::optional<Result<net::HttpResponse>> {
    const auto header = net::HttpResponse{.headers = request.headers}.header("Authorization").value_or("");
    if (header.starts_with(wanted)) return std::nullopt;
    return net::HttpResponse{.status = 401, .headers = {{"WWW-Authenticate", challenge}}};
  };
  settings.caldav.scheme = net::HttpLogin::Scheme::Auto;
  start();
  EXPECT_THAT(titles(), ElementsAre("Budget", "Conseil"));
  for (const auto& request : server.requests) {
    const auto header = net::HttpResponse{.headers = request.headers}.header("Authorization").value_or("");
    EXPECT_THAT(header, Not(HasSubstr("Basic")));
    EXPECT_TRUE(header.empty() || header.contains("uri=\"/"));
  }
  challenge = "Basic realm=\"r\"";
  wanted = "Basic c2FsbGU6czNjcmV0LXBhc3M=";
  start();
  EXPECT_EQ(problem(), "");
  wanted = "Bearer s3cret-pass";
  settings.caldav.scheme = net::HttpLogin::Scheme::Bearer;
  start();
  EXPECT_EQ(problem(), "");
}

TEST_F(CalDav, AWrongPasswordIsToldAndANewOneIsTakenUpFromItsFile) {
  const auto file = folder.path() / "password";
  std::ofstream(file) << "wrong\n";
  settings.caldav.password = Secret();
  settings.caldav.passwordFile = file;
  server.fault = [](const net::HttpRequest& request, const std::string&) -> std::optional<Result<net::HttpResponse>> {
    const auto header = net::HttpResponse{.headers = request.headers}.header("Authorization").value_or("");
    if (header == "Basic c2FsbGU6czNjcmV0LXBhc3M=") return std::nullopt;
    return net::HttpResponse{.status = 401, .headers = {{"WWW-Authenticate", "Basic realm=\"r\""}}};
  };
  start();
  EXPECT_THAT(problem(), HasSubstr("calendar.user"));
  EXPECT_THAT(problem(), Not(HasSubstr("wrong")));
  std::ofstream(file) << "s3cret-pass\r\nsecond line";
  poll();
  EXPECT_EQ(problem(), "");
  EXPECT_THAT(titles(), ElementsAre("Budget", "Conseil"));
}

TEST_F(CalDav, WhatIsMissingInTheSettingsIsNamed) {
  settings.caldav.password = Secret();
  start();
  EXPECT_THAT(problem(), HasSubstr("calendar.password"));
  settings.caldav.passwordFile = folder.path() / "none";
  start();
  EXPECT_THAT(problem(), HasSubstr("calendar.password_file"));
  settings.caldav.password = Secret("x");
  settings.caldav.user.clear();
  start();
  EXPECT_THAT(problem(), HasSubstr("calendar.user"));
  for (const char* address : {"http://dav.example.org/", "https://user:pass@dav.example.org/", "dav.example.org"}) {
    settings.caldav.addresses = {Secret(address)};
    start();
    EXPECT_THAT(problem(), HasSubstr("calendar.caldav")) << address;
  }
  EXPECT_TRUE(server.requests.empty());
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

TEST_F(CalDav, SecretsAreInNoLogAndNoProblem) {
  const char* everything[] = {"all", nullptr};
  g_log_writer_default_set_debug_domains(everything);
  testing::internal::CaptureStderr();
  testing::internal::CaptureStdout();
  settings.caldav.addresses = {Secret("https://dav.example.org/dav/room/salle/")};
  for (const auto& answer : {Result<net::HttpResponse>(net::HttpResponse{.status = 401}),
                             Result<net::HttpResponse>(net::HttpResponse{.status = 403}),
                             Result<net::HttpResponse>(net::HttpResponse{.status = 500, .body = "s3cret-pass"}),
                             Result<net::HttpResponse>(net::HttpResponse{
                                 .status = 301, .headers = {{"Location", "https://x.example/s3cret-pass"}}})}) {
    server.fault = [&](const net::HttpRequest&, const std::string&) { return std::optional(answer); };
    start();
    EXPECT_THAT(problem(), Not(HasSubstr("s3cret"))) << problem();
    EXPECT_NE(problem(), "");
    EXPECT_THAT(problem(), Not(HasSubstr("/salle"))) << problem();
  }
  server.fault = nullptr;
  start();
  poll();
  g_log_writer_default_set_debug_domains(nullptr);
  const std::string logged = testing::internal::GetCapturedStderr() + testing::internal::GetCapturedStdout();
  EXPECT_THAT(logged, HasSubstr("reading 1 calendar(s)")) << "the log was heard, Info too";
  EXPECT_THAT(logged, Not(HasSubstr("s3cret")));
  EXPECT_THAT(logged, Not(HasSubstr("c2FsbGU6")));
  EXPECT_THAT(logged, Not(HasSubstr("/dav/room")));
}

}  // namespace
}  // namespace rotonde::calendar::test
