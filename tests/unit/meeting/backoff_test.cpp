// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/meeting/backoff.hpp"

#include <gmock/gmock.h>

#include <vector>

namespace rotonde::meeting {
namespace {

std::vector<milliseconds::rep> waits(Backoff& backoff, int count) {
  std::vector<milliseconds::rep> result;
  for (int i = 0; i < count; ++i) result.push_back(backoff.next().count());
  return result;
}

TEST(Backoff, GrowsThenStaysSlow) {
  Backoff backoff([] { return 0.0; });
  EXPECT_THAT(waits(backoff, 12),
              testing::ElementsAre(0, 300, 1200, 2700, 4800, 7000, 7000, 7000, 7000, 7000, 15'000, 15'000));
  backoff.reset();
  EXPECT_EQ(backoff.next(), milliseconds(0));
}

TEST(Backoff, SpreadsAFleet) {
  Backoff backoff([] { return 0.5; });
  EXPECT_THAT(waits(backoff, 11), testing::ElementsAre(0, 300, 1700, 3200, 5300, 7500, 7500, 7500, 7500, 7500, 22'500));
}

TEST(Backoff, HonoursTheServersWish) {
  Backoff backoff([] { return 0.0; });
  EXPECT_EQ(backoff.next(milliseconds(9000)), milliseconds(9000));
  EXPECT_EQ(backoff.next(), milliseconds(300));
}

}  // namespace
}  // namespace rotonde::meeting
