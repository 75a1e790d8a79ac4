// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "drivers/simulated/mark_pattern.hpp"
#include "drivers/simulated/picture.hpp"
#include "drivers/simulated/simulated_devices.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <vector>

namespace rotonde::drivers {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

std::vector<std::uint8_t> grey(int width, int height) {
  return std::vector<std::uint8_t>(static_cast<std::size_t>(width * height * 3 / 2), 128);
}

TEST(MarkPattern, IsReadBackInAllSizes) {
  for (const auto& [width, height] :
       {std::pair{1280, 720}, {320, 180}, {640, 360}, {480, 270}, {1920, 1080}, {322, 182}}) {
    for (const std::uint32_t mark : {0U, 0xFFFFFFFFU, 0xDEADBEEFU, 1U, 0x80000000U, 0x0F1E2D3CU}) {
      auto picture = grey(width, height);
      drawMark(picture.data(), width, height, mark);
      EXPECT_EQ(readMark(picture.data(), static_cast<std::size_t>(width), width, height), mark) << width << ' ' << mark;
    }
  }
}

TEST(MarkPattern, IsNotSeenWhereNoneIs) {
  auto picture = grey(320, 180);
  EXPECT_FALSE(readMark(picture.data(), 320, 320, 180));
  std::ranges::fill(picture, 235);
  EXPECT_FALSE(readMark(picture.data(), 320, 320, 180));
  drawMark(picture.data(), 320, 180, 42);
  EXPECT_FALSE(readMark(&picture[320 * 15], 320, 320, 165)) << "a picture cut at its top";
}

TEST(SimulatedPicture, MovesAndShowsTheClock) {
  const auto noon = std::chrono::sys_days{std::chrono::year(2026) / 3 / 2} + std::chrono::hours(12);
  SimulatedPicture picture({640, 360, 30}, 7);
  const auto copy = [&](milliseconds elapsed, milliseconds clock) {
    const auto drawn = picture.draw(elapsed, noon + clock);
    return std::vector(drawn.begin(), drawn.end());
  };
  const auto first = copy(milliseconds(0), milliseconds(0));
  EXPECT_EQ(first.size(), 640U * 360 * 3 / 2);
  EXPECT_EQ(readMark(first.data(), 640, 640, 360), 7U);
  EXPECT_EQ(first, copy(milliseconds(4000), milliseconds(0))) << "the bar is back";
  EXPECT_NE(first, copy(milliseconds(500), milliseconds(0))) << "the bar moves";
  EXPECT_NE(first, copy(milliseconds(0), milliseconds(1))) << "the clock shows milliseconds";
}

TEST(SimulatedDevices, GivesPicturesOnAnAbsoluteSchedule) {
  const SimulatedDevices devices({.mark = 0xAABBCCDD});
  const auto camera = devices.cameras().front();
  EXPECT_EQ(camera.id, "simulated:camera");
  const auto producer = std::get<std::shared_ptr<FrameProducer>>(camera.stream);
  std::vector<steady_clock::time_point> captured;
  std::atomic<int> count = 0;
  producer->start({320, 180, 50}, [&](const RawFrame& frame) {
    ASSERT_EQ(frame.i420.size(), 320U * 180 * 3 / 2);
    EXPECT_EQ(readMark(frame.i420.data(), 320, 320, 180), 0xAABBCCDD);
    captured.push_back(frame.captured);
    ++count;
    count.notify_all();
  });
  for (int seen = count; seen < 20; seen = count) count.wait(seen);
  producer->stop();
  const int stopped = count;
  for (std::size_t i = 1; i < captured.size(); ++i) {
    EXPECT_EQ((captured[i] - captured.front()) % milliseconds(20), milliseconds(0));
    EXPECT_GT(captured[i], captured[i - 1]);
  }
  // Starts again with the same sink's successor, and the old one is silent.
  std::atomic<int> again = 0;
  producer->start({320, 180, 50}, [&](const RawFrame&) {
    ++again;
    again.notify_all();
  });
  again.wait(0);
  producer->stop();
  EXPECT_EQ(count, stopped);
}

TEST(SimulatedDevices, Beeps) {
  const auto microphone = SimulatedDevices().microphones().front();
  EXPECT_EQ(microphone.id, "simulated:microphone");
  const auto producer = std::get<std::shared_ptr<AudioProducer>>(microphone.stream);
  std::vector<double> levels;
  std::atomic<int> count = 0;
  producer->start({48'000, 1}, [&](const RawAudio& block) {
    ASSERT_EQ(block.samples.size(), 480U);
    double sum = 0;
    for (const std::int16_t sample : block.samples) sum += std::pow(sample / 32768.0, 2);
    levels.push_back(10 * std::log10(std::max(sum / 480, 1e-10)));
    ++count;
    count.notify_all();
  });
  for (int seen = count; seen < 100; seen = count) count.wait(seen);
  producer->stop();
  // A busy machine leaves blocks out, so they are counted: 60 of 100 sound, and each is whole.
  int loud = 0;
  for (const double level : levels) {
    EXPECT_TRUE(level < -90 || std::abs(level + 20) < 1) << level;
    loud += level > -90 ? 1 : 0;
  }
  EXPECT_NEAR(loud, 60, 25);
}

}  // namespace
}  // namespace rotonde::drivers
