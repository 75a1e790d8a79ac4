// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/sdp/remote_media.hpp"

#include <gmock/gmock.h>

namespace rotonde::pipelines {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<RemoteMedia> read(const std::string& sections) {
  const auto sdp = parseSdp("v=0\r\n" + sections);
  return sdp ? remoteMedia(*sdp) : std::vector<RemoteMedia>{{.mid = "unreadable"}};
}

TEST(RemoteMedia, ReadsTheSfusAnswer) {
  const auto media = read(
      "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:audio0\r\na=sendonly\r\n"
      "a=ssrc:31 cname:PA_x|TR_a\r\na=ssrc:31 msid:PA_x|TR_a TR_a\r\na=msid:PA_x|TR_a TR_a\r\n"
      "m=video 9 UDP/TLS/RTP/SAVPF 96 97\r\na=mid:video1\r\na=sendonly\r\n"
      "a=ssrc-group:FID 4294967295 42\r\na=ssrc:42 cname:c\r\na=ssrc:4294967295 msid:PA_x|TR_v TR_v\r\n"
      "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:application\r\n");
  EXPECT_THAT(
      media,
      ElementsAre(
          RemoteMedia{.index = 0, .mid = "audio0", .kind = "audio", .ssrc = 31, .stream = "PA_x|TR_a", .track = "TR_a"},
          RemoteMedia{.index = 1,
                      .mid = "video1",
                      .kind = "video",
                      .ssrc = 4294967295U,
                      .rtxSsrc = 42,
                      .stream = "PA_x|TR_v",
                      .track = "TR_v"}));
}

TEST(RemoteMedia, LeavesOutFreeIdleAndOwnSections) {
  EXPECT_THAT(read("m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=sendonly\r\n"), IsEmpty());                      // free
  EXPECT_THAT(read("m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=inactive\r\na=ssrc:1 cname:c\r\n"), IsEmpty());  // idle
  EXPECT_THAT(read("m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=recvonly\r\na=ssrc:1 cname:c\r\n"), IsEmpty());  // ours
  EXPECT_THAT(read("m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=sendonly\r\na=ssrc:1 cname:c\r\n"), IsEmpty());  // rejected
}

TEST(RemoteMedia, SkipsNumbersThatAreNone) {
  EXPECT_THAT(read("m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=sendonly\r\na=ssrc:x cname:c\r\na=ssrc:4294967296 cname:c\r\n"
                   "a=ssrc:0 cname:c\r\na=ssrc-group:FID 7\r\na=ssrc-group:FID\r\na=ssrc-group:SIM 8 9\r\n"),
              IsEmpty());
}

}  // namespace
}  // namespace rotonde::pipelines
