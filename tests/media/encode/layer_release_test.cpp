// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/encode/layer_release.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <format>
#include <string>
#include <thread>

namespace rotonde::pipelines {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Three layers, and what left them: "q33" is layer 0's packet of the picture at 33 ms.
struct Scene {
  std::vector<std::string> out;
  LayerRelease release{
      3, [this](GstSample* packet) {
        const GstBuffer* buffer = gst_sample_get_buffer(packet);
        out.push_back(std::format("{}{}", "qhf"[GST_BUFFER_OFFSET(buffer)], GST_BUFFER_PTS(buffer) / GST_MSECOND));
      }};

  explicit Scene(const std::vector<std::size_t>& active = {0, 1, 2}) {
    for (const std::size_t layer : active) release.setActive(layer, true);
  }
  void take(std::size_t layer, GstClockTime ms) {
    const auto buffer = Ref<GstBuffer>::adopt(gst_buffer_new());
    GST_BUFFER_PTS(buffer.get()) = ms * GST_MSECOND;
    GST_BUFFER_OFFSET(buffer.get()) = layer;
    const auto sample = Ref<GstSample>::adopt(gst_sample_new(buffer.get(), nullptr, nullptr, nullptr));
    release.take(layer, sample.get());
  }
};

TEST(LayerRelease, HoldsTheSmallerLayersUntilTheLargestHasCome) {
  Scene scene;
  scene.take(0, 33);
  scene.take(1, 33);
  EXPECT_THAT(scene.out, IsEmpty());
  scene.take(2, 33);
  EXPECT_THAT(scene.out, ElementsAre("f33", "h33", "q33"));
  // The picture's other packets do not wait any more.
  scene.take(0, 33);
  scene.take(2, 33);
  EXPECT_THAT(scene.out, ElementsAre("f33", "h33", "q33", "q33", "f33"));
}

TEST(LayerRelease, WaitsForTheMiddleLayerToo) {
  Scene scene;
  scene.take(0, 33);
  scene.take(2, 33);
  EXPECT_THAT(scene.out, ElementsAre("f33"));
  scene.take(1, 33);
  EXPECT_THAT(scene.out, ElementsAre("f33", "h33", "q33"));
}

TEST(LayerRelease, DoesNotWaitForALayerThatIsNotSent) {
  Scene scene({0, 1});
  scene.take(0, 33);
  EXPECT_THAT(scene.out, IsEmpty());
  scene.take(1, 33);
  EXPECT_THAT(scene.out, ElementsAre("h33", "q33"));
}

TEST(LayerRelease, ALayerThatStopsFreesWhatWaitsForIt) {
  Scene scene;
  scene.take(0, 33);
  scene.take(0, 66);
  scene.take(1, 66);
  scene.release.setActive(2, false);
  EXPECT_THAT(scene.out, ElementsAre("h66", "q33", "q66"));
}

TEST(LayerRelease, WaitsNoLongerThan150Ms) {
  Scene scene;
  for (const GstClockTime ms : {0, 33, 66, 99, 132}) scene.take(0, ms);
  EXPECT_THAT(scene.out, IsEmpty());
  scene.take(0, 150);
  EXPECT_THAT(scene.out, ElementsAre("q0"));
  scene.take(0, 183);
  EXPECT_THAT(scene.out, ElementsAre("q0", "q33"));
}

TEST(LayerRelease, AnotherCamerasEarlierTimeIsNotWaitedFor) {
  Scene scene;
  for (const std::size_t layer : {2U, 1U, 0U}) scene.take(layer, 10'000);
  scene.out.clear();
  scene.take(0, 33);
  scene.take(2, 33);
  scene.take(1, 33);
  scene.take(0, 66);
  scene.take(1, 66);
  scene.take(2, 66);
  EXPECT_THAT(scene.out, ElementsAre("q33", "f33", "h33", "f66", "h66", "q66"));
}

TEST(LayerRelease, TakesFromSeveralThreads) {
  Scene scene;
  {
    std::vector<std::jthread> encoders;
    for (std::size_t layer = 0; layer < 3; ++layer) {
      encoders.emplace_back([&scene, layer] {
        for (GstClockTime frame = 0; frame < 200; ++frame) scene.take(layer, frame * 33);
      });
    }
  }
  for (std::size_t layer = 0; layer < 3; ++layer) scene.release.setActive(layer, false);
  EXPECT_EQ(scene.out.size(), 600U);
}

}  // namespace
}  // namespace rotonde::pipelines
