// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/engine/camera_track.hpp"
#include "pipelines/sdp/sdp.hpp"
#include "pipelines/webrtc/webrtc_peer.hpp"
#include "tests/support/run_until.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace rotonde::pipelines {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;

/// The engine's way to send a camera, with frames of nobody.
class Layers : public TrackFactory {
 public:
  explicit Layers(Executor& executor) : executor_(executor) {}
  Result<std::unique_ptr<TrackSender>> makeSender(const SendTrack& track, const SendIds& ids,
                                                  std::function<void(GstSample*)> packet) override {
    return makeCameraTrack(executor_, frames_, track, ids, std::move(packet), nullptr);
  }
  std::unique_ptr<TrackReceiver> makeReceiver(const RemoteTrack&, std::function<void()>) override { return nullptr; }

 private:
  Executor& executor_;
  SampleHub frames_;
};

class Nobody : public PeerConnection::Listener {
 public:
  void localCandidate(const IceCandidate&) override {}
  void peerConnected() override {}
  void peerFailed(const PeerFailure& problem) override { ADD_FAILURE() << problem.message; }
  void dataChannelOpened(const std::string&) override {}
  void dataReceived(const std::string&, std::span<const std::byte>) override {}
};

const std::vector<SendLayer> kLayers{{.rid = "q", .width = 320, .height = 180},
                                     {.rid = "h", .width = 640, .height = 360},
                                     {.rid = "f", .width = 1280, .height = 720}};

struct SimulcastTest : testing::Test {
  MainLoop loop;
  Layers layers{loop};
  Nobody nobody;
  std::unique_ptr<WebrtcPeer> peer;

  void makePeer() {
    peer = std::make_unique<WebrtcPeer>(loop, layers, PeerSettings{.loopbackOnly = true}, nobody);
    peer->addReceiveSections(1, 1);
  }
  Sdp offer() {
    std::optional<Result<std::string>> made;
    peer->createOffer([&](Result<std::string> text) { made = std::move(text); });
    test::runUntil(loop, [&] { return made.has_value(); });
    auto sdp = made && *made ? parseSdp(**made) : bug("no offer");
    if (!sdp) ADD_FAILURE() << sdp.error().message;
    return sdp.value_or(Sdp{});
  }
};

TEST_F(SimulcastTest, OfferNamesTheLayersOfBothCodecs) {
  for (int i = 0; i < 10; ++i) {
    makePeer();
    const std::string mid = peer->addSendTrack({.cid = "cam", .codec = i % 2 == 0 ? "vp8" : "h264", .layers = kLayers});
    const Sdp sdp = offer();
    const auto section = std::ranges::find(sdp.sections, "sendonly", &SdpSection::direction);
    ASSERT_NE(section, sdp.sections.end()) << i;
    EXPECT_EQ(section->mid(), mid);  // As in the packets.
    EXPECT_THAT(section->attributes("rid"), ElementsAre("q send", "h send", "f send"));
    EXPECT_EQ(section->attribute("simulcast"), "send q;h;f");
    EXPECT_THAT(section->attributes("ssrc"), IsEmpty());
    EXPECT_THAT(
        section->attributes("extmap"),
        IsSupersetOf({"1 urn:ietf:params:rtp-hdrext:sdes:mid", "2 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
                      "3 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"}));
    // Retransmissions are offered.
    EXPECT_THAT(section->attributes("fmtp"), Contains(HasSubstr("apt=")));
    EXPECT_EQ(peer->stats().size(), 3U);
  }
}

TEST_F(SimulcastTest, ARemovedTracksSectionIsInactive) {
  makePeer();
  const std::string first = peer->addSendTrack({.cid = "one", .codec = "vp8", .layers = kLayers});
  const std::string second = peer->addSendTrack({.cid = "two", .codec = "vp8", .layers = {{}}});
  EXPECT_NE(first, second);
  const auto directionOf = [](const Sdp& sdp, const std::string& mid) {
    const auto section = std::ranges::find(sdp.sections, mid, &SdpSection::mid);
    return section == sdp.sections.end() ? "none" : std::string(section->direction());
  };
  Sdp sdp = offer();
  EXPECT_EQ(directionOf(sdp, first), "sendonly");
  EXPECT_EQ(directionOf(sdp, second), "sendonly");
  peer->removeSendTrack("one");
  EXPECT_EQ(peer->stats().size(), 1U);
  EXPECT_EQ(directionOf(offer(), first), "inactive");
  // Nobody has answered yet that it is free.
  const std::string third = peer->addSendTrack({.cid = "again", .codec = "vp8", .layers = kLayers});
  EXPECT_NE(third, first);
  EXPECT_EQ(directionOf(offer(), third), "sendonly");
  EXPECT_EQ(peer->stats().size(), 4U);
}

}  // namespace
}  // namespace rotonde::pipelines
