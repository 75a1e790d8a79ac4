// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/control/frame.hpp"

#include <gtest/gtest.h>

namespace rotonde::control {
namespace {

TEST(Frame, LengthIsBigEndian) { EXPECT_EQ(frame(std::string(258, 'x')).substr(0, 4), std::string("\0\0\1\2", 4)); }

TEST(Frame, ComesBackHoweverItIsCut) {
  const std::string bytes = frame("one") + frame("") + frame(std::string(kLargestFrame, 'z'));
  for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, std::size_t{4096}, bytes.size()}) {
    FrameReader reader;
    std::vector<std::string> bodies;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      reader.append(std::string_view(bytes).substr(at, piece));
      while (true) {
        const auto body = reader.next();
        ASSERT_TRUE(body);
        if (!*body) break;
        bodies.push_back(**body);
      }
      if (piece == 1 && bodies.size() == 2) break;  // the long one byte by byte shows nothing new
    }
    ASSERT_GE(bodies.size(), 2U);
    EXPECT_EQ(bodies[0], "one");
    EXPECT_EQ(bodies[1], "");
    if (piece > 1) {
      ASSERT_EQ(bodies.size(), 3U);
      EXPECT_EQ(bodies[2].size(), kLargestFrame);
    }
  }
}

TEST(Frame, TooLongIsRefusedBeforeItIsRead) {
  FrameReader reader;
  reader.append(std::string("\0\x10\0\1", 4));
  const auto body = reader.next();
  ASSERT_FALSE(body);
  EXPECT_EQ(body.error().message, "a frame of 1048577 bytes was announced; 1048576 are allowed");
}

}  // namespace
}  // namespace rotonde::control
