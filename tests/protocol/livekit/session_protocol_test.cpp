// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/base/main_loop.hpp"
#include "firmware/livekit/session.hpp"
#include "firmware/net/soup_websocket.hpp"
#include "tests/protocol/livekit/scripted_server.hpp"
#include "tests/support/run_until.hpp"
#include "tests/unit/livekit/livekit_scene.hpp"

#include <gmock/gmock.h>

namespace rotonde::test {
namespace {

using livekit::EndKind;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kCandidate = R"({"candidate":"candidate:1 1 udp 1 127.0.0.1 7882 typ host","sdpMLineIndex":0})";

wire::SignalResponse trickle() {
  wire::SignalResponse response;
  response.mutable_trickle()->set_candidateinit(kCandidate);
  return response;
}

/// A session with a real loop and a real WebSocket; only the media engine is fake.
struct ProtocolScene : livekit::Session::Listener {
  MainLoop loop;
  ScriptedServer server;
  FakePeers peers;
  std::unique_ptr<net::SoupWebSocketFactory> sockets = std::move(net::SoupWebSocketFactory::create({}, loop).value());
  std::vector<livekit::SessionEnd> ends;
  std::vector<std::string> heard;
  livekit::SessionLimits limits;
  std::unique_ptr<livekit::Session> session;

  void start() {
    livekit::SessionRequest request{.limits = limits};
    request.tracks = {{.cid = "mic-1", .source = pipelines::LocalSource::Microphone, .codec = "opus"}};
    session = std::make_unique<livekit::Session>(loop, *sockets, peers, request, *this);
    session->start(Secret(server.url()), Secret("t0ken"));
  }
  bool runUntilEnd() {
    return runUntil(loop, [this] { return !ends.empty(); });
  }
  EndKind endKind() {
    if (!runUntilEnd()) return EndKind::Left;
    return ends.front().kind;
  }
  bool has(const std::string& word) const { return std::ranges::find(heard, word) != heard.end(); }

