// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/base/main_loop.hpp"
#include "firmware/calendar/agenda_feed.hpp"
#include "firmware/calendar/ics_source.hpp"
#include "tests/fakes/fake_time.hpp"
#include "tests/support/run_until.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/calendar/reading.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>

namespace rotonde::calendar::test {
namespace {

using rotonde::test::FakeTime;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

/// Answers every request, on the next turn, with what the test last set.
class FakeHttp : public net::HttpClient {
 public:
  explicit FakeHttp(Runtime& runtime) : runtime_(runtime) {}

  Handle send(net::HttpRequest request, std::function<void(Result<net::HttpResponse>)> done) override {
    requests.push_back(std::move(request));
    return runtime_.after(milliseconds(5), [this, done = std::move(done)] {
      const auto copy = done;
      copy(answer);
    });
  }
  std::optional<std::string> lastHeader(std::string_view name) const {
    return net::HttpResponse{.headers = requests.back().headers}.header(name);
  }

  Result<net::HttpResponse> answer = net::HttpResponse{.status = 500};
  std::vector<net::HttpRequest> requests;

 private:
  Runtime& runtime_;
};

struct Heard : AgendaFeed::Listener {
  void agendaChanged(const Agenda& agenda) override {
    last = agenda;
    ++times;
  }
  std::vector<std::string> titles() const {
    std::vector<std::string> out;
    for (const Occurrence& o : last.occurrences) out.push_back(o.title);
    return out;
  }
  Agenda last;
  int times = 0;
};

using Titles = std::vector<std::string>;

/// FakeTime starts on Monday 2026-03-02 at 08:00 UTC.
std::string meeting(std::string_view title, std::string_view start = "20260302T100000Z", std::string_view more = {}) {
  return calendarOf(eventOf(std::format("DTSTART:{}\nDURATION:PT1H\nSUMMARY:{}\n{}", start, title, more)));
}

net::HttpResponse ok(std::string body, net::Headers headers = {{"etag", "\"v1\""}}) {
  return {.status = 200, .headers = std::move(headers), .body = std::move(body)};
}

class Feed : public ::testing::Test {
 protected:
  Feed() {
    settings.feed = Secret("https://calendar.example.org/secret/room.ics");
    settings.zone = "Europe/Paris";
    settings.hosts = {"visio.numerique.gouv.fr"};
    settings.stateDirectory = directory;
  }

  std::unique_ptr<AgendaFeed> started() {
    auto feed = std::make_unique<AgendaFeed>(time, http, settings, heard);
    feed->start();
    time.advance(milliseconds(10));
    return feed;
  }

