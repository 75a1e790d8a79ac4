// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/visio/visio_entry.hpp"

#include "tests/fakes/fake_time.hpp"
#include "tests/unit/visio/fake_http_client.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <format>

namespace rotonde::visio {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr const char* kId = "4b2f0000-0000-8000-8000-000000000001";
constexpr const char* kOtherId = "7c1e0000-0000-4000-8000-000000000002";

std::string lobbyJson(const std::string& status, const std::string& id = kId) {
  return std::format(
      R"json({{"status":"{}","username":"Salle 301","id":"{}","color":"hsl(289, 70%, 31%)","livekit":null}})json",
      status, id);
}
std::string acceptedJson(const std::string& url = "https://livekit.example", const std::string& id = kId) {
  return std::format(R"({{"status":"accepted","username":"x","id":"{}","color":"c","new":[1,{{}}],)"
                     R"("livekit":{{"url":"{}","room":"7c1e","token":"tok","later":true}}}})",
                     id, url);
}
net::HttpResponse ok(std::string body) { return {.status = 200, .body = std::move(body)}; }

struct Record : RoomEntry::Listener {
  std::vector<EntryState> states;
  std::string detail;
  std::vector<Admission> admissions;
  std::vector<Error> errors;
  std::function<void()> then = [] {};

  void run() const {
    const auto copy = then;  // It may be replaced meanwhile.
    copy();
  }

  void entryChanged(EntryState state, const std::string& d) override {
    states.push_back(state);
    detail = d;
    run();
  }
  void entryAccepted(const Admission& admission) override {
    admissions.push_back(admission);
    run();
  }
  void entryFailed(const Error& error) override {
    errors.push_back(error);
    run();
  }
};

class VisioEntryTest : public testing::Test {
 protected:
  /// An event that begins `startIn` from now and lasts an hour.
  void begin(milliseconds startIn = 2min) {
    start_ = time_.wall() + startIn;
    entry_ = VisioEntryFactory(http_, time_)
                 .enter({{"visio.example", Secret("abc-defg-hij")}, "Salle 301", kId, start_, start_ + 1h}, record_);
    const auto before = record_.states.size();
    entry_->start();
    EXPECT_EQ(record_.states.size(), before) << "called inside start";
    time_.advance(0ms);
  }
  /// Answers every open request with `response` and every one after it while `during` passes.
  void live(milliseconds during, const net::HttpResponse& response) {
    const auto end = time_.steady() + during;
    for (;;) {
      while (http_.open() > 0) reply(response);
      if (time_.steady() >= end) return;
      time_.advance(100ms);
    }
  }
  void reply(Result<net::HttpResponse> response) {
    sent_.push_back(time_.steady());
    http_.answer(std::move(response));
  }
  std::size_t asked() const { return http_.requests.size(); }
  /// Milliseconds from now to the next request, 100 ms steps.
  milliseconds untilNext(milliseconds most = 2h) {
    const std::size_t before = asked();
    for (milliseconds waited{0}; waited <= most; waited += 100ms) {
      if (asked() > before) return waited;
      time_.advance(100ms);
    }
    return -1ms;
  }
  /// Silences longer than two seconds between polls, as instants from the event's start in seconds.
  std::vector<long> announcements() const {
    std::vector<long> out;
    const auto startSteady = time_.steady() - (time_.wall() - start_);
    for (std::size_t i = 1; i < sent_.size(); ++i) {
      if (sent_[i] - sent_[i - 1] < 2s) continue;
      EXPECT_GE(sent_[i] - sent_[i - 1], 3500ms);
      EXPECT_LE(sent_[i] - sent_[i - 1], 3700ms);
      out.push_back(static_cast<long>(std::chrono::floor<std::chrono::seconds>(sent_[i - 1] - startSteady).count()));
    }
    return out;
  }

