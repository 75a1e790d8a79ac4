// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/control/path.hpp"

#include <gtest/gtest.h>

namespace rotonde::control {
namespace {

TEST(Path, PlainNamesStandBare) { EXPECT_EQ(childPath("roster", "PA_x-1"), "roster.PA_x-1"); }

TEST(Path, OtherNamesAreQuotedAndComeBack) {
  for (const std::string name : {"a@b.fr", "", "with \"quotes\"", "back\\slash", "é", "a.b"}) {
    const std::string text = childPath(childPath("agenda.occurrences", name), "title");
    const auto path = parsePath(text);
    ASSERT_TRUE(path) << text;
    EXPECT_EQ(*path, (Path{"agenda", "occurrences", name, "title"})) << text;
  }
}

TEST(Path, EmptyIsTheRoot) { EXPECT_EQ(parsePath(""), Path{}); }

TEST(Path, BrokenTextsAreNoPath) {
  for (const char* text : {".", "a.", ".a", "a..b", "\"open", "a.\"open", "\"a\"b", "a\"b\"", "\"a\\"})
    EXPECT_FALSE(parsePath(text)) << text;
}

TEST(Path, UnderIsByWholeNames) {
  EXPECT_TRUE(isUnder("meeting.title", "meeting"));
  EXPECT_TRUE(isUnder("meeting", "meeting"));
  EXPECT_TRUE(isUnder("meeting", ""));
  EXPECT_FALSE(isUnder("meetings.title", "meeting"));
  EXPECT_FALSE(isUnder("meeting", "meeting.title"));
}

}  // namespace
}  // namespace rotonde::control
