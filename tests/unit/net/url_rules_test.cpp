// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/net/url_rules.hpp"

#include "firmware/net/retry_after.hpp"

#include <gtest/gtest.h>

namespace rotonde::net {
namespace {

using namespace std::chrono_literals;

TEST(UrlRules, LoopbackIsLiteral) {
  for (const auto* host : {"localhost", "LOCALHOST", "127.0.0.1", "127.8.9.10", "::1", "[::1]"})
    EXPECT_TRUE(isLoopback(host)) << host;
  for (const auto* host :
       {"", "localhost.example", "127.0.0.1.example", "10.0.0.1", "0.0.0.0", "::", "[::2]", "128.0.0.1"}) {
    EXPECT_FALSE(isLoopback(host)) << host;
  }
}

TEST(UrlRules, ProtectedAnywherePlainOnLoopback) {
  for (const auto* url : {"https://a.example/x", "HTTPS://a.example", "http://localhost:80/", "http://[::1]/"}) {
    EXPECT_TRUE(checkUrl(Secret(url), UrlUse::Http)) << url;
  }
  for (const auto* url : {"", "a.example", "https://", "https:///x", "http://a.example/", "http://localhost@a.example/",
                          "wss://a.example/", "file:///etc/passwd", "http://127.0.0.1.a.example/"}) {
    const auto result = checkUrl(Secret(url), UrlUse::Http);
    ASSERT_FALSE(result) << url;
    EXPECT_EQ(result.error().kind, ErrorKind::Refused);
  }
  EXPECT_TRUE(checkUrl(Secret("wss://a.example"), UrlUse::WebSocket));
  EXPECT_TRUE(checkUrl(Secret("ws://127.0.0.1:7880"), UrlUse::WebSocket));
  EXPECT_FALSE(checkUrl(Secret("ws://a.example"), UrlUse::WebSocket));
  EXPECT_FALSE(checkUrl(Secret("https://a.example"), UrlUse::WebSocket));
}

TEST(UrlRules, HttpAddressBecomesWebSocketAddress) {
  EXPECT_EQ(webSocketUrl(Secret("https://livekit.example/base"))->reveal(), "wss://livekit.example/base");
  EXPECT_EQ(webSocketUrl(Secret("http://127.0.0.1:7880"))->reveal(), "ws://127.0.0.1:7880");
  EXPECT_EQ(webSocketUrl(Secret("wss://livekit.example"))->reveal(), "wss://livekit.example");
  EXPECT_FALSE(webSocketUrl(Secret("http://livekit.example")));
  EXPECT_FALSE(webSocketUrl(Secret("ws://livekit.example")));
  EXPECT_FALSE(webSocketUrl(Secret("")));
}

TEST(UrlRules, HostForMessages) {
  EXPECT_EQ(hostOf(Secret("https://user:hush@a.example:8443/secret?x")), "a.example:8443");
  EXPECT_EQ(hostOf(Secret("https://a.example/")), "a.example");
  EXPECT_EQ(hostOf(Secret("rubbish")), "?");
}

TEST(RetryAfter, SecondsOrDate) {
  const WallTime now = std::chrono::sys_days{std::chrono::year(2026) / 3 / 2} + 8h;
  EXPECT_EQ(parseRetryAfter("58", now), 58s);
  EXPECT_EQ(parseRetryAfter("0", now), 0s);
  EXPECT_EQ(parseRetryAfter("Mon, 02 Mar 2026 08:02:00 GMT", now), 2min);
  EXPECT_EQ(parseRetryAfter("Mon, 02 Mar 2026 07:00:00 GMT", now), 0s);
  EXPECT_EQ(parseRetryAfter("4000000000", now), 24h);
  for (const auto* bad : {"", "soon", "-5", "1.5", "99999999999999999999"})
    EXPECT_EQ(parseRetryAfter(bad, now), std::nullopt) << bad;
}

}  // namespace
}  // namespace rotonde::net
