// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/livekit/single_pc_negotiator.hpp"
#include "pipelines/sdp/sdp.hpp"
#include "tests/unit/livekit/livekit_scene.hpp"

#include <gmock/gmock.h>

#include <chrono>

namespace rotonde::test {
namespace {

using livekit::Negotiator;
using livekit::SinglePcNegotiator;
using pipelines::MediaKind;
using pipelines::RemoteTrack;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

struct NegotiatorScene : Negotiator::Listener {
  FakeTime time;
  FakePeers peers;
  std::vector<wire::SessionDescription> first;
  std::vector<wire::SignalRequest> sent;
  std::vector<std::string> failures;
  SinglePcNegotiator negotiator{
      time,
      peers,
      {.tracks = {{.cid = "mic-1", .source = pipelines::LocalSource::Microphone, .codec = "opus"},
                  {.cid = "cam-1", .source = pipelines::LocalSource::Camera, .codec = "vp8", .layers = {{}}}}},
      *this};

  void join() {
    negotiator.start();
    negotiator.joined(joinResponse().join());
  }
  void require(std::uint32_t audios, std::uint32_t videos) {
    wire::SignalResponse response;
    response.mutable_media_sections_requirement()->set_num_audios(audios);
    response.mutable_media_sections_requirement()->set_num_videos(videos);
    negotiator.handle(response);
  }
  void trickle(const std::string& json, wire::SignalTarget target = wire::PUBLISHER) {
    wire::SignalResponse response;
    response.mutable_trickle()->set_candidateinit(json);
    response.mutable_trickle()->set_target(target);
    negotiator.handle(response);
  }

