// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/livekit/signal_url.hpp"

#include "tests/unit/livekit/livekit_scene.hpp"

#include <gtest/gtest.h>

namespace rotonde::test {
namespace {

std::string urlFor(const std::string& base) {
  const auto url = livekit::joinUrl(Secret(base), wire::JoinRequest());
  return url ? url->reveal().substr(0, url->reveal().find("join_request")) : "refused";
}

TEST(SignalUrl, MapsSchemesPrefixesAndSlashes) {
  EXPECT_EQ(urlFor("https://m.example"), "wss://m.example/rtc/v1?");
  EXPECT_EQ(urlFor("http://127.0.0.1:7880"), "ws://127.0.0.1:7880/rtc/v1?");
  EXPECT_EQ(urlFor("wss://m.example/"), "wss://m.example/rtc/v1?");
  EXPECT_EQ(urlFor("ws://127.0.0.1/a/b//"), "ws://127.0.0.1/a/b/rtc/v1?");
  EXPECT_EQ(urlFor("wss://m.example/live?tenant=7#x"), "wss://m.example/live/rtc/v1?tenant=7&");
  EXPECT_EQ(urlFor("ftp://m.example"), "refused");
  EXPECT_EQ(urlFor(""), "refused");
}

TEST(SignalUrl, EncodesForAQuery) {
  EXPECT_EQ(livekit::base64UrlForQuery(""), "");
  EXPECT_EQ(livekit::base64UrlForQuery("f"), "Zg%3D%3D");
  EXPECT_EQ(livekit::base64UrlForQuery("fo"), "Zm8%3D");
  EXPECT_EQ(livekit::base64UrlForQuery("foo"), "Zm9v");
  EXPECT_EQ(livekit::base64UrlForQuery("\xfb\xff\xfe"), "-__-");
}

TEST(SignalUrl, GzipsTheRequest) {
  wire::JoinRequest request;
  request.mutable_client_info()->set_version("0.1.0");
  std::string sdp;
  for (int i = 0; i < 300; ++i) sdp += "a=rtcp-fb:96 nack pli\r\n";
  request.mutable_publisher_offer()->set_sdp(sdp);
  const auto url = livekit::joinUrl(Secret("wss://m.example"), request);
  ASSERT_TRUE(url);
  EXPECT_LT(url->reveal().size(), 1000U);
  EXPECT_EQ(joinRequestIn(url->reveal()).SerializeAsString(), request.SerializeAsString());
}

}  // namespace
}  // namespace rotonde::test
