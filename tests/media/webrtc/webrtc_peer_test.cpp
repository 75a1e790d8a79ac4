// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/webrtc/webrtc_peer.hpp"

#include "pipelines/decode/video_receiver.hpp"
#include "pipelines/sdp/edits.hpp"
#include "pipelines/sdp/sdp.hpp"
#include "pipelines/webrtc/warm_up.hpp"
#include "tests/media/webrtc/answering_peer.hpp"
#include "tests/support/run_until.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rotonde::pipelines {
namespace {

class DecodingTracks : public TrackFactory {
 public:
  explicit DecodingTracks(Runtime& runtime) : runtime_(runtime) {}
  Result<std::unique_ptr<TrackSender>> makeSender(const SendTrack&, const SendIds&,
                                                  std::function<void(GstSample*)>) override {
    return bug("this test sends nothing");
  }
  std::unique_ptr<TrackReceiver> makeReceiver(const RemoteTrack& track,
                                              std::function<void()> requestKeyFrame) override {
    class Video : public TrackReceiver {
     public:
      Video(Runtime& runtime, Feeds& feeds, const std::string& sid, std::function<void()> request)
          : receiver_(runtime, feeds, sid, std::move(request)) {}
      void push(GstSample* packet) override { receiver_.push(packet); }
      TrackStats stats() const override { return receiver_.stats(); }

     private:
      VideoReceiver receiver_;
    };
    return std::make_unique<Video>(runtime_, feeds, track.sid, std::move(requestKeyFrame));
  }
  Feeds feeds;

 private:
  Runtime& runtime_;
};

/// Makes senders of one VP8 track that send nothing.
class SilentTracks : public TrackFactory {
 public:
  Result<std::unique_ptr<TrackSender>> makeSender(const SendTrack&, const SendIds& ids,
                                                  std::function<void(GstSample*)>) override {
    class Silent : public TrackSender {
     public:
      explicit Silent(std::uint32_t ssrc)
          : caps_(Ref<GstCaps>::adopt(gst_caps_new_simple(
                "application/x-rtp", "media", G_TYPE_STRING, "video", "encoding-name", G_TYPE_STRING, "VP8",
                "clock-rate", G_TYPE_INT, 90000, "payload", G_TYPE_INT, 96, "ssrc", G_TYPE_UINT, ssrc, nullptr))) {}
      Ref<GstCaps> caps() const override { return Ref<GstCaps>::share(caps_.get()); }
      void setActive(bool) override {}
      void setWantedLayers(const std::vector<std::string>&) override {}
      void setLayer(const SendLayer&) override {}
      void requestKeyFrame(std::uint32_t) override {}
      std::vector<TrackStats> stats() const override { return {}; }

     private:
      Ref<GstCaps> caps_;
    };
    return std::make_unique<Silent>(ids.ssrcs.front());
  }
  std::unique_ptr<TrackReceiver> makeReceiver(const RemoteTrack&, std::function<void()>) override { return nullptr; }
};

class Heard : public PeerConnection::Listener {
 public:
  void localCandidate(const IceCandidate& candidate) override { candidates.push_back(candidate.candidate); }
  void peerConnected() override { connected = true; }
  void peerFailed(const PeerFailure& problem) override { failure = problem; }
  void dataChannelOpened(const std::string&) override {}
  void dataReceived(const std::string&, std::span<const std::byte>) override {}

