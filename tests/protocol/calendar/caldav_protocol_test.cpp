// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
//
// The agenda from real CalDAV servers: Radicale and Xandikos, as tools/peers installs them.
#include "firmware/base/main_loop.hpp"
#include "firmware/calendar/agenda_feed.hpp"
#include "firmware/net/soup_http_client.hpp"
#include "tests/protocol/net/server_process.hpp"
#include "tests/support/run_until.hpp"
#include "tests/support/temporary_folder.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <format>
#include <memory>
#include <optional>

namespace rotonde::calendar {
namespace {

using std::chrono::hours;
using testing::ElementsAre;
using testing::HasSubstr;

struct Heard : AgendaFeed::Listener {
  void agendaChanged(const Agenda& agenda) override { last = agenda; }
  Agenda last;
};

class RealServer : public testing::Test {
 protected:
  explicit RealServer(const std::string& kind)
      : server_({"python3", "tests/caldav/caldav_server.py", kind, "{state}"}) {
    auto client = net::SoupHttpClient::create({}, loop_);
    EXPECT_TRUE(client);
    http_ = std::move(*client);
    base_ = std::format("http://127.0.0.1:{}", server_.number("port"));
    settings_.caldav = {.addresses = {Secret(base_)}, .user = "room", .password = Secret("pass word")};
    settings_.hosts = {"visio.numerique.gouv.fr"};
    settings_.stateDirectory = folder_.path();
    if (kind == "radicale") exchange("MKCOL", "/room/", "", "");
    makeCalendar("salle");
  }

  std::string home() const { return server_.text("home"); }

  int exchange(const std::string& method, const std::string& path, const std::string& type, const std::string& body) {
    net::HttpRequest request{.method = method, .url = Secret(base_ + path), .body = body, .contentType = type};
    request.headers = {{"Authorization", "Basic cm9vbTpwYXNzIHdvcmQ="}};
    std::optional<Result<net::HttpResponse>> result;
    const Handle handle = http_->send(request, [&](Result<net::HttpResponse> r) { result = std::move(r); });
    if (!test::runUntil(loop_, [&] { return result.has_value(); }) || !*result) return 0;
    return (*result)->status;
  }
  void makeCalendar(const std::string& name) {
    EXPECT_EQ(exchange("MKCALENDAR", home() + name + "/", "application/xml; charset=utf-8",
                       std::format("<C:mkcalendar xmlns:C=\"urn:ietf:params:xml:ns:caldav\" xmlns:D=\"DAV:\"><D:set>"
                                   "<D:prop><D:displayname>Salle {}</D:displayname></D:prop></D:set></C:mkcalendar>",
                                   name)),
              201);
  }
  void put(const std::string& path, const std::string& object) {
    const int status = exchange("PUT", home() + path, "text/calendar; charset=utf-8", object);
    EXPECT_TRUE(status == 201 || status == 204 || status == 200) << status;
  }
  void remove(const std::string& path) {
    const int status = exchange("DELETE", home() + path, "", "");
    EXPECT_TRUE(status == 200 || status == 204) << status;
  }

  /// A time so many hours after the next full hour, as "20260302T100000Z".
  std::string at(int later) const {
    return std::format("{:%Y%m%dT%H%M%SZ}", std::chrono::ceil<hours>(loop_.wall()) + hours(later));
  }
  static std::string object(const std::string& events) {
    std::string out = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//EN\n" + events + "END:VCALENDAR\n";
    for (std::size_t i = 0; (i = out.find('\n', i)) != std::string::npos; i += 2) out.insert(i, "\r");
    return out;
  }
  static std::string event(const std::string& uid, const std::string& title, const std::string& start,
                           const std::string& more = {}) {
    return std::format(
        "BEGIN:VEVENT\nUID:{}\nDTSTAMP:20260101T000000Z\nDTSTART:{}\nDURATION:PT30M\nSUMMARY:{}\n{}END:VEVENT\n", uid,
        start, title, more);
  }

  void start() {
    feed_.reset();
    heard_ = {};
    feed_ = std::make_unique<AgendaFeed>(loop_, *http_, settings_, heard_);
    feed_->start();
    settle(std::nullopt);
  }
  void refresh() {
    const auto before = heard_.last.fetched;
    feed_->refreshNow();
    settle(before);
  }
  std::vector<std::string> titles() const {
    std::vector<std::string> out;
    for (const Occurrence& occurrence : heard_.last.occurrences) out.push_back(occurrence.title);
    return out;
  }
  const std::string& problem() const { return heard_.last.problem; }

  MainLoop loop_;
  test::ServerProcess server_;
  std::unique_ptr<net::SoupHttpClient> http_;
  std::string base_;
  const test::TemporaryFolder folder_;
  FeedSettings settings_;
  Heard heard_;
  std::unique_ptr<AgendaFeed> feed_;

