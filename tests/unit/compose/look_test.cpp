// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/compose/look.hpp"

#include "pipelines/compose/text.hpp"

#include <gtest/gtest.h>

namespace rotonde::pipelines {
namespace {

constexpr double kReadable = 4.5;

TEST(Look, ContrastIsThatOfWcag) {
  EXPECT_NEAR(contrast(colour(0x000000), colour(0xffffff)), 21.0, 0.01);
  EXPECT_NEAR(contrast(colour(0x777777), colour(0xffffff)), 4.48, 0.01);
}

TEST(Look, EveryTextCanBeReadOnItsGround) {
  for (const Colour ground : {look::kBackground, look::kSurface, look::kRaised}) {
    for (const Colour text : {look::kText, look::kQuiet, look::kAccent, look::kNotice}) {
      EXPECT_GE(contrast(text, ground), kReadable);
    }
  }
  for (const Colour ground : {look::kAccent, look::kNotice, look::kAlarm}) {
    EXPECT_GE(contrast(look::kInk, ground), kReadable);
    EXPECT_GE(contrast(look::kText, mixed(ground, look::kBackground, 0.16)), kReadable);
  }
}

TEST(Look, ALabelOverAWhitePictureCanBeRead) {
  const Colour label = mixed(look::kBackground, colour(0xffffff), 0.78);
  EXPECT_GE(contrast(look::kText, label), kReadable);
  EXPECT_GE(contrast(look::kNotice, label), kReadable);
}

TEST(Look, TheInitialCanBeReadOnAnyColour) {
  for (std::uint32_t step = 0; step < 4096; ++step) {
    const std::uint32_t rgb = (step & 15U) * 0x11U | ((step >> 4) & 15U) * 0x1100U | (step >> 8) * 0x110000U;
    EXPECT_GE(contrast(textOn(colour(rgb)), colour(rgb)), 4.0) << rgb;
  }
}

TEST(Look, TheInitialIsTheFirstLetter) {
  EXPECT_EQ(initialOf("Élodie Martin"), "É");
  EXPECT_EQ(initialOf("  (invité) zoé"), "I");
  EXPECT_EQ(initialOf("éric"), "É");
  EXPECT_EQ(initialOf(""), "•");
  EXPECT_EQ(initialOf("\xff\xfe…"), "•");
  EXPECT_EQ(initialOf("王芳"), "王");
}

}  // namespace
}  // namespace rotonde::pipelines
