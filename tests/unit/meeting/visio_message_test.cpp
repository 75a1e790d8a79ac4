// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/meeting/visio_message.hpp"

#include <gtest/gtest.h>

namespace rotonde::meeting {
namespace {

TEST(VisioMessage, ReadsTheTypeWhateverTheBlanks) {
  EXPECT_EQ(visioMessageType(R"({"type":"participantMuted"})"), "participantMuted");
  EXPECT_EQ(visioMessageType("{ \"data\": {\"a\": [1, null]},\n \"type\" : \"participantWaiting\" }"),
            "participantWaiting");
}

TEST(VisioMessage, IsEmptyForAnythingElse) {
  for (const auto* text : {"", "null", "[]", "{", R"({"type":1})", R"({"kind":"x"})", "\xff\xfe"}) {
    EXPECT_EQ(visioMessageType(text), "") << text;
  }
  EXPECT_EQ(visioMessageType(std::string(20'000, '[')), "");
  EXPECT_EQ(visioMessageType("{\"type\":" + std::string(10'000, '[')), "");
}

}  // namespace
}  // namespace rotonde::meeting
