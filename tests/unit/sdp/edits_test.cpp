// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/sdp/edits.hpp"

#include <gtest/gtest.h>

namespace rotonde::pipelines {
namespace {

// What webrtcbin 1.26 writes for the camera and the data channels behind the receive sections.
constexpr const char* kOffer =
    "v=0\r\n"
    "s=-\r\n"
    "m=video 0 UDP/TLS/RTP/SAVPF 102 96\r\n"
    "c=IN IP4 0.0.0.0\r\n"
    "a=setup:actpass\r\n"
    "a=bundle-only\r\n"
    "a=sendonly\r\n"
    "a=rtpmap:102 H264/90000\r\n"
    "a=rtcp-fb:102 nack pli\r\n"
    "a=rtcp-fb:102 ccm fir\r\n"
    "a=ssrc-group:FID 11 12\r\n"
    "a=ssrc:11 msid:appliance webrtctransceiver1\r\n"
    "a=ssrc:11 cname:appliance\r\n"
    "a=ssrc:12 msid:appliance webrtctransceiver1\r\n"
    "a=mid:video1\r\n"
    "m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\n"
    "a=bundle-only\r\n"
    "a=mid:application2\r\n";

constexpr const char* kSent =
    "v=0\r\n"
    "s=-\r\n"
    "m=video 9 UDP/TLS/RTP/SAVPF 102 96\r\n"
    "c=IN IP4 0.0.0.0\r\n"
    "a=setup:actpass\r\n"
    "a=sendonly\r\n"
    "a=rtpmap:102 H264/90000\r\n"
    "a=rtcp-fb:102 nack pli\r\n"
    "a=rtcp-fb:102 ccm fir\r\n"
    "a=ssrc-group:FID 11 12\r\n"
    "a=ssrc:11 msid:rotonde cam-1\r\n"
    "a=ssrc:11 cname:appliance\r\n"
    "a=ssrc:12 msid:rotonde cam-1\r\n"
    "a=mid:video1\r\n"
    "a=msid:rotonde cam-1\r\n"
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n"
    "a=mid:application2\r\n";

TEST(SdpEdits, MakeTheOfferThatLiveKitPairs) {
  auto sdp = parseSdp(kOffer);
  ASSERT_TRUE(sdp);
  openBundledSections(*sdp);
  nameTrack(sdp->sections[0], "rotonde", "cam-1");
  EXPECT_EQ(writeSdp(*sdp), kSent);
  nameTrack(sdp->sections[0], "rotonde", "cam-1");  // Once or twice: the same.
  EXPECT_EQ(writeSdp(*sdp), kSent);
}

// What webrtcbin 1.26 writes for a camera in three layers.
TEST(SdpEdits, ASectionWithLayersKeepsThem) {
  constexpr const char* kLayers =
      "v=0\r\nm=video 0 UDP/TLS/RTP/SAVPF 96 97\r\na=bundle-only\r\na=sendonly\r\na=rid:q send\r\na=rid:h send\r\n"
      "a=rid:f send\r\na=mid:send1\r\na=simulcast:send q;h;f\r\n";
  auto sdp = parseSdp(kLayers);
  ASSERT_TRUE(sdp);
  openBundledSections(*sdp);
  nameTrack(sdp->sections[0], "rotonde", "cam-1");
  EXPECT_EQ(writeSdp(*sdp),
            "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96 97\r\na=sendonly\r\na=rid:q send\r\na=rid:h send\r\n"
            "a=rid:f send\r\na=mid:send1\r\na=msid:rotonde cam-1\r\na=simulcast:send q;h;f\r\n");
}

TEST(SdpEdits, ARejectedSectionStaysRejected) {
  constexpr const char* kRejected = "v=0\r\nm=video 0 UDP/TLS/RTP/SAVPF 96\r\na=mid:v\r\n";
  auto sdp = parseSdp(kRejected);
  ASSERT_TRUE(sdp);
  openBundledSections(*sdp);
  EXPECT_EQ(writeSdp(*sdp), kRejected);
}

TEST(SdpEdits, ASectionWithoutMidGetsItsMsidAtTheEnd) {
  auto sdp = parseSdp("v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=ssrc:broken\r\n");
  ASSERT_TRUE(sdp);
  nameTrack(sdp->sections[0], "s", "t");
  EXPECT_EQ(writeSdp(*sdp), "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=ssrc:broken\r\na=msid:s t\r\n");
}

TEST(SdpEdits, RemovesFirAndNothingElse) {
  auto sdp = parseSdp(
      "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=rtcp-fb:96 ccm fir \r\na=rtcp-fb:* ccm fir\r\n"
      "a=rtcp-fb:96 ccm tmmbr\r\na=rtcp-fb:96 nack pli\r\n");
  ASSERT_TRUE(sdp);
  removeFirFeedback(*sdp);
  EXPECT_EQ(writeSdp(*sdp),
            "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=rtcp-fb:96 ccm tmmbr\r\na=rtcp-fb:96 nack pli\r\n");
}

}  // namespace
}  // namespace rotonde::pipelines