  test::FakeTime time_;
  test::FakeHttpClient http_;
  Record record_;
  WallTime start_;
  std::unique_ptr<RoomEntry> entry_;
  std::vector<SteadyTime> sent_;
};

TEST_F(VisioEntryTest, AsksWithIdInCookieAndBody) {
  begin();
  ASSERT_EQ(asked(), 1U);
  const auto& request = http_.requests[0];
  EXPECT_EQ(request.method, "POST");
  EXPECT_TRUE(request.repeatable);
  EXPECT_EQ(request.url.reveal(), "https://visio.example/api/v1.0/rooms/abc-defg-hij/request-entry/");
  EXPECT_EQ(request.contentType, "application/json");
  EXPECT_EQ(request.body, std::format(R"({{"username":"Salle 301","participant_id":"{}"}})", kId));
  EXPECT_THAT(request.headers, testing::Contains(testing::Pair("Cookie", std::format("lobbyParticipantId={}", kId))));
  EXPECT_FALSE(request.followRedirects);
  EXPECT_EQ(record_.states, std::vector{EntryState::Asking});
}

TEST_F(VisioEntryTest, AcceptedGivesTheKeyAndStops) {
  begin();
  reply(ok(acceptedJson()));
  ASSERT_EQ(record_.admissions.size(), 1U);
  EXPECT_EQ(record_.admissions[0].url.reveal(), "wss://livekit.example");
  EXPECT_EQ(record_.admissions[0].token.reveal(), "tok");
  EXPECT_EQ(record_.admissions[0].participantId, kId);
  EXPECT_EQ(untilNext(), -1ms);
  EXPECT_TRUE(record_.errors.empty());
}

TEST_F(VisioEntryTest, LoopbackServerKeepsPlainWebSocket) {
  begin();
  reply(ok(acceptedJson("http://127.0.0.1:7880")));
  EXPECT_EQ(record_.admissions.at(0).url.reveal(), "ws://127.0.0.1:7880");
}

TEST_F(VisioEntryTest, UnprotectedMediaServerIsRefused) {
  begin();
  reply(ok(acceptedJson("http://livekit.example")));
  EXPECT_TRUE(record_.admissions.empty());
  EXPECT_EQ(record_.errors.at(0).kind, ErrorKind::Refused);
}

TEST_F(VisioEntryTest, RejoinAsksAgainWithTheSameId) {
  begin();
  reply(ok(acceptedJson("https://livekit.example", kOtherId)));
  record_.states.clear();
  entry_->start();
  time_.advance(0ms);
  ASSERT_EQ(asked(), 2U);
  EXPECT_THAT(http_.requests[1].body, HasSubstr(kOtherId));
  reply(ok(lobbyJson("waiting", kOtherId)));  // The acceptance went with the empty room.
  EXPECT_EQ(record_.states, (std::vector{EntryState::Asking, EntryState::Waiting}));
}

TEST_F(VisioEntryTest, MayRestartOrDieInsideTheListener) {
  begin();
  record_.then = [&] {
    record_.then = [] {};
    entry_->start();
  };
  reply(ok(acceptedJson()));
  time_.advance(0ms);
  EXPECT_EQ(asked(), 2U);
  for (const auto& answer :
       {ok(lobbyJson("waiting")), ok(lobbyJson("denied")), ok(acceptedJson()), net::HttpResponse{.status = 400},
        net::HttpResponse{.status = 429}, net::HttpResponse{.status = 500}}) {
    record_.then = [] {};
    begin();
    record_.then = [&] { entry_.reset(); };
    reply(answer);
    EXPECT_EQ(entry_, nullptr);
    EXPECT_EQ(untilNext(1min), -1ms);
  }
}

TEST_F(VisioEntryTest, PollsEverySecondWhileWaiting) {
  begin(10min);
  for (int i = 0; i < 5; ++i) {
    time_.advance(300ms);  // The answer's way.
    reply(ok(lobbyJson("waiting")));
    EXPECT_EQ(untilNext(), 700ms);
  }
  time_.advance(1500ms);  // A slow answer is followed at once.
  reply(ok(lobbyJson("waiting")));
  EXPECT_EQ(untilNext(), 100ms);
  EXPECT_EQ(record_.states, (std::vector{EntryState::Asking, EntryState::Waiting}));
}

TEST_F(VisioEntryTest, AdoptsTheAnswersId) {
  begin();
  reply(ok(lobbyJson("waiting", kOtherId)));
  time_.advance(1s);
  EXPECT_THAT(http_.requests[1].body, HasSubstr(kOtherId));
  EXPECT_THAT(http_.requests[1].headers,
              testing::Contains(testing::Pair("Cookie", std::format("lobbyParticipantId={}", kOtherId))));
  reply(ok(lobbyJson("waiting", "x; sessionid=1")));  // No UUID: nothing to put into a cookie.
  time_.advance(1s);
  EXPECT_THAT(http_.requests[2].body, HasSubstr(kOtherId));
  reply(ok(acceptedJson("https://livekit.example", kOtherId)));
  EXPECT_EQ(record_.admissions.at(0).participantId, kOtherId);
}

TEST_F(VisioEntryTest, AnnouncesAgainAtTheStartAndByTheTable) {
  begin(90s);
  live(90s + 35min, ok(lobbyJson("waiting")));
  const auto at = announcements();
  ASSERT_EQ(at.size(), 7U);
  const long expected[] = {0, 60, 120, 240, 480, 1080, 1680};
  for (std::size_t i = 0; i < at.size(); ++i)
    EXPECT_NEAR(static_cast<double>(at[i]), static_cast<double>(expected[i]), 1.0);
}

TEST_F(VisioEntryTest, LateComerDoesNotRepeatMissedAnnouncements) {
  begin(-150s);
  live(8min, ok(lobbyJson("waiting")));
  const auto at = announcements();
  ASSERT_EQ(at.size(), 2U);
  EXPECT_NEAR(static_cast<double>(at[0]), 240, 1.0);
  EXPECT_NEAR(static_cast<double>(at[1]), 480, 1.0);
}

TEST_F(VisioEntryTest, AnnouncesAgainOnRequestAndOnlyOnce) {
  begin(10min);
  reply(ok(lobbyJson("waiting")));
  time_.advance(500ms);
  entry_->announceAgain();
  entry_->announceAgain();
  EXPECT_EQ(untilNext(), 3000ms);
  reply(ok(lobbyJson("waiting")));
  EXPECT_EQ(untilNext(), 1000ms);
  entry_->announceAgain();  // While a poll is under way: after its answer.
  reply(ok(lobbyJson("waiting")));
  EXPECT_EQ(untilNext(), 3500ms);
}

TEST_F(VisioEntryTest, AnnounceAgainMeansNothingOutsideTheLobby) {
  begin();
  entry_->announceAgain();
  reply(net::HttpResponse{.status = 500});
  entry_->announceAgain();
  EXPECT_EQ(untilNext(), 1000ms);
}

TEST_F(VisioEntryTest, DeniedStopsUntilAPersonAsks) {
  begin();
  reply(ok(lobbyJson("waiting")));
  time_.advance(1s);
  reply(ok(lobbyJson("denied")));
  EXPECT_EQ(record_.states.back(), EntryState::Denied);
  EXPECT_EQ(untilNext(20min), -1ms);
  entry_->askAgain();
  EXPECT_EQ(untilNext(), 100ms);
  EXPECT_EQ(record_.states.back(), EntryState::Asking);
  reply(ok(lobbyJson("waiting")));
  EXPECT_EQ(record_.states.back(), EntryState::Waiting);
}

TEST_F(VisioEntryTest, AskingAgainAtOnceWaitsUntilTheDenialIsForgotten) {
  begin();
  reply(ok(lobbyJson("denied")));
  time_.advance(1s);
  entry_->askAgain();
  entry_->askAgain();
  EXPECT_EQ(untilNext(), 4500ms);
}

TEST_F(VisioEntryTest, DeniedEndsWithTheEvent) {
  begin(1min);
  reply(ok(lobbyJson("denied")));
  time_.advance(62min);
  ASSERT_EQ(record_.errors.size(), 1U);
  entry_->askAgain();
  EXPECT_EQ(untilNext(), -1ms);
}

TEST_F(VisioEntryTest, UnknownRoomIsLookedUpOnce) {
  begin();
  reply(net::HttpResponse{.status = 404});
  ASSERT_EQ(asked(), 2U);
  EXPECT_EQ(http_.requests[1].method, "GET");
  EXPECT_EQ(http_.requests[1].url.reveal(), "https://visio.example/api/v1.0/rooms/abc-defg-hij/?username=Salle%20301");
  EXPECT_TRUE(
      std::ranges::none_of(http_.requests[1].headers, [](const auto& header) { return header.first == "Cookie"; }));
  reply(net::HttpResponse{.status = 404});
  EXPECT_EQ(record_.states, (std::vector{EntryState::Asking, EntryState::NotOpen}));
  for (int i = 0; i < 20; ++i) {
    const auto delay = untilNext();
    EXPECT_GE(delay, 4s);
    EXPECT_LE(delay, 6100ms);
    EXPECT_EQ(http_.requests.back().method, "POST");
    reply(net::HttpResponse{.status = 404});
  }
}

TEST_F(VisioEntryTest, LookUpThatFailedIsRepeated) {
  begin();
  reply(net::HttpResponse{.status = 404});
  reply(tryLater("no network"));
  untilNext();
  reply(net::HttpResponse{.status = 404});
  EXPECT_EQ(http_.requests.back().method, "GET");
}

TEST_F(VisioEntryTest, UnregisteredRoomIsEnteredByItsLookUp) {
  begin();
  reply(net::HttpResponse{.status = 404});
  reply(ok(R"({"id":null,"slug":"abc-defg-hij","is_administrable":false,"access_level":"public",)"
           R"("livekit":{"url":"https://livekit.example","room":"abc-defg-hij","token":"tok"}})"));
  ASSERT_EQ(record_.admissions.size(), 1U);
  EXPECT_EQ(record_.admissions[0].token.reveal(), "tok");
}

TEST_F(VisioEntryTest, RoomMadeMeanwhileIsAskedByTheLobby) {
  begin();
  reply(net::HttpResponse{.status = 404});
  reply(ok(
      R"({"id":"7c1e","slug":"abc-defg-hij","access_level":"public","livekit":{"url":"https://l.example","token":"t"}})"));
  EXPECT_TRUE(record_.admissions.empty());
  untilNext();
  EXPECT_EQ(http_.requests.back().method, "POST");
}

TEST_F(VisioEntryTest, NotOpenSlowsDownAfterTenMinutes) {
  begin(2min);
  live(10min, net::HttpResponse{.status = 404});
  while (http_.open() > 0) reply(net::HttpResponse{.status = 404});
  untilNext();
  reply(net::HttpResponse{.status = 404});
  EXPECT_EQ(untilNext(), 20s);
}

TEST_F(VisioEntryTest, EverythingEndsWithTheEvent) {
  for (const auto& answer : {net::HttpResponse{.status = 404}, net::HttpResponse{.status = 429},
                             net::HttpResponse{.status = 503}, ok(lobbyJson("waiting"))}) {
    record_ = {};
    begin(1min);
    live(61min + 1s, answer);
    ASSERT_EQ(record_.errors.size(), 1U) << answer.status;
    EXPECT_EQ(record_.errors[0].kind, ErrorKind::Refused);
    EXPECT_EQ(untilNext(), -1ms);
  }
}

TEST_F(VisioEntryTest, AfterTheEventOneTryIsStillMade) {
  begin(-2h);
  ASSERT_EQ(asked(), 1U);
  reply(ok(acceptedJson()));
  EXPECT_EQ(record_.admissions.size(), 1U);
  begin(-2h);
  reply(ok(lobbyJson("waiting")));
  time_.advance(0ms);
  EXPECT_EQ(record_.errors.size(), 1U);
}

TEST_F(VisioEntryTest, BusyWaitsAsLongAsTheServerSays) {
  begin();
  reply(net::HttpResponse{.status = 429, .headers = {{"retry-after", "58"}}});
  EXPECT_EQ(record_.states.back(), EntryState::Busy);
  EXPECT_EQ(untilNext(), 58s);
  reply(net::HttpResponse{.status = 429});
  EXPECT_EQ(untilNext(), 10s);
  reply(net::HttpResponse{.status = 429, .headers = {{"Retry-After", "0"}}});
  EXPECT_EQ(untilNext(), 1s);
}

TEST_F(VisioEntryTest, FaultsBackOffAndRecover) {
  begin();
  const Result<net::HttpResponse> faults[] = {net::HttpResponse{.status = 500, .body = "<html>"},
                                              net::HttpResponse{.status = 502},
                                              tryLater("visio.example: name not found"),
                                              ok("<html>captive portal</html>"),
                                              ok(R"({"status":"unknown"})"),
                                              ok(R"({"status":"accepted","livekit":null})"),
                                              net::HttpResponse{.status = 301}};
  const milliseconds expected[] = {1s, 2s, 4s, 8s, 16s, 30s, 30s};
  for (std::size_t i = 0; i < std::size(faults); ++i) {
    reply(faults[i]);
    EXPECT_EQ(record_.states.back(), EntryState::Unreachable);
    EXPECT_THAT(record_.detail, HasSubstr("visio.example"));
    EXPECT_EQ(untilNext(), expected[i]) << i;
  }
  EXPECT_THAT(http_.requests.back().body, HasSubstr(kId));
  reply(ok(lobbyJson("waiting")));
  EXPECT_EQ(record_.states.back(), EntryState::Waiting);
  time_.advance(1s);
  reply(net::HttpResponse{.status = 500});
  EXPECT_EQ(untilNext(), 1s);
}

TEST_F(VisioEntryTest, BadRequestIsForAHuman) {
  begin();
  reply(net::HttpResponse{.status = 400});
  ASSERT_EQ(record_.errors.size(), 1U);
  EXPECT_EQ(record_.errors[0].kind, ErrorKind::AskHuman);
  EXPECT_EQ(untilNext(), -1ms);
}

TEST_F(VisioEntryTest, EncryptedMeetingIsRefused) {
  begin();
  reply(ok(R"({"status":"waiting","encryption_mode":"basic"})"));
  EXPECT_EQ(record_.errors.at(0).kind, ErrorKind::Refused);
}

TEST_F(VisioEntryTest, DestroyingItStopsAll) {
  begin();
  reply(ok(lobbyJson("waiting")));
  entry_.reset();
  EXPECT_EQ(untilNext(), -1ms);
  EXPECT_EQ(time_.pendingTimers(), 0U);
}

}  // namespace
}  // namespace rotonde::visio
