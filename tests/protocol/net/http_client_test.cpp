// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/net/soup_http_client.hpp"
#include "tests/protocol/net/net_fixture.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <source_location>

namespace rotonde::net {
namespace {

using testing::HasSubstr;
using testing::Not;

class HttpClientTest : public NetTest {};

void expectError(const Result<HttpResponse>& result, ErrorKind kind, const std::string& text,
                 std::source_location where = std::source_location::current()) {
  const testing::ScopedTrace trace(where.file_name(), static_cast<int>(where.line()), "here");
  ASSERT_FALSE(result.has_value()) << "status " << result->status;
  EXPECT_EQ(result.error().kind, kind);
  EXPECT_THAT(result.error().message, HasSubstr(text));
}

TEST_F(HttpClientTest, GetsStatusHeadersAndBody) {
  const auto answer = exchange({.url = plain("/hello"), .headers = {{"X-Mine", "1"}}}, {.userAgent = "Rotonde/test"});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "hello");
  EXPECT_EQ(answer->header("x-TEST"), "yes");
  EXPECT_EQ(answer->header("X-Absent"), std::nullopt);
  const std::string request = seen();
  EXPECT_THAT(request, HasSubstr(R"("x-mine": "1")"));
  EXPECT_THAT(request, HasSubstr(R"("user-agent": "Rotonde/test")"));
}

TEST_F(HttpClientTest, PostsBodyWithItsType) {
  seen();
  ASSERT_TRUE(
      exchange({.method = "POST", .url = plain("/hello"), .body = R"({"a":1})", .contentType = "application/json"},
               NetSettings{}));
  const std::string request = seen();
  EXPECT_THAT(request, HasSubstr(R"("method": "POST")"));
  EXPECT_THAT(request, HasSubstr(R"("content-type": "application/json")"));
  EXPECT_THAT(request, HasSubstr(R"("body": "{\"a\":1}")"));
}

TEST_F(HttpClientTest, EveryStatusIsAnAnswer) {
  for (const int status : {204, 304, 401, 403, 404, 429, 500, 503}) {
    const auto answer = exchange({.url = plain(std::format("/status?{}", status))}, NetSettings{});
    ASSERT_TRUE(answer) << status << ": " << answer.error().message;
    EXPECT_EQ(answer->status, status);
  }
}

TEST_F(HttpClientTest, KeepsNoCookies) {
  const auto client = SoupHttpClient::create({}, loop_);
  seen();
  ASSERT_TRUE(exchange({.url = plain("/hello")}, **client));
  ASSERT_TRUE(exchange({.url = plain("/hello")}, **client));
  EXPECT_THAT(seen(), Not(HasSubstr("cookie")));
}

TEST_F(HttpClientTest, RefusesCertificateOfUnknownAuthority) {
  expectError(exchange({.url = tls("/hello")}, NetSettings{}), ErrorKind::TryLater, "set network.ca_file");
}

TEST_F(HttpClientTest, RefusesCertificateOfAnotherPrivateAuthority) {
  expectError(exchange({.url = tls("/hello")}, {.caFile = server().text("other_ca")}), ErrorKind::TryLater,
              "network.ca_file");
}

TEST_F(HttpClientTest, AcceptsCertificateOfThePrivateAuthority) {
  const auto answer = exchange({.url = tls("/hello")}, trusting());
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "hello");
}

TEST_F(HttpClientTest, PrivateAuthorityDoesNotExcuseWrongNameOrDate) {
  expectError(exchange({.url = tls("/hello", "wrong_name")}, trusting()), ErrorKind::TryLater, "for another name");
  expectError(exchange({.url = tls("/hello", "expired")}, trusting()), ErrorKind::TryLater, "expired");
}

TEST_F(HttpClientTest, UnusableSettingsAreForAHuman) {
  expectError(exchange({.url = plain("/hello")}, {.caFile = "/no/such/file.pem"}), ErrorKind::AskHuman,
              "network.ca_file");
  const std::string empty = testing::TempDir() + "/rotonde-empty.pem";
  std::ofstream(empty) << "nothing\n";
  expectError(exchange({.url = plain("/hello")}, {.caFile = empty}), ErrorKind::AskHuman, "network.ca_file");
  expectError(exchange({.url = plain("/hello")}, {.proxy = Secret("socks5://user:hush@h:1")}), ErrorKind::AskHuman,
              "network.proxy");
  EXPECT_THAT(exchange({.url = plain("/hello")}, {.proxy = Secret("socks5://user:hush@h:1")}).error().message,
              Not(HasSubstr("hush")));
}

TEST_F(HttpClientTest, GoesThroughTheProxyWithItsPassword) {
  NetSettings settings = trusting();
  settings.proxy = Secret(std::format("http://room:pa%20ss@127.0.0.1:{}", server().number("proxy")));
  seen();
  const auto answer = exchange({.url = Secret("https://visio.test/hello")}, settings);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "hello");
  EXPECT_THAT(seen(), HasSubstr(R"("method": "CONNECT", "path": "visio.test:443")"));
}

TEST_F(HttpClientTest, NewSettingsCountForTheNextRequest) {
  const auto client = SoupHttpClient::create({}, loop_);
  ASSERT_TRUE(client);
  EXPECT_FALSE(exchange({.url = tls("/hello", "http_trust")}, **client));
  ASSERT_TRUE((*client)->configure(trusting()));
  EXPECT_TRUE(exchange({.url = tls("/hello", "http_trust")}, **client));
  NetSettings behindProxy = trusting();
  behindProxy.proxy = Secret(std::format("http://room:pa%20ss@127.0.0.1:{}", server().number("proxy")));
  ASSERT_TRUE((*client)->configure(behindProxy));
  EXPECT_TRUE(exchange({.url = Secret("https://visio.test/hello")}, **client));
  // A mistake leaves what was.
  EXPECT_FALSE((*client)->configure({.caFile = "/no/such/file.pem"}));
  EXPECT_TRUE(exchange({.url = Secret("https://visio.test/hello")}, **client));
}

TEST_F(HttpClientTest, LoopbackNeverUsesTheProxy) {
  NetSettings settings = trusting();
  settings.proxy = Secret(std::format("http://127.0.0.1:{}", server().number("closed")));
  EXPECT_TRUE(exchange({.url = tls("/hello")}, settings));
}

TEST_F(HttpClientTest, SaysWhenTheProxyRefuses) {
  NetSettings settings = trusting();
  seen();
  settings.proxy = Secret(std::format("http://room:wrong@127.0.0.1:{}", server().number("proxy")));
  expectError(exchange({.url = Secret("https://visio.test/hello")}, settings), ErrorKind::TryLater, "password");
  const std::string attempts = seen();
  EXPECT_EQ(attempts.find("CONNECT"), attempts.rfind("CONNECT")) << "a wrong password was sent again";
  settings.proxy = Secret(std::format("http://room:pa%20ss@127.0.0.1:{}", server().number("proxy")));
  expectError(exchange({.url = Secret("https://refused.test/hello")}, settings), ErrorKind::TryLater,
              "the proxy refused with 403");
  settings.proxy = Secret(std::format("http://127.0.0.1:{}", server().number("closed")));
  expectError(exchange({.url = Secret("https://visio.test/hello")}, settings), ErrorKind::TryLater, "visio.test");
}

TEST_F(HttpClientTest, LogsInWithTheAddressesUserAndPassword) {
  const auto login = [](const char* password) {
    return Secret(std::format("http://room:{}@127.0.0.1:{}/login", password, server().number("plain")));
  };
  EXPECT_EQ(exchange({.url = login("right")}, NetSettings{})->body, "welcome");
  seen();
  EXPECT_EQ(exchange({.url = login("wrong")}, NetSettings{})->status, 401);
  const auto requests = seen();
  EXPECT_LE(std::ranges::count(requests, '{'), 2 * 2) << "a wrong password was sent again: " << requests;
}

TEST_F(HttpClientTest, PlainHttpIsForLoopbackOnly) {
  expectError(exchange({.url = Secret("http://192.0.2.1/secret-path")}, NetSettings{}), ErrorKind::Refused, "https://");
  expectError(exchange({.url = Secret("ftp://localhost/")}, NetSettings{}), ErrorKind::Refused, "https://");
  expectError(exchange({.url = Secret("nonsense")}, NetSettings{}), ErrorKind::Refused, "address");
  EXPECT_THAT(exchange({.url = Secret("http://192.0.2.1/secret-path")}, NetSettings{}).error().message,
              Not(HasSubstr("secret-path")));
}

TEST_F(HttpClientTest, RedirectsOnlyWhenAsked) {
  const auto answer = exchange({.url = plain("/hop?1")}, NetSettings{});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 302);
  EXPECT_EQ(answer->header("location"), "hop?0");
}

