// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/meeting/visio_message.hpp"

#include <gtest/gtest.h>

namespace rotonde::meeting {
namespace {

TEST(VisioMessage, ReadsTheTypeWhateverTheBlanks) {
  EXPECT_EQ(readVisioMessage(R"({"type":"participantMuted"})").type, "participantMuted");
  EXPECT_EQ(readVisioMessage("{ \"data\": {\"a\": [1, null]},\n \"type\" : \"participantWaiting\" }").type,
            "participantWaiting");
}

TEST(VisioMessage, IsEmptyForAnythingElse) {
  for (const auto* text : {"", "null", "[]", "{", R"({"type":1})", R"({"kind":"x"})", "\xff\xfe"}) {
    EXPECT_EQ(readVisioMessage(text).type, "") << text;
  }
  EXPECT_EQ(readVisioMessage(std::string(20'000, '[')).type, "");
  EXPECT_EQ(readVisioMessage("{\"type\":" + std::string(10'000, '[')).type, "");
}

TEST(VisioMessage, ReadsReactions) {
  EXPECT_EQ(readVisioMessage(R"({"type":"reactionReceived","data":{"emoji":"red-heart"}})").emoji, "red-heart");
  EXPECT_EQ(readVisioMessage(R"({"type":"reactionReceived","data":["red-heart"]})").emoji, "");
}

TEST(LegacyChat, IsLeftToTheNewFormWhenThatCame) {
  EXPECT_EQ(readLegacyChat(R"({"id":"1","message":"x"})")->message, "x");
  EXPECT_FALSE(readLegacyChat(R"({"id":"1","message":"x","ignoreLegacy":true})"));
  EXPECT_FALSE(readLegacyChat(R"({"id":"1"})"));
  EXPECT_FALSE(readLegacyChat("[]"));
}

}  // namespace
}  // namespace rotonde::meeting
