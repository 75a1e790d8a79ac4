// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
// That telephones read the codes is tested in tests/media/screen, with the library zbar.
#include "pipelines/compose/qr_code.hpp"

#include <gtest/gtest.h>

#include <string>

namespace rotonde::pipelines {
namespace {

TEST(QrCode, IsTheSmallestThatHoldsTheText) {
  // ISO/IEC 18004, table 7: bytes at level M.
  for (const auto& [bytes, size] : {std::pair{1, 21},
                                    {14, 21},
                                    {15, 25},
                                    {26, 25},
                                    {27, 29},
                                    {42, 29},
                                    {43, 33},
                                    {62, 33},
                                    {63, 37},
                                    {84, 37},
                                    {85, 41},
                                    {106, 41}}) {
    const auto code = QrCode::encode(std::string(static_cast<std::size_t>(bytes), 'x'));
    ASSERT_TRUE(code) << bytes;
    EXPECT_EQ(code->size(), size) << bytes;
  }
  EXPECT_FALSE(QrCode::encode(std::string(QrCode::kMostBytes + 1, 'x')));
  EXPECT_FALSE(QrCode::encode(""));
}

TEST(QrCode, HasItsFinderAndTimingPatterns) {
  const auto code = QrCode::encode("https://visio.numerique.gouv.fr/abc-defg-hij");
  ASSERT_TRUE(code);
  const int last = code->size() - 1;
  for (const auto& [x, y] : {std::pair{0, 0}, {last - 6, 0}, {0, last - 6}}) {
    for (int at = 0; at < 7; ++at) {
      EXPECT_TRUE(code->dark(x + at, y));
      EXPECT_TRUE(code->dark(x, y + at));
      if (at == 0 || at == 6) continue;
      EXPECT_FALSE(code->dark(x + at, y + 1));
    }
    EXPECT_TRUE(code->dark(x + 3, y + 3));
  }
  for (int at = 8; at < code->size() - 8; ++at) EXPECT_EQ(code->dark(at, 6), at % 2 == 0);
  EXPECT_TRUE(code->dark(8, code->size() - 8)) << "the dark module";
}

TEST(QrCode, AnotherTextIsAnotherCode) {
  const auto one = QrCode::encode("https://visio.example/abc-defg-hij");
  const auto other = QrCode::encode("https://visio.example/abc-defg-hik");
  int differ = 0;
  for (int y = 0; y < one->size(); ++y) {
    for (int x = 0; x < one->size(); ++x) differ += one->dark(x, y) != other->dark(x, y) ? 1 : 0;
  }
  EXPECT_GT(differ, 20);
}

}  // namespace
}  // namespace rotonde::pipelines
