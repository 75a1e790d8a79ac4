// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/capture/capture_times.hpp"

#include <gtest/gtest.h>

namespace rotonde::pipelines {
namespace {

/// What a device adds to its times of blocks of 10 ms, for `seconds`, and what is left of it at the end, in ms.
struct Device {
  CaptureTimes times;
  GstClockTime now = GST_SECOND;

  GstClockTimeDiff errorAfter(GstClockTimeDiff added, int seconds, GstClockTimeDiff jitter = 0) {
    constexpr auto kMs = static_cast<GstClockTimeDiff>(GST_MSECOND);
    GstClockTimeDiff left = 0;
    for (int i = 0; i < 100 * seconds; ++i, now += 10 * GST_MSECOND) {
      const GstClockTimeDiff late = i % 7 == 0 ? 0 : jitter;
      left = added + times.correction((late - added) * kMs, now) / kMs;
    }
    return left;
  }
};

TEST(CaptureTimes, TrueTimesStay) {
  Device device;
  EXPECT_EQ(device.errorAfter(0, 10), 0);
  EXPECT_EQ(device.errorAfter(0, 10, 300), 0) << "blocks that come late are still as old as they say";
  EXPECT_EQ(device.errorAfter(-40, 10), -40) << "a device that holds its blocks a while";
}

TEST(CaptureTimes, TimesAheadOfTheClockAreMendedAtOnce) {
  Device device;
  device.errorAfter(0, 5);
  EXPECT_EQ(device.errorAfter(328, 1), 0);
  EXPECT_EQ(device.errorAfter(328, 10, 100), 0);
}

TEST(CaptureTimes, TimesBehindTheClockAreMendedInSeconds) {
  Device device;
  EXPECT_EQ(device.errorAfter(-200, 5), 0);
  device.errorAfter(328, 5);
  EXPECT_EQ(device.errorAfter(0, 5), 0) << "the device has counted right again";
}

}  // namespace
}  // namespace rotonde::pipelines
