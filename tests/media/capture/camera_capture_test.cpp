// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/capture/camera_capture.hpp"

#include "drivers/simulated/mark_pattern.hpp"
#include "drivers/simulated/simulated_devices.hpp"
#include "firmware/base/main_loop.hpp"
#include "pipelines/gst/pipeline.hpp"
#include "pipelines/gst/rate_limit.hpp"
#include "tests/support/run_until.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <format>
#include <mutex>

namespace rotonde::pipelines {
namespace {

using drivers::Camera;
using drivers::ElementStream;

struct Frame {
  GstClockTime pts;
  gsize size;
  GstCaps* caps;
};

struct Capturing : testing::Test {
  MainLoop loop;
  drivers::SimulatedDevices simulated{{.mark = 0x01020304}};
  CameraCapture camera{loop, {1280, 720, 30}};
  std::mutex mutex;
  std::vector<Frame> frames;
  std::optional<std::uint32_t> mark;
  std::vector<std::optional<Error>> problems;
  Handle subscription = camera.frames().subscribe([this](GstSample* sample) {
    GstBuffer* buffer = gst_sample_get_buffer(sample);
    GstMapInfo map;
    gst_buffer_map(buffer, &map, GST_MAP_READ);
    const std::scoped_lock lock(mutex);
    mark = drivers::readMark(map.data, 1280, 1280, 720);
    frames.push_back({GST_BUFFER_PTS(buffer), map.size, gst_sample_get_caps(sample)});
    gst_buffer_unmap(buffer, &map);
    loop.post([] {});
  });

  void SetUp() override {
    camera.onProblem([this](std::optional<Error> problem) { problems.push_back(std::move(problem)); });
  }
  std::size_t count() {
    const std::scoped_lock lock(mutex);
    return frames.size();
  }
  bool capture(std::size_t more) {
    const std::size_t until = count() + more;
    return test::runUntil(loop, [&] { return count() >= until; });
  }
  static Camera elementCamera(ElementStream stream) {
    return {.id = "test:camera", .name = "Test", .formats = {{1280, 720, 30}}, .stream = std::move(stream)};
  }
};

TEST_F(Capturing, SimulatedFramesKeepTheRasterOfTheirCapture) {
  const GstClockTime before = Pipeline::runningTime();
  camera.select(simulated.cameras().front());
  camera.open(true);
  ASSERT_TRUE(capture(45));
  camera.open(false);
  EXPECT_EQ(mark, 0x01020304U);
  EXPECT_GE(frames.front().pts, before);
  EXPECT_LE(frames.back().pts, Pipeline::runningTime());
  for (std::size_t i = 0; i < frames.size(); ++i) {
    EXPECT_EQ(frames[i].size, 1280U * 720 * 3 / 2);
    EXPECT_EQ(frames[i].caps, frames.front().caps);
    const GstClockTime raster = GST_SECOND / 30;
    const GstClockTime rest = (frames[i].pts - frames.front().pts) % raster;
    EXPECT_LT(std::min(rest, raster - rest), GST_MSECOND);
    if (i > 0) {
      EXPECT_GT(frames[i].pts, frames[i - 1].pts);
    }
  }
  EXPECT_TRUE(problems.empty());
}

class CountingProducer : public drivers::FrameProducer {
 public:
  void start(drivers::VideoFormat format, std::function<void(const drivers::RawFrame&)> sink) override {
    ++running;
    inner_->start(format, std::move(sink));
  }
  void stop() override {
    --running;
    inner_->stop();
  }
  int running = 0;

