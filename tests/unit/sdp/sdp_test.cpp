// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/sdp/sdp.hpp"

#include <gmock/gmock.h>

namespace rotonde::pipelines {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

constexpr const char* kAnswer =
    "v=0\r\n"
    "o=- 7 2 IN IP4 0.0.0.0\r\n"
    "s=-\r\n"
    "t=0 0\r\n"
    "a=group:BUNDLE audio0 video0\r\n"
    "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
    "c=IN IP4 0.0.0.0\r\n"
    "a=mid:audio0\r\n"
    "a=rtpmap:111 opus/48000/2\r\n"
    "a=sendonly\r\n"
    "m=video 9 UDP/TLS/RTP/SAVPF 96 97\r\n"
    "a=mid:video0\r\n"
    "a=rtcp-mux\r\n"
    "a=inactive\r\n"
    "a=x-something:unknown:with:colons\r\n";

TEST(Sdp, KeepsEveryLine) {
  const auto sdp = parseSdp(kAnswer);
  ASSERT_TRUE(sdp);
  EXPECT_EQ(writeSdp(*sdp), kAnswer);
}

TEST(Sdp, ReadsSections) {
  const auto sdp = parseSdp(kAnswer);
  ASSERT_TRUE(sdp);
  ASSERT_THAT(sdp->sections, SizeIs(2));
  EXPECT_EQ(sdp->attribute("group"), "BUNDLE audio0 video0");
  const auto& audio = sdp->sections[0];
  EXPECT_EQ(audio.kind, "audio");
  EXPECT_EQ(audio.port, 9);
  EXPECT_EQ(audio.protocol, "UDP/TLS/RTP/SAVPF");
  EXPECT_EQ(audio.mid(), "audio0");
  EXPECT_EQ(audio.direction(), "sendonly");
  const auto& video = sdp->sections[1];
  EXPECT_THAT(video.formats, ElementsAre("96", "97"));
  EXPECT_EQ(video.direction(), "inactive");
  EXPECT_EQ(video.attribute("rtcp-mux"), "");
  EXPECT_EQ(video.attribute("rtcp"), std::nullopt);
  EXPECT_EQ(video.attribute("x-something"), "unknown:with:colons");
}

TEST(Sdp, DropsTrailingBlanksAndAcceptsBareNewlines) {
  const auto sdp = parseSdp("v=0\nm=audio 9 UDP/TLS/RTP/SAVPF 111\na=rtcp-fb:111 nack \t\n\n");
  ASSERT_TRUE(sdp);
  EXPECT_EQ(writeSdp(*sdp), "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=rtcp-fb:111 nack\r\n");
}

TEST(Sdp, SendrecvWhenNoDirectionIsWritten) {
  const auto sdp = parseSdp("v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n");
  ASSERT_TRUE(sdp);
  EXPECT_EQ(sdp->sections[0].direction(), "sendrecv");
  EXPECT_EQ(sdp->sections[0].mid(), "");
}

TEST(Sdp, RefusesWhatIsNone) {
  for (const auto* text : {"", "hello", "m=audio 9 X 1\r\n", "v=1\r\n", "v=0\r\nnonsense\r\n", "v=0\r\nm=audio\r\n",
                           "v=0\r\nm=audio x UDP 1\r\n", "v=0\r\nm=audio 70000 UDP 1\r\n",
                           "v=0\r\nm=audio -1 UDP 1\r\n", "v=0\r\nm=audio 9 UDP\r\n"}) {
    EXPECT_FALSE(parseSdp(text)) << text;
  }
}

TEST(Sdp, HasLimits) {
  std::string sections = "v=0\r\n";
  for (std::size_t i = 0; i < kMaxSdpSections; ++i) sections += "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n";
  EXPECT_TRUE(parseSdp(sections));
  EXPECT_FALSE(parseSdp(sections + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"));
  std::string large = "v=0\r\n";
  large.resize(kMaxSdpBytes, 'a');
  large.replace(5, 2, "a=");
  EXPECT_TRUE(parseSdp(large));
  EXPECT_FALSE(parseSdp(large + "a"));
}

TEST(Sdp, PortZeroRejectsUnlessBundled) {
  const auto sdp =
      parseSdp("v=0\r\nm=audio 0 UDP/TLS/RTP/SAVPF 111\r\nm=video 0 UDP/TLS/RTP/SAVPF 96\r\na=bundle-only\r\n");
  ASSERT_TRUE(sdp);
  EXPECT_TRUE(sdp->sections[0].rejected());
  EXPECT_FALSE(sdp->sections[1].rejected());
}

}  // namespace
}  // namespace rotonde::pipelines