  const rotonde::test::TemporaryFolder folder;
  const std::filesystem::path directory = folder.path();
  FakeTime time;
  FakeHttp http{time};
  Heard heard;
  FeedSettings settings;
};

TEST_F(Feed, FirstFetchFillsTheAgenda) {
  http.answer = ok(meeting("Budget", "20260302T100000Z", "URL:https://visio.numerique.gouv.fr/abc-defg-hij\n"));
  const auto feed = started();
  EXPECT_EQ(heard.titles(), (Titles{"Budget"}));
  EXPECT_EQ(heard.last.fetched, time.wall() - milliseconds(5));
  EXPECT_EQ(heard.last.problem, "");
  ASSERT_TRUE(heard.last.occurrences[0].link);
  EXPECT_EQ(heard.last.occurrences[0].link->slug.reveal(), "abc-defg-hij");
  ASSERT_EQ(http.requests.size(), 1U);
  EXPECT_EQ(http.requests[0].maxBodyBytes, 10U << 20U);
  EXPECT_TRUE(http.requests[0].followRedirects);
}

TEST_F(Feed, PollsEachMinuteWithJitterAndConditions) {
  http.answer = ok(meeting("Budget"), {{"etag", "\"v1\""}, {"last-modified", "Mon, 02 Mar 2026 07:00:00 GMT"}});
  const auto feed = started();
  EXPECT_FALSE(http.lastHeader("If-None-Match"));
  http.answer = net::HttpResponse{.status = 304};
  time.advance(std::chrono::seconds(53));
  EXPECT_EQ(http.requests.size(), 1U);
  time.advance(std::chrono::seconds(14));
  ASSERT_EQ(http.requests.size(), 2U);
  EXPECT_EQ(http.lastHeader("If-None-Match"), "\"v1\"");
  EXPECT_EQ(http.lastHeader("If-Modified-Since"), "Mon, 02 Mar 2026 07:00:00 GMT");
  EXPECT_EQ(heard.titles(), (Titles{"Budget"}));
  time.advance(hours(1));
  EXPECT_GE(http.requests.size(), 2U + 54U);
  EXPECT_LE(http.requests.size(), 2U + 67U);
  EXPECT_LE(time.wall() - *heard.last.fetched, std::chrono::seconds(67));
}

TEST_F(Feed, WithoutValidatorsItAsksLessOftenAndAnEqualBodyIsNotReadAgain) {
  http.answer = ok(meeting("Budget"), {});
  const auto feed = started();
  time.advance(hours(1));
  EXPECT_LE(http.requests.size(), 35U);
  EXPECT_GE(http.requests.size(), 26U);
  http.answer = ok(meeting("Autre"), {});
  time.advance(minutes(3));
  EXPECT_EQ(heard.titles(), (Titles{"Autre"}));
}

TEST_F(Feed, NothingBadEmptiesTheAgenda) {
  const std::pair<Result<net::HttpResponse>, const char*> faults[] = {
      {ok("<!DOCTYPE html><html><body>Sign in</body></html>"), "web page"},
      {ok(""), "empty"},
      {ok("hello"), "VCALENDAR"},
      {ok(meeting("Budget").substr(0, 60)), "cut off"},
      {net::HttpResponse{.status = 401}, "401"},
      {net::HttpResponse{.status = 404}, "404"},
      {net::HttpResponse{.status = 503}, "503"},
      {tryLater("the calendar server cannot be reached"), "reached"},
  };
  for (const auto& [fault, word] : faults) {
    http.answer = ok(meeting("Budget"));
    heard = {};
    const auto feed = started();
    http.answer = fault;
    time.advance(minutes(2));
    EXPECT_EQ(heard.titles(), (Titles{"Budget"})) << word;
    EXPECT_NE(heard.last.problem.find(word), std::string::npos) << heard.last.problem;
    EXPECT_EQ(heard.last.problem.find("secret"), std::string::npos);
    // The same good content again, which the source had already seen, cures it.
    http.answer = ok(meeting("Budget"));
    time.advance(minutes(10));
    EXPECT_EQ(heard.last.problem, "") << word;
    EXPECT_EQ(heard.titles(), (Titles{"Budget"})) << word;
  }
}

TEST_F(Feed, BacksOffToAQuarterOfAnHourAndHonoursRetryAfter) {
  http.answer = net::HttpResponse{.status = 500};
  const auto feed = started();
  EXPECT_FALSE(heard.last.fetched);
  EXPECT_NE(heard.last.problem, "");
  time.advance(hours(10));
  const std::size_t before = http.requests.size();
  time.advance(hours(10));
  EXPECT_GE(http.requests.size() - before, 36U);
  EXPECT_LE(http.requests.size() - before, 45U);
  http.answer = net::HttpResponse{.status = 429, .headers = {{"retry-after", "3000"}}};
  time.advance(minutes(20));
  const std::size_t waiting = http.requests.size();
  time.advance(minutes(24));
  EXPECT_EQ(http.requests.size(), waiting);
}

TEST_F(Feed, RefreshNowAsksAtOnceAndOnce) {
  http.answer = ok(meeting("Budget"));
  const auto feed = started();
  feed->refreshNow();
  feed->refreshNow();
  EXPECT_EQ(http.requests.size(), 2U);
  time.advance(std::chrono::seconds(50));
  EXPECT_EQ(http.requests.size(), 2U);
}

TEST_F(Feed, TheLastGoodAgendaSurvivesARestart) {
  http.answer = ok(meeting("Budget"));
  started().reset();
  const WallTime read = *heard.last.fetched;
  time.advance(hours(1));
  http.answer = tryLater("no network");
  heard = {};
  const auto feed = started();
  EXPECT_EQ(heard.titles(), (Titles{"Budget"}));
  EXPECT_EQ(heard.last.fetched, read);
  EXPECT_EQ(heard.last.problem, "no network");
}

TEST_F(Feed, TheCopyKnowsWhenItWasLastConfirmed) {
  http.answer = ok(meeting("Budget"));
  auto feed = started();
  http.answer = net::HttpResponse{.status = 304};
  time.advance(hours(2));
  const WallTime confirmed = *heard.last.fetched;
  feed.reset();
  http.answer = tryLater("no network");
  heard = {};
  feed = started();
  EXPECT_LE(confirmed - *heard.last.fetched, minutes(12));
}

TEST_F(Feed, TheCopyIsPrivateAndAnotherFeedsCopyIsNotTaken) {
  http.answer = ok(meeting("Budget"));
  started().reset();
  const auto file = directory / "calendar" / "feed";
  ASSERT_TRUE(std::filesystem::exists(file));
  EXPECT_EQ(std::filesystem::status(file).permissions(), std::filesystem::perms(0600));
  std::ifstream in(file);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  EXPECT_EQ(text.find("calendar.example.org"), std::string::npos);
  http.answer = tryLater("no network");
  heard = {};
  settings.feed = Secret("https://calendar.example.org/other.ics");
  const auto feed = started();
  EXPECT_EQ(heard.titles(), Titles{});
  EXPECT_FALSE(heard.last.fetched);
}

TEST_F(Feed, ADamagedCopyIsIgnored) {
  http.answer = ok(meeting("Budget"));
  started().reset();
  const auto file = directory / "calendar" / "feed";
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 10);
  http.answer = tryLater("no network");
  heard = {};
  const auto feed = started();
  EXPECT_EQ(heard.titles(), Titles{});
}

TEST_F(Feed, TheWindowSlidesWithoutAFetch) {
  http.answer = ok(meeting("Daily", "20260302T100000Z", "RRULE:FREQ=DAILY\n"));
  const auto feed = started();
  ASSERT_EQ(heard.last.occurrences.size(), 14U);
  http.answer = tryLater("no network");
  time.advance(days(3));
  ASSERT_EQ(heard.last.occurrences.size(), 15U);
  EXPECT_EQ(Room::show(heard.last.occurrences.front().start), "20260304T100000Z");
  time.advance(days(5));
  EXPECT_TRUE(heard.last.occurrences.empty()) << "a copy older than a week";
}

TEST_F(Feed, AJumpOfTheWallClockMovesTheWindow) {
  http.answer = ok(meeting("Daily", "20260302T100000Z", "RRULE:FREQ=DAILY\n"));
  const auto feed = started();
  http.answer = tryLater("no network");
  time.setWall(time.wall() + days(5));
  time.advance(minutes(1));
  EXPECT_EQ(Room::show(heard.last.occurrences.front().start), "20260306T100000Z");
}

TEST_F(Feed, OneBadObjectIsReportedAndTheRestCounts) {
  http.answer =
      ok(calendarOf(eventOf("DTSTART:20260302T100000Z\nSUMMARY:good\n", "good") + eventOf("SUMMARY:no start\n", "bad") +
                    eventOf("DTSTART;TZID=Nowhere:20260302T120000\nSUMMARY:lost\n", "lost")));
  const auto feed = started();
  EXPECT_EQ(heard.titles(), (Titles{"good", "lost"}));
  EXPECT_EQ(heard.last.problem, "");
  EXPECT_EQ(feed->report().events, 2U);
  ASSERT_EQ(feed->report().skipped.size(), 1U);
  EXPECT_NE(feed->report().skipped[0].find("bad"), std::string::npos);
  EXPECT_EQ(feed->report().unresolved, (Titles{"Nowhere"}));
}

TEST_F(Feed, NoFeedAndUnusableFeeds) {
  settings.feed = Secret();
  EXPECT_EQ((started(), heard.last.problem), "");
  for (const char* url :
       {"http://calendar.example.org/a.ics", "ftp://calendar.example.org/a.ics", "calendar.ics", "file://"}) {
    settings.feed = Secret(url);
    started();
    EXPECT_NE(heard.last.problem, "") << url;
    EXPECT_TRUE(http.requests.empty());
  }
  settings.feed = Secret("webcal://calendar.example.org/a.ics");
  started();
  EXPECT_EQ(http.requests.at(0).url.reveal(), "https://calendar.example.org/a.ics");
  settings.feed = Secret("http://127.0.0.1:8080/a.ics");
  started();
  EXPECT_EQ(http.requests.at(1).url.reveal(), "http://127.0.0.1:8080/a.ics");
}

void write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

TEST_F(Feed, FilesAreReadAgainWhenTheyChange) {
  const auto path = directory / "room.ics";
  settings.feed = Secret(path.string());
  auto feed = started();
  EXPECT_NE(heard.last.problem.find("does not exist"), std::string::npos);
  write(path, meeting("Budget"));
  feed->refreshNow();
  time.advance(milliseconds(10));
  EXPECT_EQ(heard.titles(), (Titles{"Budget"}));
  write(path, meeting("Conseil"));
  time.advance(minutes(2));
  EXPECT_EQ(heard.titles(), (Titles{"Conseil"}));
  std::filesystem::remove(path);
  time.advance(minutes(2));
  EXPECT_EQ(heard.titles(), (Titles{"Conseil"}));
  EXPECT_NE(heard.last.problem, "");
  settings.feed = Secret("file://" + path.string());
  write(path, meeting("Budget"));
  feed = started();
  EXPECT_EQ(heard.titles(), (Titles{"Budget"}));
  settings.feed = Secret("/dev/zero");
  feed = started();
  EXPECT_NE(heard.last.problem.find("regular"), std::string::npos);
}

TEST_F(Feed, AFileFeedNoticesChangesByItself) {
  MainLoop loop;
  const auto path = directory / "room.ics";
  write(path, meeting("Budget"));
  settings.feed = Secret(path.string());
  settings.poll = hours(1);
  // The meetings of FakeTime's day are long over: only the agenda's arrival is looked at.
  AgendaFeed feed(loop, http, settings, heard);
  feed.start();
  ASSERT_TRUE(rotonde::test::runUntil(loop, [&] { return feed.report().events == 1; }));
  write(path, calendarOf(eventOf("DTSTART:20260302T100000Z\n", "a") + eventOf("DTSTART:20260302T110000Z\n", "b")));
  EXPECT_TRUE(rotonde::test::runUntil(loop, [&] { return feed.report().events == 2; }));
  const auto draft = directory / "draft.ics";
  write(draft, meeting("Budget"));
  std::filesystem::rename(draft, path);
  EXPECT_TRUE(rotonde::test::runUntil(loop, [&] { return feed.report().events == 1; }));
}

}  // namespace
}  // namespace rotonde::calendar::test