  std::vector<std::string> candidates;
  bool connected = false;
  std::optional<PeerFailure> failure;
};

class WebrtcPeerTest : public testing::Test {
 protected:
  /// Offers one received video to an AnsweringPeer whose answer goes through `edit`.
  void connectThrough(const std::function<std::string(std::string)>& edit) {
    other = std::make_unique<test::AnsweringPeer>(
        loop, test::AnsweringPeer::Callbacks{
                  [this, edit](const std::string& sdp) {
                    peer->applyAnswer(edit(sdp), [this](const Result<void>& result) { applied = result.has_value(); });
                    peer->setRemoteTracks({{"TR_video", MediaKind::Video, 4242}});
                    for (const std::string& candidate : heard.candidates) other->addCandidate(candidate);
                  },
                  [this](const std::string& candidate) { peer->addRemoteCandidate({candidate, 0}); }});
    peer = std::make_unique<WebrtcPeer>(
        loop, tracks, PeerSettings{.loopbackOnly = true, .largestCertificate = certificateLimit}, heard);
    peer->addReceiveSections(0, 1);
    peer->createOffer([this](Result<std::string> offer) {
      ASSERT_TRUE(offer);
      auto sdp = parseSdp(*offer);
      openBundledSections(*sdp);
      other->offer(writeSdp(*sdp));
    });
    peer->startIce({}, false);
  }
  static std::string unchanged(std::string sdp) { return sdp; }
  static std::string otherFingerprint(std::string sdp) {
    static constexpr std::string_view kName = "a=fingerprint:sha-256 ";
    for (auto at = sdp.find(kName); at != std::string::npos; at = sdp.find(kName, at + 1)) {
      char& digit = sdp[at + kName.size()];
      digit = digit == '0' ? '1' : '0';
    }
    return sdp;
  }
  std::uint64_t decoded() const {
    std::uint64_t frames = 0;
    for (const TrackStats& track : peer->stats()) frames += track.frames;
    return frames;
  }