TEST_F(HttpClientTest, FollowsFiveRedirectsAndNoMore) {
  const auto answer = exchange({.url = plain("/hop?5"), .followRedirects = true}, NetSettings{});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "arrived");
  expectError(exchange({.url = plain("/hop?6"), .followRedirects = true}, NetSettings{}), ErrorKind::Refused,
              "more than 5");
}

TEST_F(HttpClientTest, NeverFromHttpsToHttp) {
  const auto target = plain("/hello").reveal();
  expectError(exchange({.url = tls("/to?" + target), .followRedirects = true}, trusting()), ErrorKind::Refused,
              "unprotected");
  // The other direction is fine, unless the target is not allowed at all.
  const auto up = exchange({.url = plain("/to?" + tls("/hello").reveal()), .followRedirects = true}, trusting());
  ASSERT_TRUE(up) << up.error().message;
  EXPECT_EQ(up->body, "hello");
  expectError(exchange({.url = plain("/to?http://192.0.2.1/"), .followRedirects = true}, NetSettings{}),
              ErrorKind::Refused, "https");
}

TEST_F(HttpClientTest, RedirectsKeepOrDropTheBodyByStatus) {
  seen();
  const HttpRequest post{
      .method = "POST", .url = plain("/see"), .body = "{}", .contentType = "application/json", .followRedirects = true};
  ASSERT_TRUE(exchange(post, NetSettings{}));
  EXPECT_THAT(seen(), HasSubstr(R"({"method": "GET", "path": "/hello")"));
  HttpRequest kept = post;
  kept.url = plain("/keep");
  ASSERT_TRUE(exchange(kept, NetSettings{}));
  EXPECT_THAT(seen(), HasSubstr(R"({"method": "POST", "path": "/hello")"));
}