  void firstOfferReady(const wire::SessionDescription& offer) override { first.push_back(offer); }
  void negotiatorSends(const wire::SignalRequest& request) override { sent.push_back(request); }
  void mediaConnected() override {}
  void mediaFailed(const pipelines::PeerFailure& failure) override { failures.push_back(failure.message); }
  void negotiationFailed(const Error& error) override { failures.push_back(error.message); }
  void dataReceived(const std::string& /*label*/, std::span<const std::byte> /*message*/) override {}
};

constexpr const char* kHost =
    R"({"candidate":"candidate:1 1 udp 1 192.0.2.1 7882 typ host","sdpMid":"0","sdpMLineIndex":0,"usernameFragment":null,"extra":[1]})";

TEST(SinglePcNegotiator, ReceivesFirstThenSends) {
  NegotiatorScene scene;
  scene.negotiator.start();
  EXPECT_THAT(scene.peers.last().sections,
              ElementsAre("recv audio", "recv audio", "recv audio", "recv video", "recv video", "recv video",
                          "send audio mic-1", "send video cam-1"));
}

TEST(SinglePcNegotiator, NamesOurTracksAndOpensBundledSections) {
  NegotiatorScene scene;
  scene.negotiator.start();
  ASSERT_THAT(scene.first, SizeIs(1));
  const auto sdp = pipelines::parseSdp(scene.first[0].sdp());
  ASSERT_TRUE(sdp);
  ASSERT_THAT(sdp->sections, SizeIs(9));
  for (const auto& section : sdp->sections) {
    EXPECT_EQ(section.port, 9);
    EXPECT_FALSE(section.attribute("bundle-only"));
  }
  EXPECT_EQ(sdp->sections[6].attribute("msid"), "rotonde mic-1");
  EXPECT_EQ(sdp->sections[7].attribute("msid"), "rotonde cam-1");
  EXPECT_EQ(sdp->sections[7].attribute("ssrc"), "1007 msid:rotonde cam-1");
  EXPECT_FALSE(sdp->sections[0].attribute("msid"));
}

TEST(SinglePcNegotiator, OffersATrackThatComesAndEndsOneThatGoes) {
  NegotiatorScene scene;
  scene.join();
  scene.negotiator.handle(answerTo(1));
  scene.negotiator.addTrack({.cid = "screen-1", .source = pipelines::LocalSource::Content, .codec = "vp8"});
  ASSERT_THAT(scene.sent, SizeIs(1));
  auto sdp = pipelines::parseSdp(scene.sent[0].offer().sdp());
  ASSERT_TRUE(sdp);
  EXPECT_EQ(sdp->sections[8].attribute("msid"), "rotonde screen-1");
  scene.negotiator.removeTrack("cam-1");  // While the last offer is out.
  EXPECT_THAT(scene.sent, SizeIs(1));
  scene.negotiator.handle(answerTo(2));
  ASSERT_THAT(scene.sent, SizeIs(2));
  sdp = pipelines::parseSdp(scene.sent[1].offer().sdp());
  ASSERT_TRUE(sdp);
  EXPECT_EQ(sdp->sections[7].direction(), "inactive");
  EXPECT_FALSE(sdp->sections[7].attribute("msid"));
  EXPECT_EQ(sdp->sections[6].attribute("msid"), "rotonde mic-1");
  EXPECT_EQ(sdp->sections[8].attribute("msid"), "rotonde screen-1");
  scene.negotiator.removeTrack("cam-1");  // Known no more.
  scene.negotiator.handle(answerTo(3));
  EXPECT_THAT(scene.sent, SizeIs(2));
}

TEST(SinglePcNegotiator, OneOfferAtATime) {
  NegotiatorScene scene;
  scene.join();
  scene.require(1, 1);
  scene.require(0, 2);
  EXPECT_EQ(scene.peers.last().offers, 1);
  scene.negotiator.handle(answerTo(1));
  EXPECT_EQ(scene.peers.last().offers, 2);
  ASSERT_THAT(scene.sent, SizeIs(1));
  EXPECT_EQ(scene.sent[0].offer().id(), 2U);
  EXPECT_THAT(scene.peers.last().sections, SizeIs(12));
}

TEST(SinglePcNegotiator, ReoffersOnAnEmptyRequirement) {
  NegotiatorScene scene;
  scene.join();
  scene.negotiator.handle(answerTo(1));
  scene.require(0, 0);
  EXPECT_EQ(scene.peers.last().offers, 2);
  EXPECT_THAT(scene.peers.last().sections, SizeIs(8));
}

TEST(SinglePcNegotiator, BoundsAGreedyServer) {
  NegotiatorScene scene;
  scene.join();
  scene.negotiator.handle(answerTo(1));
  scene.require(4'000'000'000U, 4'000'000'000U);
  EXPECT_LE(scene.peers.last().sections.size(), 410U);
  scene.negotiator.handle(answerTo(2));
  scene.require(1, 1);
  EXPECT_LE(scene.peers.last().sections.size(), 410U);
}

TEST(SinglePcNegotiator, IgnoresStaleAnswers) {
  NegotiatorScene scene;
  scene.join();
  scene.negotiator.handle(answerTo(7));
  EXPECT_THAT(scene.peers.last().answers, IsEmpty());
  scene.negotiator.handle(answerTo(1));
  scene.negotiator.handle(answerTo(1));
  EXPECT_THAT(scene.peers.last().answers, SizeIs(1));
  scene.require(0, 0);
  scene.negotiator.handle(answerTo(1));
  EXPECT_THAT(scene.peers.last().answers, SizeIs(1));
  scene.negotiator.handle(answerTo(0));  // A server without numbers.
  EXPECT_THAT(scene.peers.last().answers, SizeIs(2));
}

TEST(SinglePcNegotiator, IgnoresAnswersWhileOneIsApplied) {
  NegotiatorScene scene;
  scene.peers.holdAnswers = true;
  scene.join();
  scene.negotiator.handle(answerTo(1));
  scene.negotiator.handle(answerTo(1));
  EXPECT_THAT(scene.peers.last().answers, SizeIs(1));
  scene.require(0, 0);
  EXPECT_EQ(scene.peers.last().offers, 1);
  scene.peers.last().answerDone({});
  EXPECT_EQ(scene.peers.last().offers, 2);
}

TEST(SinglePcNegotiator, StripsFirFromAnswers) {
  NegotiatorScene scene;
  scene.join();
  scene.negotiator.handle(answerTo(1,
                                   "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:v\r\na=sendonly\r\n"
                                   "a=rtcp-fb:96 ccm fir \r\na=rtcp-fb:96 nack pli\r\n"));
  ASSERT_THAT(scene.peers.last().answers, SizeIs(1));
  EXPECT_THAT(scene.peers.last().answers[0], Not(HasSubstr("ccm fir")));
  EXPECT_THAT(scene.peers.last().answers[0], HasSubstr("a=rtcp-fb:96 nack pli\r\n"));
}

TEST(SinglePcNegotiator, NamesRemoteTracks) {
  NegotiatorScene scene;
  scene.join();
  auto answer = answerTo(1,
                         "a=ssrc:11 cname:x\r\na=msid:PA_a|TR_msid TR_msid\r\n"
                         "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:video3\r\na=sendonly\r\n"
                         "a=ssrc-group:FID 21 22\r\na=ssrc:21 cname:x\r\na=ssrc:22 cname:x\r\n"
                         "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:video4\r\na=inactive\r\na=ssrc:31 cname:x\r\n");
  (*answer.mutable_answer()->mutable_mid_to_track_id())["video3"] = "TR_table";
  scene.negotiator.handle(answer);
  ASSERT_THAT(scene.peers.last().remoteTracks, SizeIs(1));
  EXPECT_THAT(scene.peers.last().remoteTracks[0],
              ElementsAre(RemoteTrack{"TR_msid", MediaKind::Audio, 11}, RemoteTrack{"TR_table", MediaKind::Video, 21}));
}

TEST(SinglePcNegotiator, QueuesRemoteCandidatesBeforeTheAnswer) {
  NegotiatorScene scene;
  scene.join();
  scene.trickle(kHost);
  scene.trickle(R"({"candidate":""})");
  scene.trickle(kHost, wire::SUBSCRIBER);
  scene.trickle("not json");
  EXPECT_THAT(scene.peers.last().candidates, IsEmpty());
  scene.negotiator.handle(answerTo(1));
  ASSERT_THAT(scene.peers.last().candidates, SizeIs(1));
  EXPECT_EQ(scene.peers.last().candidates[0].candidate, "candidate:1 1 udp 1 192.0.2.1 7882 typ host");
  EXPECT_FALSE(scene.peers.last().candidatesBeforeAnswer);
  scene.trickle(kHost);
  EXPECT_THAT(scene.peers.last().candidates, SizeIs(2));
}

TEST(SinglePcNegotiator, HoldsLocalCandidatesUntilJoined) {
  NegotiatorScene scene;
  scene.negotiator.start();
  scene.peers.last().listener->localCandidate({"candidate:a", 2});
  scene.peers.last().listener->localCandidate({"", 0});
  EXPECT_THAT(scene.sent, IsEmpty());
  scene.negotiator.joined(joinResponse().join());
  scene.peers.last().listener->localCandidate({"candidate:b", 0});
  ASSERT_THAT(scene.sent, SizeIs(2));
  EXPECT_EQ(scene.sent[0].trickle().target(), wire::PUBLISHER);
  EXPECT_THAT(scene.sent[0].trickle().candidateinit(), HasSubstr(R"("candidate":"candidate:a")"));
  EXPECT_THAT(scene.sent[0].trickle().candidateinit(), HasSubstr(R"("sdpMLineIndex":2)"));
  EXPECT_THAT(scene.sent[1].trickle().candidateinit(), HasSubstr(R"("sdpMLineIndex":0)"));
}

TEST(SinglePcNegotiator, GivesUpOnALateAnswer) {
  NegotiatorScene scene;
  scene.negotiator.start();
  scene.time.advance(std::chrono::minutes(1));  // Not joined yet: the join's own limit counts.
  EXPECT_THAT(scene.failures, IsEmpty());
  scene.negotiator.joined(joinResponse().join());
  scene.time.advance(std::chrono::seconds(15));
  EXPECT_THAT(scene.failures, SizeIs(1));
}

TEST(SinglePcNegotiator, RefusesAnswersThatPromiseNoCertificate) {
  NegotiatorScene scene;
  scene.join();
  auto answer = answerTo(1);
  answer.mutable_answer()->set_sdp("v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n");
  scene.negotiator.handle(answer);
  EXPECT_THAT(scene.failures, SizeIs(1));
  EXPECT_THAT(scene.peers.last().answers, IsEmpty());
}

TEST(SinglePcNegotiator, FailsOnTextThatIsNoAnswer) {
  NegotiatorScene scene;
  scene.join();
  auto answer = answerTo(1);
  answer.mutable_answer()->set_sdp("hello");
  scene.negotiator.handle(answer);
  EXPECT_THAT(scene.failures, SizeIs(1));
}

}  // namespace
}  // namespace rotonde::test
