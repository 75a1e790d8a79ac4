// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/compose/painter.hpp"

#include "pipelines/gst/pipeline.hpp"
#include "tests/media/compose/pictures.hpp"

#include <gtest/gtest.h>

#include <set>

namespace rotonde::pipelines {
namespace {

Scene oneTile() {
  Scene scene;
  scene.clock = "14:05";
  scene.tiles = {{.feed = "a", .name = "Zoé"}};
  return scene;
}

TEST(Painter, AStillPictureIsNotDrawnAgain) {
  Feeds feeds;
  std::vector<std::string> shown;
  Painter painter(640, 360, 30);
  feeds.put("a", solid(320, 180, colour(0xc02020)).get());
  painter.show(oneTile());
  const auto first = painter.draw(feeds, shown);
  EXPECT_TRUE(painter.changed());
  painter.show(oneTile());
  EXPECT_EQ(painter.draw(feeds, shown).get(), first.get());
  EXPECT_FALSE(painter.changed());
  feeds.put("elsewhere", solid(320, 180, colour(0xc02020)).get());
  painter.draw(feeds, shown);
  EXPECT_FALSE(painter.changed());
  Scene later = oneTile();
  later.clock = "14:06";
  painter.show(later);
  EXPECT_NE(painter.draw(feeds, shown).get(), first.get());
  EXPECT_TRUE(painter.changed());
}

TEST(Painter, FramesCarryTheRunningTimeAndReuseTheirMemory) {
  Feeds feeds;
  std::vector<std::string> shown;
  std::set<GstBuffer*> buffers;
  Painter painter(640, 360, 30);
  painter.show(oneTile());
  GstClockTime last = 0;
  for (int number = 0; number < 500; ++number) {
    feeds.put("a", solid(64, 36, colour(0xc02020)).get());
    const GstClockTime before = Pipeline::runningTime();
    const auto frame = painter.draw(feeds, shown);
    ASSERT_TRUE(painter.changed());
    GstBuffer* buffer = gst_sample_get_buffer(frame.get());
    ASSERT_GE(GST_BUFFER_PTS(buffer), before);
    ASSERT_LE(GST_BUFFER_PTS(buffer), Pipeline::runningTime());
    ASSERT_GT(GST_BUFFER_PTS(buffer), last);
    last = GST_BUFFER_PTS(buffer);
    buffers.insert(buffer);
  }
  EXPECT_LE(buffers.size(), 4U);
  EXPECT_EQ(shown, std::vector<std::string>{"a"});
}

TEST(Painter, AFeedThatComesBackBetweenTwoFramesIsReportedAgain) {
  Feeds feeds;
  std::vector<std::string> shown;
  Painter painter(640, 360, 30);
  painter.show(oneTile());
  for (const guint32 hue : {0xc02020U, 0x20c020U, 0x2020c0U}) {
    feeds.put("a", solid(320, 180, colour(hue)).get());
    painter.draw(feeds, shown);
    feeds.put("a", solid(320, 180, colour(hue + 1)).get());
    painter.draw(feeds, shown);
    feeds.remove("a");  // The call ended; the next one begins before the stage draws.
  }
  EXPECT_EQ(shown, (std::vector<std::string>{"a", "a", "a"}));
}

TEST(Painter, APictureThatCannotBeReadIsNotReported) {
  Feeds feeds;
  std::vector<std::string> shown;
  Painter painter(640, 360, 30);
  painter.show(oneTile());
  const auto caps = Ref<GstCaps>::adopt(gst_caps_from_string("video/x-raw,format=I420,width=320,height=180"));
  const auto tooShort = Ref<GstBuffer>::adopt(gst_buffer_new_allocate(nullptr, 100, nullptr));
  const auto broken = Ref<GstSample>::adopt(gst_sample_new(tooShort.get(), caps.get(), nullptr, nullptr));
  feeds.put("a", broken.get());
  painter.draw(feeds, shown);
  EXPECT_TRUE(shown.empty());
  feeds.put("a", solid(320, 180, colour(0xc02020)).get());
  painter.draw(feeds, shown);
  EXPECT_EQ(shown, std::vector<std::string>{"a"});
}

TEST(Painter, AFrameThatIsStillHeldIsNotDrawnOver) {
  Feeds feeds;
  std::vector<std::string> shown;
  Painter painter(640, 360, 30);
  painter.show(oneTile());
  feeds.put("a", solid(320, 180, colour(0xc02020)).get());
  const auto held = painter.draw(feeds, shown);
  feeds.put("a", solid(320, 180, colour(0x2040c0)).get());
  const auto next = painter.draw(feeds, shown);
  EXPECT_LE(distance(toImage(held.get()).at(320, 100), colour(0xc02020)), 6);
  EXPECT_LE(distance(toImage(next.get()).at(320, 100), colour(0x2040c0)), 6);
}

TEST(Overlay, BlendsInkWithItsAlphaAndLeavesTheRest) {
  const auto ground = solid(64, 64, colour(0x204060));
  GstVideoInfo info;
  ASSERT_TRUE(gst_video_info_from_caps(&info, gst_sample_get_caps(ground.get())));
  const Colour plain = toImage(ground.get()).at(8, 8);
  const Sketch sketch(32, 32);
  sketch.setColour(colour(0xe0a020), 0.5);
  cairo_rectangle(sketch.cairo(), 0, 0, 32, 16);
  cairo_fill(sketch.cairo());
  const Overlay overlay(sketch);
  GstVideoFrame frame;
  ASSERT_TRUE(gst_video_frame_map(&frame, &info, gst_sample_get_buffer(ground.get()), GST_MAP_READWRITE));
  overlay.blend(&frame, 16, 16);
  overlay.blend(&frame, 48, 56);    // Partly outside.
  overlay.blend(&frame, -32, 100);  // Wholly outside.
  gst_video_frame_unmap(&frame);
  const Image image = toImage(ground.get());
  const Colour half = mixed(colour(0xe0a020), colour(0x204060), 0.5);
  EXPECT_LE(distance(image.at(24, 24), half), 4);
  EXPECT_LE(distance(image.at(60, 60), half), 4);
  EXPECT_EQ(distance(image.at(24, 40), plain), 0) << "no ink";
  EXPECT_EQ(distance(image.at(8, 24), plain), 0) << "beside";
}

}  // namespace
}  // namespace rotonde::pipelines
