// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/livekit/color.hpp"

#include <gtest/gtest.h>

namespace rotonde::livekit {
namespace {

TEST(Color, ReadsVisiosForms) {
  EXPECT_EQ(colorFromAttribute("hsl(0, 100%, 50%)"), "#ff0000");
  EXPECT_EQ(colorFromAttribute("hsl(120, 100%, 25%)"), "#008000");
  EXPECT_EQ(colorFromAttribute("hsl(240 100% 50%)"), "#0000ff");
  EXPECT_EQ(colorFromAttribute("hsl(206, 68%, 56%)"), "#4399db");
  EXPECT_EQ(colorFromAttribute("#12abEF"), "#12abEF");
}

TEST(Color, IsEmptyForAnythingElse) {
  for (const auto* text : {"", "red", "hsl(", "hsl()", "hsl(1,2)", "hsl(x, 1%, 1%)", "#12345", "#12345g",
                           "hsl(nan, 1%, 1%)", "hsl(1e999, 1%, 1%)"}) {
    EXPECT_EQ(colorFromAttribute(text), "") << text;
  }
}

TEST(Color, ClampsWhatIsOutOfRange) {
  EXPECT_EQ(colorFromAttribute("hsl(-240, 300%, 50%)"), "#00ff00");
  EXPECT_EQ(colorFromAttribute("hsl(99999999, 50%, 900%)"), "#ffffff");
}

}  // namespace
}  // namespace rotonde::livekit
