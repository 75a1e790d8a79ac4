// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/sdp/fingerprint.hpp"

#include <gtest/gtest.h>

#include <format>

namespace rotonde::pipelines {
namespace {

/// A SHA-256 fingerprint whose 32 bytes are all `byte`.
std::string print(std::string_view byte, std::string_view hash = "sha-256") {
  std::string text = std::format("a=fingerprint:{} {}", hash, byte);
  for (int i = 1; i < 32; ++i) text += std::format(":{}", byte);
  return text + "\r\n";
}

std::string digits(std::string_view byte) {
  std::string text;
  for (int i = 0; i < 32; ++i) text += byte;
  return text;
}

std::string promised(const std::string& session, const std::string& first, const std::string& second = "") {
  const auto sdp = parseSdp("v=0\r\n" + session + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n" + first +
                            "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\n" + second);
  if (!sdp) return "unreadable";
  const auto result = promisedFingerprint(*sdp);
  return result ? *result : "refused";
}

TEST(Fingerprint, TheSessionsHoldsForAllSections) { EXPECT_EQ(promised(print("ab"), ""), digits("AB")); }

TEST(Fingerprint, NamesAreReadWithoutCase) { EXPECT_EQ(promised(print("Ab", "SHA-256"), ""), digits("AB")); }

TEST(Fingerprint, ASectionsReplacesTheSessions) {
  EXPECT_EQ(promised(print("AA"), print("BB"), print("BB")), digits("BB"));
  EXPECT_EQ(promised(print("AA"), print("BB")), "refused");  // The second section still has the session's.
}

TEST(Fingerprint, EverySectionNeedsOne) {
  EXPECT_EQ(promised("", ""), "refused");
  EXPECT_EQ(promised("", print("AA")), "refused");
  EXPECT_EQ(promised("", print("AA"), print("AA")), digits("AA"));
}

TEST(Fingerprint, OtherHashesDoNotCount) {
  EXPECT_EQ(promised("a=fingerprint:sha-1 AA:BB\r\n", ""), "refused");
  EXPECT_EQ(promised("a=fingerprint:sha-1 AA:BB\r\n" + print("CC"), ""), digits("CC"));
  EXPECT_EQ(promised(print("AA"), "a=fingerprint:sha-512 AA:BB\r\n"), "refused");
}

TEST(Fingerprint, AllMustAgree) {
  EXPECT_EQ(promised(print("AA") + print("BB"), ""), "refused");
  EXPECT_EQ(promised("", print("AA"), print("BB")), "refused");
}

TEST(Fingerprint, MalformedOnesAreRefused) {
  EXPECT_EQ(promised("a=fingerprint:sha-256 AA:BB\r\n", ""), "refused");
  EXPECT_EQ(promised(print("AG"), ""), "refused");
  EXPECT_EQ(promised(print("AA") + "a=fingerprint:sha-256 AA\r\n", ""), "refused");
}

TEST(Fingerprint, RejectedSectionsAreNotAsked) {
  const auto sdp =
      parseSdp("v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n" + print("AA") + "m=video 0 UDP/TLS/RTP/SAVPF 96\r\n");
  ASSERT_TRUE(sdp);
  EXPECT_TRUE(promisedFingerprint(*sdp));
  const auto none = parseSdp("v=0\r\n" + print("AA") + "m=video 0 UDP/TLS/RTP/SAVPF 96\r\n");
  EXPECT_FALSE(promisedFingerprint(*none));
}

}  // namespace
}  // namespace rotonde::pipelines
