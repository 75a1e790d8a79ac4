// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/livekit/signal_client.hpp"

#include "tests/unit/livekit/livekit_scene.hpp"

#include <gmock/gmock.h>

namespace rotonde::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Request = wire::SignalRequest;

struct ClientScene : livekit::SignalClient::Listener {
  FakeTime time;
  FakeWebSockets sockets;
  std::vector<int> received;  ///< Message numbers.
  std::vector<std::string> lost;
  livekit::SignalClient client{time, sockets, *this};

  ClientScene() {
    client.connect(Secret("wss://media.example/rtc/v1"), Secret("t"));
    sockets.last().open();
  }
  void signalOpened() override {}
  void signalReceived(const wire::SignalResponse& response) override { received.push_back(response.message_case()); }
  void signalRefused(const net::WebSocket::Failure& /*failure*/) override { lost.emplace_back("refused"); }
  void signalLost(const std::string& why) override { lost.push_back(why); }
};

TEST(SignalClient, SkipsUnknownMessages) {
  ClientScene scene;
  // Field 99, length-delimited, two bytes; then an unknown enum number in a known message.
  scene.sockets.last().message(std::string("\x9a\x06\x02hi", 5));
  scene.sockets.last().message(leaveWith(static_cast<wire::DisconnectReason>(77)).SerializeAsString());
  EXPECT_THAT(scene.received, ElementsAre(8));
  EXPECT_THAT(scene.lost, IsEmpty());
}

TEST(SignalClient, SurvivesTruncatedFrames) {
  ClientScene scene;
  const auto whole = joinResponse().SerializeAsString();
  for (int i = 0; i < 15; ++i) scene.sockets.last().message(whole.substr(0, whole.size() - 1));
  EXPECT_THAT(scene.lost, IsEmpty());
  scene.sockets.last().message(whole);
  EXPECT_THAT(scene.received, ElementsAre(1));
}

TEST(SignalClient, GivesUpOnAPeerThatSpeaksSomethingElse) {
  ClientScene scene;
  for (int i = 0; i < 20; ++i) scene.sockets.last().message("\xff\xff");
  EXPECT_THAT(scene.lost, SizeIs(1));
  EXPECT_TRUE(scene.sockets.last().closed);
}

TEST(SignalClient, PingsInBothForms) {
  ClientScene scene;
  scene.client.keepAlive(std::chrono::seconds(5), std::chrono::seconds(15));
  scene.time.advance(std::chrono::seconds(10));
  EXPECT_THAT(requests(scene.sockets.last(), Request::kPing), SizeIs(3));
  EXPECT_THAT(requests(scene.sockets.last(), Request::kPingReq), SizeIs(3));
}

TEST(SignalClient, MeasuresTheRoundTrip) {
  ClientScene scene;
  scene.client.keepAlive(std::chrono::seconds(5), std::chrono::seconds(15));
  const auto sent = requests(scene.sockets.last(), Request::kPingReq)[0].ping_req().timestamp();
  scene.time.advance(milliseconds(30));
  wire::SignalResponse pong;
  pong.mutable_pong_resp()->set_last_ping_timestamp(sent);
  scene.sockets.last().message(pong.SerializeAsString());
  EXPECT_EQ(scene.client.roundTrip(), milliseconds(30));
  scene.time.advance(std::chrono::seconds(5));
  EXPECT_EQ(requests(scene.sockets.last(), Request::kPingReq).back().ping_req().rtt(), 30);
}

TEST(SignalClient, NoticesSilence) {
  ClientScene scene;
  scene.client.keepAlive(std::chrono::seconds(5), std::chrono::seconds(15));
  scene.time.advance(std::chrono::seconds(14));
  wire::SignalResponse pong;
  pong.set_pong(1);
  scene.sockets.last().message(pong.SerializeAsString());
  scene.time.advance(milliseconds(14'999));
  EXPECT_THAT(scene.lost, IsEmpty());
  scene.time.advance(milliseconds(1));
  EXPECT_THAT(scene.lost, SizeIs(1));
}

TEST(SignalClient, NeverPingsWhenTheServerWantsNone) {
  ClientScene scene;
  scene.client.keepAlive(milliseconds(0), std::chrono::seconds(15));
  scene.time.advance(std::chrono::minutes(5));
  EXPECT_THAT(scene.lost, IsEmpty());
  EXPECT_THAT(scene.sockets.last().sent, IsEmpty());
}

}  // namespace
}  // namespace rotonde::test