  MainLoop loop;
  DecodingTracks tracks{loop};
  Heard heard;
  std::unique_ptr<test::AnsweringPeer> other;
  std::unique_ptr<WebrtcPeer> peer;
  std::optional<bool> applied;
  std::size_t certificateLimit = 2000;  ///< webrtcbin's own RSA certificate has more than an SFU's.
};

TEST_F(WebrtcPeerTest, ReceivesAndDecodesVideo) {
  connectThrough(unchanged);
  ASSERT_TRUE(test::runUntil(loop, [&] { return heard.connected; }));
  ASSERT_TRUE(test::runUntil(loop, [&] { return decoded() >= 20; }));
  EXPECT_TRUE(tracks.feeds.newest("TR_video").sample);
  EXPECT_EQ(applied, true);
  EXPECT_FALSE(heard.failure);
  EXPECT_GT(peer->gateCounters().mediaIn, 20U);
  EXPECT_EQ(peer->gateCounters().droppedIn, 0U);
}

// webrtcbin reads a pad's caps only when they have arrived on its streaming thread.
TEST_F(WebrtcPeerTest, OfferAtOnceHoldsEveryTrack) {
  SilentTracks silent;
  for (int i = 0; i < 20; ++i) {
    peer = std::make_unique<WebrtcPeer>(loop, silent, PeerSettings{.loopbackOnly = true}, heard);
    peer->addReceiveSections(1, 1);
    peer->addSendTrack({.cid = "cam", .source = LocalSource::Camera, .codec = "vp8"});
    std::optional<Result<std::string>> offer;
    peer->createOffer([&](Result<std::string> made) { offer = std::move(made); });
    ASSERT_TRUE(test::runUntil(loop, [&] { return offer.has_value(); }));
    ASSERT_TRUE(*offer);
    const auto sdp = parseSdp(**offer);
    ASSERT_TRUE(sdp);
    EXPECT_EQ(std::ranges::count(sdp->sections, "sendonly", &SdpSection::direction), 1) << i;
  }
}

TEST_F(WebrtcPeerTest, WrongFingerprintLetsNoMediaPass) {
  connectThrough(otherFingerprint);
  ASSERT_TRUE(test::runUntil(loop, [&] { return heard.failure.has_value(); }));
  EXPECT_EQ(heard.failure->reason, PeerFailure::Reason::WrongFingerprint);
  EXPECT_THAT(heard.failure->message, testing::HasSubstr("promised another"));
  EXPECT_FALSE(heard.connected);
  // Whatever still comes from the other side after the refusal.
  bool later = false;
  const Handle timer = loop.after(milliseconds(500), [&] { later = true; });
  ASSERT_TRUE(test::runUntil(loop, [&] { return later; }));
  EXPECT_EQ(peer->gateCounters().mediaIn, 0U);
  EXPECT_EQ(peer->gateCounters().mediaOut, 0U);
  EXPECT_EQ(decoded(), 0U);
  EXPECT_FALSE(heard.connected);
}

TEST_F(WebrtcPeerTest, LargeCertificateIsRefusedBeforeItIsRead) {
  certificateLimit = 512;
  connectThrough(unchanged);
  ASSERT_TRUE(test::runUntil(loop, [&] { return heard.failure.has_value(); }));
  EXPECT_EQ(heard.failure->reason, PeerFailure::Reason::WrongFingerprint);
  EXPECT_THAT(heard.failure->message, testing::HasSubstr("bytes"));
  EXPECT_FALSE(heard.connected);
}

TEST_F(WebrtcPeerTest, MissingFingerprintIsRefusedBeforeItIsApplied) {
  connectThrough([](std::string sdp) {
    for (auto at = sdp.find("a=fingerprint:"); at != std::string::npos; at = sdp.find("a=fingerprint:")) {
      sdp.erase(at, sdp.find('\n', at) + 1 - at);
    }
    return sdp;
  });
  ASSERT_TRUE(test::runUntil(loop, [&] { return heard.failure.has_value(); }));
  EXPECT_EQ(heard.failure->reason, PeerFailure::Reason::MissingFingerprint);
  EXPECT_EQ(applied, false);
}

TEST_F(WebrtcPeerTest, VanishedTrackIsCleanedUp) {
  connectThrough(unchanged);
  ASSERT_TRUE(test::runUntil(loop, [&] { return heard.connected && decoded() > 0; }));
  peer->setRemoteTracks({});
  ASSERT_TRUE(test::runUntil(loop, [&] { return peer->stats().empty(); }));
  EXPECT_FALSE(tracks.feeds.newest("TR_video").sample);
  EXPECT_FALSE(heard.failure);
}

TEST_F(WebrtcPeerTest, AsksForKeyFramesWhilePacketsComeWithoutPictures) {
  connectThrough(unchanged);
  // Past the beginning, in which a key frame that was asked for may still be on its way.
  ASSERT_TRUE(test::runUntil(loop, [&] { return decoded() >= 30; }));
  const int before = other->keyFrameRequests();
  // A receiver that starts in the middle of a stream has no key frame to begin with.
  peer->setRemoteTracks({{"TR_again", MediaKind::Video, 4242}});
  ASSERT_TRUE(test::runUntil(loop, [&] { return bool(tracks.feeds.newest("TR_again").sample); }));
  EXPECT_GT(other->keyFrameRequests(), before);
}

TEST_F(WebrtcPeerTest, DiesAtAnyMoment) {
  for (int step = 0; step < 4; ++step) {
    heard = {};
    connectThrough(unchanged);
    if (step >= 1) test::runUntil(loop, [&] { return !heard.candidates.empty(); });
    if (step >= 2) test::runUntil(loop, [&] { return heard.connected; });
    if (step >= 3) test::runUntil(loop, [&] { return decoded() > 0; });
    peer.reset();
    other.reset();
  }
}

TEST(WarmUp, CallsBackOnce) {
  MainLoop loop;
  int done = 0;
  const Handle warming = warmUpWebrtc(loop, [&] { ++done; });
  ASSERT_TRUE(test::runUntil(loop, [&] { return done > 0; }));
  EXPECT_EQ(done, 1);
}

TEST(CertificateFingerprint, OfNoCertificateIsEmpty) {
  EXPECT_EQ(certificateFingerprint(""), "");
  EXPECT_EQ(certificateFingerprint("-----BEGIN CERTIFICATE-----"), "");
  // SHA-256 of the three bytes "abc" (FIPS 180-4).
  EXPECT_EQ(certificateFingerprint("-----BEGIN CERTIFICATE-----\nYWJj\n-----END CERTIFICATE-----\n"),
            "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD");
}

TEST(VideoDecoders, SoftwareIsAlwaysThere) {
  EXPECT_EQ(videoDecoders("VP8").back(), "vp8dec");
  EXPECT_FALSE(videoDecoders("VP9").empty());
  EXPECT_FALSE(videoDecoders("H264").empty());
  EXPECT_TRUE(videoDecoders("theora").empty());
}

}  // namespace
}  // namespace rotonde::pipelines
