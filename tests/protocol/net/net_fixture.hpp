// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/main_loop.hpp"
#include "firmware/net/soup_http_client.hpp"
#include "tests/protocol/net/server_process.hpp"
#include "tests/support/run_until.hpp"

#include <gtest/gtest.h>

#include <format>
#include <memory>
#include <optional>
#include <string>

namespace rotonde::net {

/// One test_server.py for all tests of a suite, a loop for each test.
class NetTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    server_ = std::make_unique<test::ServerProcess>(
        std::vector<std::string>{"python3", "tests/protocol/net/test_server.py", "{state}"});
  }
  static void TearDownTestSuite() { server_.reset(); }

  static const test::ServerProcess& server() { return *server_; }
  static Secret plain(const std::string& path, const std::string& scheme = "http") {
    return Secret(std::format("{}://127.0.0.1:{}{}", scheme, server().number("plain"), path));
  }
  static Secret tls(const std::string& path, const std::string& port = "tls", const std::string& scheme = "https") {
    return Secret(std::format("{}://localhost:{}{}", scheme, server().number(port), path));
  }
  NetSettings trusting() const { return {.caFile = server().text("ca")}; }

  Result<HttpResponse> exchange(HttpRequest request, const NetSettings& settings) {
    auto client = SoupHttpClient::create(settings, loop_);
    if (!client) return std::unexpected(client.error());
    return exchange(std::move(request), **client);
  }
  Result<HttpResponse> exchange(HttpRequest request, HttpClient& client) {
    std::optional<Result<HttpResponse>> result;
    const Handle handle = client.send(std::move(request), [&](Result<HttpResponse> r) {
      EXPECT_FALSE(result) << "done was called twice";
      result = std::move(r);
    });
    EXPECT_FALSE(result) << "done was called inside send";
    if (!test::runUntil(loop_, [&] { return result.has_value(); })) return bug("no answer");
    return std::move(*result);
  }
  /// What the server saw since the last call, as JSON.
  std::string seen() {
    const auto answer = exchange({.url = plain("/seen")}, NetSettings{});
    return answer ? answer->body : answer.error().message;
  }

  MainLoop loop_;

 private:
  static inline std::unique_ptr<test::ServerProcess> server_;
};

}  // namespace rotonde::net
