// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
// The room's way into a meeting over real TLS: VisioEntry and SoupHttpClient against tools/visio-standin.
#include "firmware/base/main_loop.hpp"
#include "firmware/net/soup_http_client.hpp"
#include "firmware/visio/participant_id.hpp"
#include "firmware/visio/visio_api.hpp"
#include "firmware/visio/visio_entry.hpp"
#include "tests/protocol/net/server_process.hpp"
#include "tests/support/run_until.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <format>

namespace rotonde::visio {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

struct Record : RoomEntry::Listener {
  std::vector<EntryState> states;
  std::optional<Admission> admission;
  std::optional<Error> error;
  std::string detail;

  bool reached(EntryState state) const { return !states.empty() && states.back() == state; }
  void entryChanged(EntryState state, const std::string& d) override {
    states.push_back(state);
    detail = d;
  }
  void entryAccepted(const Admission& a) override { admission = a; }
  void entryFailed(const Error& e) override { error = e; }
};

class VisioProtocolTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    server_ = std::make_unique<test::ServerProcess>(std::vector<std::string>{
        "tools/visio-standin", "--state", "{state}", "--until-eof", "--livekit-url", "https://livekit.example"});
  }
  static void TearDownTestSuite() { server_.reset(); }

  VisioProtocolTest() : http_(std::move(*net::SoupHttpClient::create({.caFile = server_->text("ca")}, loop_))) {
    // Every test has a room of its own: "aaa-test-aaa", "bbb-test-bbb" …
    static char letter = 'a';
    slug_ = std::format("{0}{0}{0}-test-{0}{0}{0}", letter++);
    id_ = participantIdFor(Secret("device"), host(), Secret(slug_), "occurrence");
  }

  static std::string host() { return server_->text("host"); }
  std::string control(const std::string& method, const std::string& route, const std::string& body = {}) {
    std::optional<std::string> answer;
    const Handle handle =
        http_->send({.method = method, .url = Secret(std::format("https://{}/_test/{}", host(), route)), .body = body},
                    [&](const Result<net::HttpResponse>& r) {
                      answer = r ? std::format("{} {}", r->status, r->body) : r.error().message;
                    });
    test::runUntil(loop_, [&] { return answer.has_value(); });
    return answer.value_or("");
  }
  void makeRoom(const std::string& access) {
    EXPECT_THAT(control("POST", "rooms", std::format(R"({{"name":"{}","access_level":"{}"}})", slug_, access)),
                HasSubstr("201"));
  }
  std::string room(const std::string& verb) { return std::format("rooms/{}/{}", slug_, verb); }
  void begin(const std::string& at = host()) {
    const WallTime now = loop_.wall();
    entry_ =
        VisioEntryFactory(*http_, loop_).enter({{at, Secret(slug_)}, "Salle 301", id_, now + 1h, now + 2h}, record_);
    entry_->start();
  }
  bool until(const std::function<bool()>& condition) { return test::runUntil(loop_, condition); }

  MainLoop loop_;
  std::unique_ptr<net::SoupHttpClient> http_;
  std::string slug_;
  std::string id_;
  Record record_;
  std::unique_ptr<RoomEntry> entry_;

 private:
  static inline std::unique_ptr<test::ServerProcess> server_;
};

TEST_F(VisioProtocolTest, HealthProbe) {
  std::optional<Result<Instance>> instance;
  const Handle handle = probeInstance(*http_, host(), [&](Result<Instance> r) { instance = std::move(r); });
  ASSERT_TRUE(until([&] { return instance.has_value(); }));
  ASSERT_TRUE(*instance) << instance->error().message;
  EXPECT_EQ((*instance)->livekitUrl.reveal(), "https://livekit.example");
  EXPECT_EQ((*instance)->autoMuteThreshold, 50);
}

TEST_F(VisioProtocolTest, PublicRoomAtOnce) {
  makeRoom("public");
  begin();
  ASSERT_TRUE(until([&] { return record_.admission.has_value(); }));
  EXPECT_EQ(record_.admission->url.reveal(), "wss://livekit.example");
  EXPECT_EQ(record_.admission->participantId, id_);
  EXPECT_EQ(std::ranges::count(record_.admission->token.reveal(), '.'), 2);
}

TEST_F(VisioProtocolTest, AcceptedFromTheLobbyAndAgainAfterTheRoomWasEmpty) {
  makeRoom("restricted");
  begin();
  ASSERT_TRUE(until([&] { return record_.reached(EntryState::Waiting); }));
  const std::string waiting = control("GET", room("waiting"));
  EXPECT_THAT(waiting, HasSubstr(id_));
  EXPECT_THAT(waiting, HasSubstr("Salle 301"));
  EXPECT_THAT(control("POST", room("accept"), std::format(R"({{"participant_id":"{}"}})", id_)), HasSubstr("200"));
  ASSERT_TRUE(until([&] { return record_.admission.has_value(); }));

  control("POST", room("finish"));
  record_ = {};
  entry_->start();
  ASSERT_TRUE(until([&] { return record_.reached(EntryState::Waiting); }));
  EXPECT_THAT(control("POST", room("accept")), HasSubstr(id_));
  EXPECT_TRUE(until([&] { return record_.admission.has_value(); }));
}

