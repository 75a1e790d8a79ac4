// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/visio/visio_actions.hpp"

#include "tests/unit/visio/fake_http_client.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

namespace rotonde::test {
namespace {

const calendar::MeetingLink kLink{"visio.example.org", Secret("abc-defg-hij")};

struct VisioActionsTest : testing::Test {
  FakeHttpClient http;
  visio::VisioActions actions{http};
  std::optional<Result<void>> result;
  Handle handle;

  void raise(bool raised) {
    result.reset();
    handle = actions.raiseHand(kLink, Secret("token"), raised, [this](Result<void> done) { result = std::move(done); });
  }
  void rename(const std::string& name) {
    result.reset();
    handle = actions.rename(kLink, Secret("token"), name, [this](Result<void> done) { result = std::move(done); });
  }
  void answer(int status) { http.answer(net::HttpResponse{.status = status, .body = "{}"}); }
  std::string login() const {
    const auto& headers = http.requests.back().headers;
    const auto found = std::ranges::find(headers, "Authorization", &std::pair<std::string, std::string>::first);
    return found == headers.end() ? "" : found->second;
  }
};

TEST_F(VisioActionsTest, RaisesAndLowersTheHandWithTheLiveKitToken) {
  raise(true);
  ASSERT_EQ(http.requests.size(), 1U);
  EXPECT_EQ(http.requests[0].method, "POST");
  EXPECT_EQ(http.requests[0].url.reveal(), "https://visio.example.org/api/v1.0/rooms/abc-defg-hij/toggle-hand/");
  EXPECT_EQ(http.requests[0].body, R"({"raised":true})");
  EXPECT_EQ(login(), "Bearer token");
  answer(200);
  ASSERT_TRUE(result && *result);
  raise(false);
  EXPECT_EQ(http.requests[1].body, R"({"raised":false})");
}

TEST_F(VisioActionsTest, RenamesWithinVisiosLimits) {
  rename(std::string(200, 'x') + "\xff");
  EXPECT_EQ(http.requests[0].url.reveal(), "https://visio.example.org/api/v1.0/rooms/abc-defg-hij/rename/");
  EXPECT_EQ(http.requests[0].body, R"({"name":")" + std::string(50, 'x') + R"("})");
  rename("  \"Salle\" é ");
  EXPECT_EQ(http.requests[1].body, R"({"name":"\"Salle\" é"})");
}

TEST_F(VisioActionsTest, A403IsTriedOnceWithTheOtherScheme) {
  raise(true);
  answer(403);
  ASSERT_EQ(http.requests.size(), 2U);
  EXPECT_EQ(login(), "X-LiveKit-Token token");
  EXPECT_FALSE(result);
  answer(200);
  ASSERT_TRUE(result && *result);
  raise(false);
  EXPECT_EQ(login(), "X-LiveKit-Token token") << "remembered for the host";
  answer(403);
  EXPECT_EQ(login(), "Bearer token");
  answer(403);
  ASSERT_TRUE(result && !*result);
  EXPECT_EQ(result->error().kind, ErrorKind::Refused);
  EXPECT_EQ(http.requests.size(), 4U);
}

TEST_F(VisioActionsTest, TellsWhatACallerCanDo) {
  const std::vector<std::pair<int, ErrorKind>> table = {{400, ErrorKind::AskHuman}, {404, ErrorKind::Refused},
                                                        {405, ErrorKind::Refused},  {429, ErrorKind::TryLater},
                                                        {500, ErrorKind::TryLater}, {301, ErrorKind::TryLater}};
  for (const auto& [status, kind] : table) {
    raise(true);
    answer(status);
    ASSERT_TRUE(result && !*result) << status;
    EXPECT_EQ(result->error().kind, kind) << status;
    EXPECT_FALSE(result->error().message.contains("token ")) << "no secret in a message";
  }
  raise(true);
  http.answer(tryLater("no route"));
  EXPECT_EQ(result->error().message, "no route");
}

TEST_F(VisioActionsTest, AHandleThatDiesAsksNoMore) {
  raise(true);
  handle.reset();
  EXPECT_EQ(http.open(), 0U);
  EXPECT_FALSE(result);
}

TEST_F(VisioActionsTest, AsksWhoMayEnter) {
  std::optional<Result<std::string>> access;
  const Handle asked = actions.askAccess(kLink, [&](Result<std::string> done) { access = std::move(done); });
  http.answer(net::HttpResponse{.status = 200, .body = R"({"id": "x", "access_level": "public", "livekit": {}})"});
  ASSERT_TRUE(access && *access);
  EXPECT_EQ(**access, "public");
}

}  // namespace
}  // namespace rotonde::test