 private:
  void settle(std::optional<WallTime> before) {
    EXPECT_TRUE(test::runUntil(loop_, [&] { return heard_.last.fetched != before || !problem().empty(); }));
    EXPECT_EQ(problem(), "");
  }
};

class RealCalDav : public RealServer, public testing::WithParamInterface<const char*> {
 protected:
  RealCalDav() : RealServer(GetParam()) {}
};

/// What only Radicale can show: Xandikos' tokens are commits, which it never forgets, and it lets everybody in.
class RealRadicale : public RealServer {
 protected:
  RealRadicale() : RealServer("radicale") {}
};

TEST_P(RealCalDav, EventsComeChangeAndGo) {
  start();
  EXPECT_THAT(titles(), ElementsAre());
  put("salle/budget.ics",
      object(event("budget", "Budget", at(2), "LOCATION:https://visio.numerique.gouv.fr/abc-defg-hij\n")));
  put("salle/conseil%40mairie.ics", object(event("conseil@mairie", "Conseil", at(4))));
  refresh();
  EXPECT_THAT(titles(), ElementsAre("Budget", "Conseil"));
  ASSERT_TRUE(heard_.last.occurrences.at(0).link);
  EXPECT_EQ(heard_.last.occurrences[0].link->slug.reveal(), "abc-defg-hij");

  put("salle/budget.ics", object(event("budget", "Budget bis", at(6), "SEQUENCE:1\n")));
  refresh();
  EXPECT_THAT(titles(), ElementsAre("Conseil", "Budget bis"));
  remove("salle/conseil%40mairie.ics");
  put("salle/visite.ics", object(event("visite", "Visite", at(1))));
  refresh();
  EXPECT_THAT(titles(), ElementsAre("Visite", "Budget bis"));
  refresh();
  EXPECT_THAT(titles(), ElementsAre("Visite", "Budget bis"));
}

TEST_P(RealCalDav, ASeriesWithAMovedInstanceIsOneObject) {
  put("salle/serie.ics", object(event("serie", "Point", at(2), "RRULE:FREQ=DAILY;COUNT=3\n") +
                                event("serie", "Point deplace", at(29), std::format("RECURRENCE-ID:{}\n", at(26)))));
  start();
  EXPECT_THAT(titles(), ElementsAre("Point", "Point deplace", "Point"));
  EXPECT_EQ(heard_.last.occurrences[1].start, std::chrono::ceil<hours>(loop_.wall()) + hours(29));
}

TEST_P(RealCalDav, AllCalendarsOfTheAccountAreRead) {
  makeCalendar("autre");
  put("salle/a.ics", object(event("a", "A", at(1))));
  put("autre/b.ics", object(event("b", "B", at(2))));
  start();
  EXPECT_THAT(titles(), ElementsAre("A", "B"));
  settings_.caldav.calendars = {"autre"};
  start();
  EXPECT_THAT(titles(), ElementsAre("B"));
  settings_.caldav.addresses = {Secret(base_ + home() + "salle/")};
  start();
  EXPECT_THAT(titles(), ElementsAre("A"));
}

TEST_P(RealCalDav, ManyEventsComeInSeveralPieces) {
  for (int i = 0; i < 60; ++i) {
    put(std::format("salle/{}.ics", i), object(event(std::to_string(i), std::format("M{}", i), at(1))));
  }
  start();
  EXPECT_EQ(titles().size(), 60U);
  for (int i = 0; i < 30; ++i) remove(std::format("salle/{}.ics", i));
  refresh();
  EXPECT_EQ(titles().size(), 30U);
}

TEST_F(RealRadicale, AServerThatForgotItsSyncTokensIsReadWhole) {
  put("salle/a.ics", object(event("a", "A", at(1))));
  put("salle/b.ics", object(event("b", "B", at(2))));
  start();
  EXPECT_THAT(titles(), ElementsAre("A", "B"));
  std::size_t forgotten = 0;
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(server_.text("folder"))) {
    if (entry.is_regular_file() && entry.path().parent_path().filename() == "sync-token") found.push_back(entry.path());
  }
  for (const auto& path : found) forgotten += std::filesystem::remove(path) ? 1 : 0;
  EXPECT_GT(forgotten, 0U);
  remove("salle/a.ics");
  put("salle/c.ics", object(event("c", "C", at(3))));
  refresh();
  EXPECT_THAT(titles(), ElementsAre("B", "C"));
}

TEST_F(RealRadicale, AWrongPasswordIsToldInPlainWords) {
  settings_.caldav.password = Secret("wrong");
  feed_ = std::make_unique<AgendaFeed>(loop_, *http_, settings_, heard_);
  feed_->start();
  EXPECT_TRUE(test::runUntil(loop_, [&] { return !problem().empty(); }));
  EXPECT_THAT(problem(), HasSubstr("refuses the room's login (401)"));
  EXPECT_THAT(problem(), testing::Not(HasSubstr("wrong")));
}

INSTANTIATE_TEST_SUITE_P(Servers, RealCalDav, testing::Values("radicale", "xandikos"),
                         [](const auto& server) { return std::string(server.param); });

}  // namespace
}  // namespace rotonde::calendar