TEST_F(VisioProtocolTest, RoomOpenedWhileWaiting) {
  makeRoom("trusted");
  begin();
  ASSERT_TRUE(until([&] { return record_.reached(EntryState::Waiting); }));
  control("POST", std::format("rooms/{}", slug_), R"({"access_level":"public"})");
  EXPECT_TRUE(until([&] { return record_.admission.has_value(); }));
}

TEST_F(VisioProtocolTest, DeniedAndAskedAgain) {
  makeRoom("restricted");
  begin();
  ASSERT_TRUE(until([&] { return record_.reached(EntryState::Waiting); }));
  control("POST", room("deny"));
  ASSERT_TRUE(until([&] { return record_.reached(EntryState::Denied); }));
  entry_->askAgain();
  ASSERT_TRUE(until([&] { return record_.reached(EntryState::Waiting); }));
  control("POST", room("accept"));
  EXPECT_TRUE(until([&] { return record_.admission.has_value(); }));
}

TEST_F(VisioProtocolTest, AnnouncingAgainMakesANewEntry) {
  makeRoom("restricted");
  begin();
  ASSERT_TRUE(until([&] { return record_.reached(EntryState::Waiting); }));
  entry_->announceAgain();
  // The place is lost …
  ASSERT_TRUE(until([&] { return !control("GET", room("waiting")).contains(id_); }));
  // … and taken again.
  EXPECT_TRUE(until([&] { return control("GET", room("waiting")).contains(id_); }));
}

TEST_F(VisioProtocolTest, RoomThatOpensLater) {
  begin();
  ASSERT_TRUE(until([&] { return record_.reached(EntryState::NotOpen); }));
  makeRoom("public");
  EXPECT_TRUE(until([&] { return record_.admission.has_value(); }));
}

TEST_F(VisioProtocolTest, UnregisteredRoom) {
  control("POST", "settings", R"({"allow_unregistered":true})");
  begin();
  EXPECT_TRUE(until([&] { return record_.admission.has_value(); }));
  control("POST", "settings", R"({"allow_unregistered":false})");
}

TEST_F(VisioProtocolTest, ServerThatChoosesTheIdItself) {
  control("POST", "settings", R"({"ids_from":"server"})");
  makeRoom("restricted");
  begin();
  ASSERT_TRUE(until([&] { return record_.reached(EntryState::Waiting); }));
  EXPECT_THAT(control("GET", room("waiting")), testing::Not(HasSubstr(id_)));
  // The first polls after this one would queue as new people if the id were not adopted.
  const std::string before = control("GET", room("waiting"));
  control("DELETE", "requests");
  ASSERT_TRUE(until([&] { return control("GET", "requests").contains(slug_); }));
  EXPECT_EQ(control("GET", room("waiting")), before);
  control("POST", room("accept"));
  ASSERT_TRUE(until([&] { return record_.admission.has_value(); }));
  EXPECT_THAT(before, HasSubstr(record_.admission->participantId));
  control("POST", "settings", R"({"ids_from":"cookie"})");
}

TEST_F(VisioProtocolTest, FaultsThenRecovery) {
  makeRoom("public");
  control("POST", "fault", R"({"status":503,"times":2,"path":"request-entry"})");
  begin();
  ASSERT_TRUE(until([&] { return record_.admission.has_value(); }));
  EXPECT_TRUE(std::ranges::contains(record_.states, EntryState::Unreachable));
  EXPECT_THAT(record_.detail, HasSubstr("503"));
}

TEST_F(VisioProtocolTest, ThrottledThenLetIn) {
  makeRoom("public");
  control("POST", "fault", R"({"status":429,"times":1,"path":"request-entry","headers":{"Retry-After":"1"}})");
  begin();
  ASSERT_TRUE(until([&] { return record_.admission.has_value(); }));
  EXPECT_TRUE(std::ranges::contains(record_.states, EntryState::Busy));
}

TEST_F(VisioProtocolTest, UntrustedCertificateSaysWhatToDo) {
  // A server of its own: TLS sessions of a process are resumed without a second look at the certificate.
  const test::ServerProcess stranger({"tools/visio-standin", "--state", "{state}", "--until-eof", "--room", slug_});
  http_ = std::move(*net::SoupHttpClient::create({}, loop_));
  begin(stranger.text("host"));
  ASSERT_TRUE(until([&] { return record_.reached(EntryState::Unreachable); }));
  EXPECT_THAT(record_.detail, HasSubstr("network.ca_file"));
  EXPECT_THAT(record_.detail, testing::Not(HasSubstr(slug_)));
  EXPECT_FALSE(record_.admission);
}

}  // namespace
}  // namespace rotonde::visio