TEST_F(HttpClientTest, AnotherServerGetsNeitherCookieNorAuthorization) {
  seen();
  const Headers headers{{"Cookie", "id=1"}, {"Authorization", "Bearer hush"}, {"X-Mine", "1"}};
  ASSERT_TRUE(exchange({.url = plain("/hop?1"), .headers = headers, .followRedirects = true}, NetSettings{}));
  EXPECT_THAT(seen(), HasSubstr(R"(hush)"));
  ASSERT_TRUE(exchange({.url = plain("/to?" + tls("/hello").reveal()), .headers = headers, .followRedirects = true},
                       trusting()));
  const std::string all = seen();
  const auto second = all.find(R"("path": "/hello")");
  ASSERT_NE(second, std::string::npos);
  EXPECT_THAT(all.substr(second), HasSubstr("x-mine"));
  EXPECT_THAT(all.substr(second), Not(HasSubstr("hush")));
  EXPECT_THAT(all.substr(second), Not(HasSubstr("id=1")));
}

TEST_F(HttpClientTest, BodyLimitHoldsAnnouncedOrNot) {
  EXPECT_TRUE(exchange({.url = plain("/bytes?1000"), .maxBodyBytes = 1000}, NetSettings{}));
  expectError(exchange({.url = plain("/bytes?1001"), .maxBodyBytes = 1000}, NetSettings{}), ErrorKind::Refused, "1000");
  expectError(exchange({.url = plain("/endless")}, NetSettings{}), ErrorKind::Refused, "larger");
}

