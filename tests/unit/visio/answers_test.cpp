// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/visio/answers.hpp"

#include "firmware/visio/participant_id.hpp"
#include "firmware/visio/visio_api.hpp"
#include "tests/unit/visio/fake_http_client.hpp"

#include <gmock/gmock.h>

#include <set>

namespace rotonde::visio {
namespace {

TEST(DisplayName, IsCutAtFiftyCharacters) {
  EXPECT_EQ(displayName("Salle 301 – Ségur"), "Salle 301 – Ségur");
  std::string fifty;
  for (int i = 0; i < 50; ++i) fifty += "é";
  EXPECT_EQ(displayName(fifty), fifty);
  EXPECT_EQ(displayName(fifty + "é"), fifty);
  EXPECT_EQ(displayName(fifty + "🙂"), fifty);
  EXPECT_EQ(displayName("  Salle \n"), "Salle");
}

TEST(DisplayName, IsNeverBlankAndAlwaysText) {
  EXPECT_EQ(displayName(""), "Rotonde");
  EXPECT_EQ(displayName(" \t"), "Rotonde");
  EXPECT_EQ(displayName("a\xff"), "a\xEF\xBF\xBD");
}

TEST(ParticipantId, IsStableAndCanonical) {
  const Secret device("device-secret");
  const auto id = participantIdFor(device, "visio.example", Secret("abc-defg-hij"), "uid@example/2026-03-02T08:00Z");
  EXPECT_TRUE(isCanonicalUuid(id)) << id;
  EXPECT_EQ(id[14], '8');
  EXPECT_THAT(std::string("89ab"), testing::HasSubstr(std::string(1, id[19])));
  EXPECT_EQ(id, participantIdFor(device, "visio.example", Secret("abc-defg-hij"), "uid@example/2026-03-02T08:00Z"));
  const std::set<std::string> all{
      id,
      participantIdFor(Secret("other"), "visio.example", Secret("abc-defg-hij"), "uid@example/2026-03-02T08:00Z"),
      participantIdFor(device, "visio2.example", Secret("abc-defg-hij"), "uid@example/2026-03-02T08:00Z"),
      participantIdFor(device, "visio.example", Secret("abc-defg-hik"), "uid@example/2026-03-02T08:00Z"),
      participantIdFor(device, "visio.example", Secret("abc-defg-hij"), "uid@example/2026-03-09T08:00Z"),
      participantIdFor(device, "visio.examplea", Secret("bc-defg-hij"), "uid@example/2026-03-02T08:00Z")};
  EXPECT_EQ(all.size(), 6U);
}

TEST(ParticipantId, IsTheHmacOfTheParts) {
  // printf 'h\0s\0k\0' | openssl dgst -sha256 -hmac key, first 16 bytes, version 8.
  EXPECT_EQ(participantIdFor(Secret("key"), "h", Secret("s"), "k"), "fbda3eea-e0d9-8410-b436-3e374281f7b7");
}

TEST(ParticipantId, OnlyCanonicalUuidsPass) {
  EXPECT_TRUE(isCanonicalUuid("4b2f0000-0000-4000-8000-000000000001"));
  for (const auto* bad : {"", "not-a-uuid", "4B2F0000-0000-4000-8000-000000000001", "4b2f0000000040008000000000000001",
                          "4b2f0000-0000-4000-8000-00000000000g", "4b2f0000-0000-4000-8000-0000000000011"}) {
    EXPECT_FALSE(isCanonicalUuid(bad)) << bad;
  }
}

TEST(Answers, ToleratesWhatLaterVersionsAdd) {
  const auto answer = readLobbyAnswer(
      R"({"status":"waiting","livekit":null,"id":null,"x":{"y":[null,1.5,"z"]},"encryption_mode":"none"})");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, LobbyAnswer::Status::Waiting);
  EXPECT_EQ(answer->id, "");
}

TEST(Answers, RefusesWhatIsNotVisio) {
  for (const auto* bad :
       {"", "null", "[]", "{", "<html></html>", R"({"status":1e400})", R"({"status":{"a":1}})", R"({})",
        R"({"status":"accepted"})", R"({"status":"accepted","livekit":{"url":"https://l","token":""}})"}) {
    const auto answer = readLobbyAnswer(bad);
    ASSERT_FALSE(answer) << bad;
    EXPECT_EQ(answer.error().kind, ErrorKind::TryLater) << bad;
  }
  const auto quoting = readLobbyAnswer(R"({"livekit":{"token":"hush"},"status":)");
  ASSERT_FALSE(quoting);
  EXPECT_THAT(quoting.error().message, testing::Not(testing::HasSubstr("hush")));
}

TEST(Instance, ProbeReadsConfig) {
  test::FakeHttpClient http;
  std::optional<Result<Instance>> seen;
  const Handle handle =
      probeInstance(http, "visio.example:8443", [&](Result<Instance> instance) { seen = std::move(instance); });
  EXPECT_EQ(http.requests.at(0).url.reveal(), "https://visio.example:8443/api/v1.0/config/");
  http.answer(
      net::HttpResponse{.status = 200, .body = R"({"livekit":{"url":"https://l.example","force_wss_protocol":false},
    "diagnostics":{"connection_test_enabled":true},"auto_mute_on_join_threshold":50,"analytics":null})"});
  ASSERT_TRUE(seen && *seen);
  EXPECT_EQ((*seen)->livekitUrl.reveal(), "https://l.example");
  EXPECT_EQ((*seen)->autoMuteThreshold, 50);
  EXPECT_TRUE((*seen)->connectionTest);
}

TEST(Instance, ProbeNamesWhatIsWrong) {
  test::FakeHttpClient http;
  std::string message;
  const auto done = [&](const Result<Instance>& instance) { message = instance ? "good" : instance.error().message; };
  const net::HttpResponse answers[] = {
      {.status = 503}, {.status = 200, .body = "<html>"}, {.status = 200, .body = "{}"}};
  for (const auto& answer : answers) {
    const Handle handle = probeInstance(http, "visio.example", done);
    http.answer(answer);
    EXPECT_THAT(message, testing::StartsWith("visio.example: ")) << message;
  }
}

}  // namespace
}  // namespace rotonde::visio
