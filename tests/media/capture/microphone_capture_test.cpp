// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/capture/microphone_capture.hpp"

#include "drivers/simulated/simulated_devices.hpp"
#include "firmware/base/main_loop.hpp"
#include "pipelines/gst/pipeline.hpp"
#include "tests/support/run_until.hpp"

#include <gtest/gtest.h>

#include <mutex>
#include <vector>

namespace rotonde::pipelines {
namespace {

struct Listening : testing::Test {
  MainLoop loop;
  MicrophoneCapture microphone{loop};
  std::mutex mutex;
  std::vector<std::pair<GstClockTime, gsize>> blocks;
  std::vector<std::optional<Error>> problems;
  Handle subscription = microphone.samples().subscribe([this](GstSample* sample) {
    GstBuffer* buffer = gst_sample_get_buffer(sample);
    const std::scoped_lock lock(mutex);
    blocks.emplace_back(GST_BUFFER_PTS(buffer), gst_buffer_get_size(buffer));
    loop.post([] {});
  });

  void SetUp() override {
    microphone.onProblem([this](std::optional<Error> problem) { problems.push_back(std::move(problem)); });
  }
  std::size_t count() {
    const std::scoped_lock lock(mutex);
    return blocks.size();
  }
  bool listen(std::size_t more) {
    const std::size_t until = count() + more;
    return test::runUntil(loop, [&] { return count() >= until; });
  }
  void expectTenMilliseconds() {
    const std::scoped_lock lock(mutex);
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      EXPECT_EQ(blocks[i].second, 960U);
      if (i > 0) {
        EXPECT_NEAR(static_cast<double>(blocks[i].first - blocks[i - 1].first), 10e6, 1e6) << i;
      }
    }
  }
};

TEST_F(Listening, SimulatedSoundComesInBlocksOf10MsWithItsLevel) {
  microphone.select(drivers::SimulatedDevices().microphones().front());
  EXPECT_EQ(microphone.level(), -100);
  const GstClockTime before = Pipeline::runningTime();
  microphone.open(true);
  ASSERT_TRUE(test::runUntil(loop, [&] { return microphone.level() > -22; }));
  EXPECT_NEAR(microphone.level(), -20, 2);
  ASSERT_TRUE(listen(20));
  microphone.open(false);
  EXPECT_GE(blocks.front().first, before);
  expectTenMilliseconds();
}

TEST_F(Listening, ADeviceElementPassesTheVoiceProcessor) {
  microphone.select(drivers::Microphone{
      .id = "test:microphone",
      .name = "Test",
      .format = {},
      .stream = drivers::ElementStream{"audiotestsrc",
                                       {{"is-live", "true"}, {"do-timestamp", "true"}, {"wave", "pink-noise"}}}});
  microphone.open(true);
  ASSERT_TRUE(listen(50));
  microphone.open(false);
  expectTenMilliseconds();
  EXPECT_TRUE(problems.empty());
}

TEST_F(Listening, ClosedMeansNoSound) {
  microphone.select(drivers::SimulatedDevices().microphones().front());
  microphone.open(true);
  ASSERT_TRUE(listen(30));
  microphone.open(false);
  EXPECT_EQ(microphone.level(), -100);
  const std::size_t closed = count();
  bool later = false;
  const Handle timer = loop.after(milliseconds(200), [&] { later = true; });
  ASSERT_TRUE(test::runUntil(loop, [&] { return later; }));
  EXPECT_EQ(count(), closed);
  EXPECT_EQ(microphone.level(), -100);
}

TEST_F(Listening, ReportsAFailingMicrophoneAndComesBack) {
  microphone.select(drivers::Microphone{.id = "alsa:none",
                                        .name = "None",
                                        .format = {},
                                        .stream = drivers::ElementStream{"alsasrc", {{"device", "no-such-pcm"}}}});
  microphone.open(true);
  ASSERT_TRUE(test::runUntil(loop, [&] { return !problems.empty(); }));
  EXPECT_TRUE(problems.front());
  microphone.select(drivers::SimulatedDevices().microphones().front());
  ASSERT_TRUE(listen(5));
  EXPECT_TRUE(test::runUntil(loop, [&] { return !problems.back(); }));
}

}  // namespace
}  // namespace rotonde::pipelines
