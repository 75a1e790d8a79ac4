// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/livekit/session.hpp"

#include "tests/unit/livekit/livekit_scene.hpp"

#include <gmock/gmock.h>

namespace rotonde::test {
namespace {

using livekit::EndKind;
using pipelines::LocalSource;
using pipelines::PeerFailure;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using Request = wire::SignalRequest;

TEST(Session, JoinsWithOfferAndTracksInsideTheRequest) {
  SessionScene scene;
  scene.start();
  ASSERT_THAT(scene.sockets.connections, SizeIs(1));
  const auto& connection = scene.sockets.last();
  EXPECT_TRUE(connection.url.starts_with("wss://media.example/prefix/rtc/v1?join_request="));
  EXPECT_LT(connection.url.size(), 2000U);
  EXPECT_THAT(connection.url, Not(HasSubstr("token-one")));
  EXPECT_THAT(connection.headers, Contains(std::pair<std::string, std::string>("Authorization", "Bearer token-one")));
  const auto join = joinRequestIn(connection.url);
  EXPECT_EQ(join.client_info().sdk(), wire::ClientInfo::CPP);
  EXPECT_EQ(join.client_info().protocol(), 17);
  EXPECT_TRUE(join.connection_settings().auto_subscribe());
  EXPECT_EQ(join.publisher_offer().id(), 1U);
  EXPECT_EQ(join.publisher_offer().type(), "offer");
  ASSERT_EQ(join.add_track_requests_size(), 2);
  EXPECT_EQ(join.add_track_requests(0).cid(), "mic-1");
  EXPECT_EQ(join.add_track_requests(0).source(), wire::MICROPHONE);
  EXPECT_TRUE(join.add_track_requests(0).disable_red());
  EXPECT_TRUE(join.add_track_requests(0).muted());
  EXPECT_EQ(join.add_track_requests(1).source(), wire::CAMERA);
  EXPECT_TRUE(join.add_track_requests(1).muted());
  ASSERT_EQ(join.add_track_requests(1).layers_size(), 1);
  EXPECT_EQ(join.add_track_requests(1).layers(0).quality(), wire::HIGH);
  EXPECT_EQ(join.add_track_requests(1).simulcast_codecs(0).codec(), "vp8");
  EXPECT_EQ(join.add_track_requests(1).simulcast_codecs(0).cid(), "cam-1");
}

TEST(Session, TellsJoinedThenConnected) {
  SessionScene scene;
  scene.start();
  scene.connect();
  EXPECT_THAT(scene.heard, ElementsAre("joined 1.13.5", "roster", "connected"));
  scene.time.advance(std::chrono::seconds(14));
  EXPECT_THAT(scene.ends, IsEmpty());
}

TEST(Session, MutesWithoutNegotiation) {
  SessionScene scene;
  scene.start(true, false);
  EXPECT_FALSE(joinRequestIn(scene.sockets.last().url).add_track_requests(0).muted());
  scene.connect();
  scene.receive(publishedAs("mic-1", "TR_mic", false));
  scene.receive(publishedAs("cam-1", "TR_cam", true));
  EXPECT_THAT(requests(scene.sockets.last(), Request::kMute), IsEmpty());
  scene.session->mute(LocalSource::Microphone, true);
  scene.session->mute(LocalSource::Microphone, true);
  const auto mutes = requests(scene.sockets.last(), Request::kMute);
  ASSERT_THAT(mutes, SizeIs(1));
  EXPECT_EQ(mutes[0].mute().sid(), "TR_mic");
  EXPECT_TRUE(mutes[0].mute().muted());
  EXPECT_EQ(scene.peers.last().offers, 1);
}

TEST(Session, KeepsAMuteUntilTheTrackIsPublished) {
  SessionScene scene;
  scene.start();
  scene.join();
  scene.session->mute(LocalSource::Camera, false);
  EXPECT_THAT(requests(scene.sockets.last(), Request::kMute), IsEmpty());
  scene.receive(publishedAs("cam-1", "TR_cam", true));
  const auto mutes = requests(scene.sockets.last(), Request::kMute);
  ASSERT_THAT(mutes, SizeIs(1));
  EXPECT_EQ(mutes[0].mute().sid(), "TR_cam");
  EXPECT_FALSE(mutes[0].mute().muted());
}

TEST(Session, ObeysAMuteOfTheServerAndRefusesItsUnmute) {
  SessionScene scene;
  scene.start(true, true);
  scene.connect();
  scene.receive(publishedAs("mic-1", "TR_mic", false));
  scene.heard.clear();
  wire::SignalResponse unmute;
  unmute.mutable_mute()->set_sid("TR_mic");
  scene.receive(unmute);
  EXPECT_THAT(scene.heard, IsEmpty());
  wire::SignalResponse mute;
  mute.mutable_mute()->set_sid("TR_mic");
  mute.mutable_mute()->set_muted(true);
  scene.receive(mute);
  EXPECT_THAT(scene.heard, ElementsAre("muted microphone"));
}

TEST(Session, TellsOfAnUnpublishedTrack) {
  SessionScene scene;
  scene.start(true, true);
  scene.connect();
  scene.receive(publishedAs("cam-1", "TR_cam", false));
  scene.heard.clear();
  wire::SignalResponse gone;
  gone.mutable_track_unpublished()->set_track_sid("TR_cam");
  scene.receive(gone);
  EXPECT_THAT(scene.heard, ElementsAre("removed camera"));
}

TEST(Session, KeepsTheRefreshedToken) {
  SessionScene scene;
  scene.start();
  scene.connect();
  wire::SignalResponse refresh;
  refresh.set_refresh_token("token-two");
  scene.receive(refresh);
  EXPECT_EQ(scene.session->token(), Secret("token-two"));
}

TEST(Session, LeavesWithAGoodbye) {
  SessionScene scene;
  scene.start();
  scene.connect();
  scene.session->leave();
  const auto leaves = requests(scene.sockets.last(), Request::kLeave);
  ASSERT_THAT(leaves, SizeIs(1));
  EXPECT_EQ(leaves[0].leave().reason(), wire::CLIENT_INITIATED);
  scene.receive(leaveWith(wire::CLIENT_INITIATED));
  EXPECT_EQ(scene.ended().kind, EndKind::Left);
  EXPECT_EQ(scene.peers.alive(), 0);
  EXPECT_EQ(scene.sockets.alive(), 0);
}

TEST(Session, LeavesWithinASecondWhenTheServerIsSilent) {
  SessionScene scene;
  scene.start();
  scene.connect();
  scene.session->leave();
  scene.time.advance(milliseconds(1000));
  ASSERT_THAT(scene.ends, SizeIs(1));
  EXPECT_EQ(scene.ends[0].kind, EndKind::Left);
}

TEST(Session, LeavesAtOnceBeforeItIsOpen) {
  SessionScene scene;
  scene.start();
  scene.session->leave();
  EXPECT_EQ(scene.ended().kind, EndKind::Left);
}

TEST(Session, GivesUpOnASilentServer) {
  SessionScene scene;
  scene.start();
  scene.sockets.last().open();
  scene.time.advance(milliseconds(4999));
  EXPECT_THAT(scene.ends, IsEmpty());
  scene.time.advance(milliseconds(1));
  EXPECT_EQ(scene.ended().kind, EndKind::Lost);
}

TEST(Session, GivesUpOnAnUpgradeThatNeverCompletes) {
  SessionScene scene;
  scene.start();
  scene.time.advance(std::chrono::seconds(15));
  EXPECT_EQ(scene.ended().kind, EndKind::Lost);
}

TEST(Session, GivesUpOnAStalledAnswer) {
  SessionScene scene;
  scene.start();
  scene.join();
  // The server still answers pings.
  for (int i = 0; i < 15; ++i) {
    wire::SignalResponse pong;
    pong.mutable_pong_resp();
    scene.time.advance(std::chrono::seconds(1));
    if (scene.ends.empty()) scene.receive(pong);
  }
  scene.time.advance(milliseconds(500));
  EXPECT_EQ(scene.ended().kind, EndKind::Lost);
}

TEST(Session, RefusedUpgradesEndByTheirStatus) {
  const std::vector<std::pair<int, EndKind>> table = {
      {0, EndKind::Lost},     {400, EndKind::Failed}, {401, EndKind::TokenRefused}, {403, EndKind::Failed},
      {404, EndKind::Failed}, {500, EndKind::Lost},   {503, EndKind::Lost}};
  for (const auto& [status, kind] : table) {
    SessionScene scene;
    scene.start();
    scene.sockets.last().fail(status, "no", std::chrono::seconds(7));
    EXPECT_EQ(scene.ended().kind, kind) << status;
    EXPECT_EQ(scene.ended().retryAfter, std::chrono::seconds(7));
  }
}

TEST(Session, LeaveInsteadOfJoinIsObeyed) {
  SessionScene scene;
  scene.start();
  scene.sockets.last().open();
  scene.receive(leaveWith(wire::DUPLICATE_IDENTITY));
  EXPECT_EQ(scene.ended().kind, EndKind::Duplicate);
}

TEST(Session, CloseWithoutLeaveIsALoss) {
  SessionScene scene;
  scene.start();
  scene.connect();
  scene.sockets.last().drop();
  EXPECT_EQ(scene.ended().kind, EndKind::Lost);
}

TEST(Session, WaitsForALeaveBeforeBelievingAFailure) {
  SessionScene scene;
  scene.start();
  scene.connect();
  scene.peers.last().listener->peerFailed({PeerFailure::Reason::TransportLost, "association error"});
  scene.time.advance(milliseconds(499));
  EXPECT_THAT(scene.ends, IsEmpty());
  scene.receive(leaveWith(wire::PARTICIPANT_REMOVED));
  EXPECT_EQ(scene.ended().kind, EndKind::Removed);
}

TEST(Session, BelievesAFailureAfterHalfASecond) {
  SessionScene scene;
  scene.start();
  scene.connect();
  scene.peers.last().listener->peerFailed({PeerFailure::Reason::TransportLost, "gone"});
  scene.time.advance(milliseconds(500));
  EXPECT_EQ(scene.ended().kind, EndKind::Lost);
}

TEST(Session, WrongCertificateOnAFreshConnectionIsFinal) {
  for (const auto reason : {PeerFailure::Reason::WrongFingerprint, PeerFailure::Reason::MissingFingerprint}) {
    SessionScene scene;
    scene.start();
    scene.join();
    scene.receive(answerTo(1));
    scene.peers.last().listener->peerFailed({reason, "not the promised certificate"});
    EXPECT_EQ(scene.ended().kind, EndKind::WrongCertificate);
    EXPECT_THAT(scene.heard, Not(Contains("connected")));
  }
}

TEST(Session, AnAnswerThatTheEngineRefusesForItsCertificateIsFinal) {
  SessionScene scene;
  scene.peers.holdAnswers = true;
  scene.start();
  scene.join();
  scene.receive(answerTo(1));
  scene.peers.last().answerDone(refused("fingerprint"));
  EXPECT_THAT(scene.ends, IsEmpty());
  scene.peers.last().listener->peerFailed({PeerFailure::Reason::WrongFingerprint, "not the promised certificate"});
  EXPECT_EQ(scene.ended().kind, EndKind::WrongCertificate);
}

TEST(Session, GivesUpOnAnEngineThatOffersNothing) {
  SessionScene scene;
  scene.peers.holdOffers = true;
  scene.start();
  EXPECT_THAT(scene.sockets.connections, IsEmpty());
  scene.time.advance(std::chrono::seconds(15));
  EXPECT_EQ(scene.ended().kind, EndKind::Lost);
}

TEST(Session, WrongCertificateLaterIsALoss) {
  SessionScene scene;
  scene.start();
  scene.connect();
  scene.peers.last().listener->peerFailed({PeerFailure::Reason::WrongFingerprint, "changed"});
  scene.time.advance(milliseconds(500));
  EXPECT_EQ(scene.ended().kind, EndKind::Lost);
}

TEST(Session, AnswerWithoutFingerprintIsFinal) {
  SessionScene scene;
  scene.start();
  scene.join();
  auto answer = answerTo(1);
  answer.mutable_answer()->set_sdp("v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:audio0\r\n");
  scene.receive(answer);
  EXPECT_EQ(scene.ended().kind, EndKind::WrongCertificate);
  EXPECT_THAT(scene.peers.last().answers, IsEmpty());
}

TEST(Session, HandsOnDataWithItsSender) {
  SessionScene scene;
  scene.start();
  scene.connect();
  wire::DataPacket packet;
  packet.set_participant_sid("PA_host");
  packet.mutable_user()->set_payload("{}");
  const auto bytes = packet.SerializeAsString();
  scene.peers.last().listener->dataReceived("_reliable", std::as_bytes(std::span(bytes)));
  const std::string garbage = "\xff\xff\xff";
  scene.peers.last().listener->dataReceived("_reliable", std::as_bytes(std::span(garbage)));
  ASSERT_THAT(scene.data, SizeIs(1));
  EXPECT_EQ(scene.data[0].senderSid, "PA_host");
  EXPECT_EQ(scene.data[0].payload, "{}");
}

}  // namespace
}  // namespace rotonde::test