  void sessionJoined(const livekit::JoinFacts& /*facts*/) override { heard.emplace_back("joined"); }
  void sessionConnected() override { heard.emplace_back("connected"); }
  void sessionRosterChanged() override {}
  void sessionRoomChanged(const livekit::RoomFacts& /*facts*/) override {}
  void sessionMutedByServer(pipelines::LocalSource /*source*/, bool /*removed*/) override {}
  void sessionData(const livekit::UserData& /*data*/) override {}
  void sessionEnded(const livekit::SessionEnd& end) override {
    ends.push_back(end);
    session.reset();
  }
};

TEST(SessionProtocol, JoinsOverARealSocket) {
  ProtocolScene scene;
  scene.server.onOpen([&] {
    scene.server.send(joinResponse());
    scene.server.send(answerTo(1));
  });
  scene.start();
  ASSERT_TRUE(runUntil(scene.loop, [&] { return scene.has("joined") && !scene.peers.last().answers.empty(); }));
  EXPECT_EQ(scene.server.path(), "/rtc/v1");
  EXPECT_EQ(scene.server.authorization(), "Bearer t0ken");
  EXPECT_EQ(scene.server.join().publisher_offer().id(), 1U);
  EXPECT_EQ(scene.server.join().add_track_requests(0).cid(), "mic-1");
  scene.peers.last().listener->localCandidate({"candidate:x", 0});
  ASSERT_TRUE(runUntil(scene.loop, [&] {
    return std::ranges::any_of(scene.server.requests(), [](const auto& request) { return request.has_trickle(); });
  }));
}

TEST(SessionProtocol, SurvivesGarbageAndUnknownMessages) {
  ProtocolScene scene;
  scene.server.onOpen([&] {
    scene.server.sendBytes("\xff\xfe garbage");
    scene.server.sendBytes("");
    scene.server.sendBytes(std::string("\x9a\x06\x02hi", 5));  // Message 99.
    scene.server.send(joinResponse());
    scene.server.sendBytes(joinResponse().SerializeAsString().substr(0, 5));
    scene.server.send(answerTo(1));
    scene.server.send(trickle());
  });
  scene.start();
  ASSERT_TRUE(runUntil(scene.loop, [&] { return !scene.peers.last().candidates.empty(); }));
  EXPECT_THAT(scene.ends, IsEmpty());
}

TEST(SessionProtocol, HoldsCandidatesThatComeBeforeTheAnswer) {
  ProtocolScene scene;
  scene.server.onOpen([&] {
    scene.server.send(joinResponse());
    scene.server.send(trickle());
    scene.server.send(answerTo(1));
    scene.server.send(trickle());
  });
  scene.start();
  ASSERT_TRUE(runUntil(scene.loop, [&] { return scene.peers.last().candidates.size() == 2; }));
  EXPECT_FALSE(scene.peers.last().candidatesBeforeAnswer);
}

TEST(SessionProtocol, GivesUpOnASilentJoin) {
  ProtocolScene scene;
  scene.limits.join = milliseconds(50);
  scene.start();
  EXPECT_EQ(scene.endKind(), EndKind::Lost);
  EXPECT_THAT(scene.heard, IsEmpty());
}

TEST(SessionProtocol, GivesUpOnAnUpgradeThatStalls) {
  ProtocolScene scene;
  scene.limits.upgrade = milliseconds(100);
  scene.server.stallUpgrades();
  scene.start();
  EXPECT_EQ(scene.endKind(), EndKind::Lost);
}

TEST(SessionProtocol, GivesUpOnAStalledAnswer) {
  ProtocolScene scene;
  scene.limits.answer = milliseconds(50);
  scene.limits.leaveGrace = milliseconds(20);
  scene.server.onOpen([&] { scene.server.send(joinResponse()); });
  scene.start();
  EXPECT_EQ(scene.endKind(), EndKind::Lost);
  EXPECT_THAT(scene.heard, ElementsAre("joined"));
}

TEST(SessionProtocol, NoticesAServerThatFallsSilent) {
  ProtocolScene scene;
  scene.server.onOpen([&] {
    auto join = joinResponse();
    join.mutable_join()->set_ping_interval(1);
    join.mutable_join()->set_ping_timeout(1);
    scene.server.send(join);
  });
  scene.start();
  EXPECT_EQ(scene.endKind(), EndKind::Lost);
  EXPECT_TRUE(std::ranges::any_of(scene.server.requests(), [](const auto& request) { return request.has_ping_req(); }));
}

TEST(SessionProtocol, NoticesAHalfClosedSocket) {
  ProtocolScene scene;
  scene.server.onOpen([&] {
    scene.server.send(joinResponse());
    scene.loop.post([&] { scene.server.shutWriting(); });
  });
  scene.start();
  EXPECT_EQ(scene.endKind(), EndKind::Lost);
}

TEST(SessionProtocol, CloseWithoutLeaveIsALoss) {
  ProtocolScene scene;
  scene.server.onOpen([&] {
    scene.server.send(joinResponse());
    scene.server.close();
  });
  scene.start();
  EXPECT_EQ(scene.endKind(), EndKind::Lost);
}

TEST(SessionProtocol, TheLeaveBeforeAnOrdinaryCloseDecides) {
  ProtocolScene scene;
  scene.server.onOpen([&] {
    scene.server.send(joinResponse());
    scene.server.send(leaveWith(wire::ROOM_DELETED));
    scene.server.close();
  });
  scene.start();
  EXPECT_EQ(scene.endKind(), EndKind::RoomClosed);
}

TEST(SessionProtocol, RefusedUpgrades) {
  const std::vector<std::pair<unsigned, EndKind>> table = {
      {401, EndKind::TokenRefused}, {404, EndKind::Failed}, {503, EndKind::Lost}};
  for (const auto& [status, kind] : table) {
    ProtocolScene scene;
    scene.server.refuseWith(status);
    scene.start();
    EXPECT_EQ(scene.endKind(), kind) << status;
  }
}

TEST(SessionProtocol, SaysGoodbye) {
  ProtocolScene scene;
  scene.server.onOpen([&] { scene.server.send(joinResponse()); });
  scene.server.onRequest([&](const wire::SignalRequest& request) {
    if (!request.has_leave()) return;
    scene.server.send(leaveWith(wire::CLIENT_INITIATED));
    scene.server.close();
  });
  scene.start();
  ASSERT_TRUE(runUntil(scene.loop, [&] { return scene.has("joined"); }));
  scene.session->leave();
  EXPECT_EQ(scene.endKind(), EndKind::Left);
  EXPECT_EQ(scene.ends.front().message, "left");
  EXPECT_TRUE(runUntil(scene.loop, [&] { return scene.server.clientGone(); }));
}

}  // namespace
}  // namespace rotonde::test