 private:
  std::shared_ptr<drivers::FrameProducer> inner_ =
      std::get<std::shared_ptr<drivers::FrameProducer>>(drivers::SimulatedDevices().cameras().front().stream);
};

TEST_F(Capturing, ClosedMeansNoPictureAndAClosedDevice) {
  const auto producer = std::make_shared<CountingProducer>();
  Camera counting = elementCamera({});
  counting.stream = producer;
  for (const Camera& device : {counting, elementCamera({"videotestsrc", {{"is-live", "true"}}})}) {
    camera.select(device);
    EXPECT_EQ(producer->running, 0) << "selecting opens nothing";
    camera.open(true);
    ASSERT_TRUE(capture(5));
    camera.open(false);
    EXPECT_EQ(producer->running, 0);
    const std::size_t closed = count();
    bool later = false;
    const Handle timer = loop.after(milliseconds(200), [&] { later = true; });
    ASSERT_TRUE(test::runUntil(loop, [&] { return later; }));
    EXPECT_EQ(count(), closed);
  }
}

TEST_F(Capturing, TakesAnyCamerasSizeAndRate) {
  camera.select(elementCamera({"videotestsrc", {{"is-live", "true"}, {"pattern", "ball"}}}));
  camera.open(true);
  ASSERT_TRUE(capture(20));
  for (const Frame& frame : frames) EXPECT_EQ(frame.size, 1280U * 720 * 3 / 2);
}

TEST_F(Capturing, DecodesAJpegCamera) {
  const std::string file = (std::filesystem::temp_directory_path() / std::format("rotonde-{}.jpg", getpid())).string();
  {
    Pipeline maker("jpeg", loop);
    bool done = false;
    maker.onElementMessage([&](const Pipeline::Message& message) { done = done || message.text == "eos"; });
    GstElement* bin = gst_parse_bin_from_description(
        std::format("videotestsrc num-buffers=1 ! video/x-raw,width=1280,height=720 ! jpegenc ! filesink location={}",
                    file)
            .c_str(),
        FALSE, nullptr);
    ASSERT_TRUE(bin);
    gst_bin_add(maker.bin(), bin);
    maker.play();
    ASSERT_TRUE(test::runUntil(loop, [&] { return done; }));
  }
  camera.select(elementCamera(
      {"multifilesrc",
       {{"location", file}, {"loop", "true"}, {"caps", "image/jpeg,width=1280,height=720,framerate=30/1"}}}));
  camera.open(true);
  EXPECT_TRUE(capture(5));
  camera.open(false);
  std::filesystem::remove(file);
}

TEST_F(Capturing, ReportsAFailingCameraAndComesBack) {
  camera.select(elementCamera({"v4l2src", {{"device", "/dev/no-such-camera"}}}));
  camera.open(true);
  ASSERT_TRUE(test::runUntil(loop, [&] { return !problems.empty(); }));
  ASSERT_TRUE(problems.front());
  EXPECT_EQ(problems.front()->kind, ErrorKind::TryLater);
  camera.open(true);
  ASSERT_TRUE(test::runUntil(loop, [&] { return problems.size() >= 2; }));
  EXPECT_TRUE(problems.back()) << "tried again, failed again";
  camera.select(simulated.cameras().front());
  ASSERT_TRUE(capture(3));
  ASSERT_TRUE(test::runUntil(loop, [&] { return !problems.back(); }));
  EXPECT_EQ(problems.size(), 3U);
}

TEST_F(Capturing, ReportsACameraThatEndsWhileOpen) {
  camera.select(elementCamera({"videotestsrc", {{"is-live", "true"}, {"num-buffers", "5"}}}));
  camera.open(true);
  ASSERT_TRUE(test::runUntil(loop, [&] { return !problems.empty(); }));
  EXPECT_TRUE(problems.front());
  EXPECT_GT(count(), 0U);
}

TEST_F(Capturing, NamesAMissingPlugin) {
  camera.select(elementCamera({"nosuchsrc", {}}));
  camera.open(true);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems.front()->kind, ErrorKind::AskHuman);
  EXPECT_THAT(problems.front()->message, testing::HasSubstr("nosuchsrc"));
}

TEST(RateLimit, ThinsOutWithoutDelay) {
  for (const auto& [in, expected] : {std::pair{60, 60}, {30, 60}, {15, 30}, {120, 60}, {45, 60}}) {
    RateLimit limit(30);
    int taken = 0;
    for (int i = 0; i < 2 * in; ++i) {
      const GstClockTime jitter = i % 3 == 0 ? 3 * GST_MSECOND : 0;
      taken += limit.take(GST_SECOND + gst_util_uint64_scale_int(GST_SECOND, i, in) + (in <= 60 ? jitter : 0)) ? 1 : 0;
    }
    EXPECT_LE(taken, expected + 2) << in;
    EXPECT_GE(taken, in == 45 ? 44 : expected - 2) << in;
  }
}

}  // namespace
}  // namespace rotonde::pipelines
