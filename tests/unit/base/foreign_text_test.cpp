// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/base/foreign_text.hpp"

#include <gtest/gtest.h>

namespace rotonde {
namespace {

TEST(ForeignText, LeavesNamesAsTheyAre) {
  for (const char* name :
       {"Élodie Martin-Lefèvre", "Zoë 🎉", "👩‍💻 Ada", "שלום", "محمد", "山田太郎", "नमस्ते", "A\u0301da", "❤️"}) {
    EXPECT_EQ(foreignLine(name, 64), name);
  }
}

TEST(ForeignText, IsOneLineWithoutControls) {
  EXPECT_EQ(foreignLine("  Ada\r\n\tL.\u2028x \u00a0 ", 64), "Ada L. x");
  EXPECT_EQ(foreignLine("a\x1b[31mb\x07\x7f", 64), "a[31mb");
  EXPECT_EQ(foreignLine(std::string_view("a\0b", 3), 64), "ab");
  EXPECT_EQ(foreignLine("\u202eadmin\u202c \u2066x\u2069\u200f\u200b\ufeff", 64), "admin x");
  EXPECT_EQ(foreignLine("\u3164\u115f", 64), "") << "looks like nothing, so it is nothing";
}

TEST(ForeignText, IsAlwaysValidUtf8) {
  EXPECT_EQ(foreignLine("a\xff\xc0\xaf\xed\xa0\x80z\xe2\x82", 64),
            "a\ufffd\ufffd\ufffd\ufffd\ufffd\ufffdz\ufffd\ufffd");
  EXPECT_EQ(foreignLine("\xf4\x90\x80\x80", 64).size(), 12U) << "beyond U+10FFFF";
}

TEST(ForeignText, IsCutByCodePoints) {
  EXPECT_EQ(foreignLine(std::string(200, 'x'), 10), std::string(9, 'x') + "…");
  EXPECT_EQ(foreignLine("ééééé", 5), "ééééé");
  EXPECT_EQ(foreignLine("éééééé", 5), "éééé…");
  EXPECT_EQ(foreignLine("abc  def", 5), "abc…");
  EXPECT_EQ(foreignLine("abc", 0), "");
}

TEST(ForeignText, PilesNoMarks) {
  std::string zalgo = "Z";
  for (int i = 0; i < 100; ++i) zalgo += "\u0301";
  EXPECT_EQ(foreignLine(zalgo + "o", 64), "Z\u0301\u0301\u0301o");
}

TEST(ForeignText, IsolatesWhatRunsFromRightToLeft) {
  EXPECT_EQ(isolated("Ada"), "Ada");
  EXPECT_EQ(isolated("שלום"), "\u2068שלום\u2069");
  EXPECT_EQ(isolated("Ada (محمد)"), "\u2068Ada (محمد)\u2069");
}

}  // namespace
}  // namespace rotonde
