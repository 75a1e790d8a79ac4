// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/encode/layered_video_sender.hpp"
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
    class Camera : public TrackSender {
     public:
      explicit Camera(std::unique_ptr<LayeredVideoSender> sender) : sender_(std::move(sender)) {}
      Ref<GstCaps> caps() const override { return sender_->caps(); }
      void setActive(bool active) override { sender_->setActive(active); }
      void setWantedLayers(const std::vector<std::string>& rids) override { sender_->setWanted(rids); }
      void setLayer(const SendLayer& layer) override { sender_->setLayer(layer); }
      void requestKeyFrame(std::uint32_t ssrc) override { sender_->requestKeyFrame(ssrc); }
      std::vector<TrackStats> stats() const override { return sender_->stats(); }

     private:
      std::unique_ptr<LayeredVideoSender> sender_;
    };
    const RtpSettings rtp{.payload = track.codec == "h264" ? kPayloadH264 : kPayloadVp8,
                          .twccExtension = kExtensionTwcc,
                          .midExtension = kExtensionMid,
                          .ridExtension = kExtensionRid,
                          .repairedRidExtension = kExtensionRepairedRid,
                          .mid = ids.mid,
                          .rid = {}};
    auto sender = LayeredVideoSender::create(executor_, frames_, track, rtp, ids.ssrcs, std::move(packet));
    if (!sender) return std::unexpected(sender.error());
    return std::make_unique<Camera>(std::move(*sender));
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

TEST(Simulcast, OfferNamesTheLayersOfBothCodecs) {
  MainLoop loop;
  Layers layers(loop);
  Nobody nobody;
  for (int i = 0; i < 10; ++i) {
    WebrtcPeer peer(loop, layers, PeerSettings{.loopbackOnly = true}, nobody);
    peer.addReceiveSections(1, 1);
    peer.addSendTrack({.cid = "cam",
                       .source = LocalSource::Camera,
                       .codec = i % 2 == 0 ? "vp8" : "h264",
                       .layers = {{.rid = "q", .width = 320, .height = 180},
                                  {.rid = "h", .width = 640, .height = 360},
                                  {.rid = "f", .width = 1280, .height = 720}}});
    std::optional<Result<std::string>> offer;
    peer.createOffer([&](Result<std::string> made) { offer = std::move(made); });
    ASSERT_TRUE(test::runUntil(loop, [&] { return offer.has_value(); }));
    ASSERT_TRUE(*offer);
    const auto sdp = parseSdp(**offer);
    ASSERT_TRUE(sdp);
    const auto section = std::ranges::find(sdp->sections, "sendonly", &SdpSection::direction);
    ASSERT_NE(section, sdp->sections.end()) << i;
    EXPECT_EQ(section->mid(), "layers0");  // As in the packets.
    EXPECT_THAT(section->attributes("rid"), ElementsAre("q send", "h send", "f send"));
    EXPECT_EQ(section->attribute("simulcast"), "send q;h;f");
    EXPECT_THAT(section->attributes("ssrc"), IsEmpty());
    EXPECT_THAT(
        section->attributes("extmap"),
        IsSupersetOf({"1 urn:ietf:params:rtp-hdrext:sdes:mid", "2 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
                      "3 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"}));
    // Retransmissions are offered.
    EXPECT_THAT(section->attributes("fmtp"), Contains(HasSubstr("apt=")));
    EXPECT_EQ(peer.stats().size(), 3U);
  }
}

}  // namespace
}  // namespace rotonde::pipelines