TEST_F(HttpClientTest, BodyLimitCountsWhatIsUnpacked) {
  const auto small = exchange({.url = plain("/gzip?100000")}, NetSettings{});
  ASSERT_TRUE(small);
  EXPECT_EQ(small->body.size(), 100'000U);
  expectError(exchange({.url = plain("/gzip?2000000")}, NetSettings{}), ErrorKind::Refused, "larger");
}

TEST_F(HttpClientTest, FaultsOfTheNetworkArePassing) {
  expectError(exchange({.url = Secret(std::format("http://127.0.0.1:{}/", server().number("closed")))}, NetSettings{}),
              ErrorKind::TryLater, "cannot connect");
  expectError(exchange({.url = Secret("https://rotonde.invalid/secret-path")}, NetSettings{}), ErrorKind::TryLater,
              "DNS");
  expectError(exchange({.url = plain("/cut")}, NetSettings{}), ErrorKind::TryLater, "broke");
  expectError(exchange({.url = plain("/garbage")}, NetSettings{}), ErrorKind::TryLater, "broke");
}

TEST_F(HttpClientTest, TotalTimeoutCoversSilenceAndStalls) {
  expectError(exchange({.url = plain("/silent"), .timeout = milliseconds(50)}, NetSettings{}), ErrorKind::TryLater,
              "no answer");
  expectError(exchange({.url = plain("/stall"), .timeout = milliseconds(50)}, NetSettings{}), ErrorKind::TryLater,
              "no answer");
}

TEST_F(HttpClientTest, ConnectTimeoutEndsAHandshakeThatGetsNoAnswer) {
  const Secret url(std::format("https://127.0.0.1:{}/", server().number("deaf")));
  expectError(exchange({.url = url, .connectTimeout = milliseconds(50)}, NetSettings{}), ErrorKind::TryLater,
              "no connection");
}

TEST_F(HttpClientTest, DestroyedHandleCallsNobody) {
  const auto client = SoupHttpClient::create({}, loop_);
  int calls = 0;
  const auto count = [&](const Result<HttpResponse>&) { ++calls; };
  for (const auto* path : {"/hello", "/silent", "/endless"}) {
    Handle dropped = (*client)->send({.url = plain(path)}, count);
    dropped.reset();
  }
  Handle forbidden = (*client)->send({.url = Secret("http://192.0.2.1/")}, count);
  forbidden.reset();
  ASSERT_TRUE(exchange({.url = plain("/hello")}, **client));
  EXPECT_EQ(calls, 0);
}

TEST_F(HttpClientTest, HandleMayDieInTheMiddleOfTheBody) {
  const auto client = SoupHttpClient::create({}, loop_);
  int calls = 0;
  Handle handle = (*client)->send({.url = plain("/stall")}, [&](const Result<HttpResponse>&) { ++calls; });
  ASSERT_TRUE(exchange({.url = plain("/hello")}, **client));  // The other one is in its body by now.
  handle.reset();
  ASSERT_TRUE(exchange({.url = plain("/hello")}, **client));
  EXPECT_EQ(calls, 0);
}

TEST_F(HttpClientTest, CallbackMayDestroyHandleAndClient) {
  auto client = SoupHttpClient::create({}, loop_);
  Handle handle;
  bool done = false;
  handle = (*client)->send({.url = plain("/hello")}, [&](const Result<HttpResponse>& answer) {
    EXPECT_TRUE(answer);
    handle.reset();
    client->reset();
    done = true;
  });
  EXPECT_TRUE(test::runUntil(loop_, [&] { return done; }));
}

}  // namespace
}  // namespace rotonde::net
