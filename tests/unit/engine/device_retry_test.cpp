// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/engine/device_retry.hpp"

#include "tests/fakes/fake_time.hpp"

#include <gtest/gtest.h>

namespace rotonde::pipelines {
namespace {

struct DeviceRetryTest : testing::Test {
  test::FakeTime time;
  int tries = 0;
  bool works = false;
  DeviceRetry retry{time, [this] { open(); }};
  const std::optional<Error> broken = Error{ErrorKind::TryLater, "gone", {}};

  void open() {
    ++tries;
    retry.heard(works ? std::nullopt : broken);
  }
  /// How many tries `seconds` bring.
  int triesIn(int seconds) {
    const int before = tries;
    time.advance(std::chrono::seconds(seconds));
    return tries - before;
  }
};

TEST_F(DeviceRetryTest, WaitsTwiceAsLongEachTimeUpToHalfAMinute) {
  retry.wanted(true);
  open();
  for (const int seconds : {1, 2, 4, 8, 16, 30, 30}) {
    EXPECT_EQ(triesIn(seconds - 1), 0) << seconds;
    EXPECT_EQ(triesIn(1), 1) << seconds;
  }
}

TEST_F(DeviceRetryTest, EndsWhenTheDeviceWorksAndStartsOverAfterThat) {
  retry.wanted(true);
  open();
  EXPECT_EQ(triesIn(7), 3);
  works = true;
  EXPECT_EQ(triesIn(60), 1);
  works = false;
  retry.heard(broken);
  EXPECT_EQ(triesIn(1), 1);
}

TEST_F(DeviceRetryTest, NothingIsTriedThatNobodyWants) {
  retry.heard(broken);
  EXPECT_EQ(triesIn(60), 0);
  retry.wanted(true);
  open();
  retry.wanted(false);
  EXPECT_EQ(triesIn(60), 0);
  EXPECT_EQ(time.pendingTimers(), 0U);
}

TEST_F(DeviceRetryTest, AnotherChoiceIsNotDisturbedByTheLastOnesTimer) {
  retry.wanted(true);
  open();
  retry.wanted(true);
  works = true;
  EXPECT_EQ(triesIn(60), 0);
}

}  // namespace
}  // namespace rotonde::pipelines
