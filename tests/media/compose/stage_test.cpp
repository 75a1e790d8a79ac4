// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/base/main_loop.hpp"
#include "pipelines/compose/gst_stage.hpp"
#include "pipelines/compose/layout.hpp"
#include "pipelines/gst/pipeline.hpp"
#include "tests/media/compose/pictures.hpp"
#include "tests/support/run_until.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace rotonde::pipelines {
namespace {

constexpr Colour kRed = colour(0xc02020);
constexpr Colour kGreen = colour(0x20a040);
constexpr Colour kBlue = colour(0x2040c0);
/// What 8-bit YUV and scaling may change.
constexpr int kNear = 6;

class StageTest : public testing::Test {
 protected:
  void SetUp() override {
    stage_ = std::make_unique<GstStage>(loop_, feeds_);
    stage_->setFeedShown([this](const std::string& feed) { shown_.push_back(feed); });
  }

  std::string screenshot() {
    std::optional<Result<std::string>> file;
    stage_->screenshot([&](Result<std::string> result) { file = std::move(result); });
    if (!test::runUntil(loop_, [&] { return file.has_value(); })) return {};
    EXPECT_TRUE(file->has_value());
    return file->value_or("");
  }
  Image screen() { return decodePng(screenshot()); }

  static Scene scene(std::initializer_list<const char*> feeds) {
    Scene result;
    result.room = "Salle Ada";
    result.clock = "14:05";
    for (const char* feed : feeds) {
      Scene::Tile tile;
      tile.feed = feed;
      tile.name = feed;
      tile.color = 0x7d3c98;
      result.tiles.push_back(tile);
    }
    return result;
  }
  static Rect place(std::size_t tile, std::size_t of, std::optional<std::size_t> shared = std::nullopt) {
    for (const Layout::Place& one : layout({1920, 1080, of, shared, false}).places) {
      if (one.tile == tile) return one.rect;
    }
    return {};
  }
  /// A point of the picture that no label covers.
  static Colour pixel(const Image& image, const Rect& rect, double x, double y) {
    return image.at(rect.x + static_cast<int>(rect.width * x), rect.y + static_cast<int>(rect.height * y));
  }

  MainLoop loop_;
  Feeds feeds_;
  std::vector<std::string> shown_;
  std::unique_ptr<GstStage> stage_;
};

TEST_F(StageTest, AScreenshotIsAPngOfTheStagesSize) {
  const std::string file = screenshot();
  EXPECT_EQ(file.substr(0, 8), "\x89PNG\r\n\x1a\n");
  const Image image = decodePng(file);
  EXPECT_EQ(image.width, 1920);
  EXPECT_EQ(image.height, 1080);
}

TEST_F(StageTest, PicturesFillTheirPlacesAndNothingElse) {
  feeds_.put("a", solid(640, 360, kRed).get());
  feeds_.put("b", solid(320, 240, kGreen).get());
  stage_->show(scene({"a", "b"}));
  const Image image = screen();
  for (const double at : {0.03, 0.5, 0.97}) {
    EXPECT_LE(distance(pixel(image, place(0, 2), at, 0.3), kRed), kNear);
    EXPECT_LE(distance(pixel(image, place(1, 2), at, 0.3), kGreen), kNear);
  }
  EXPECT_LE(distance(image.at(place(0, 2).right() + 4, 540), look::kBackground), kNear) << "the gap";
  EXPECT_LE(distance(image.at(place(0, 2).x, place(0, 2).y), look::kBackground), kNear) << "round corners";
}

TEST_F(StageTest, FormatsOfAllDecodersAreTaken) {
  for (const GstVideoFormat format : {GST_VIDEO_FORMAT_I420, GST_VIDEO_FORMAT_NV12, GST_VIDEO_FORMAT_YV12,
                                      GST_VIDEO_FORMAT_Y444, GST_VIDEO_FORMAT_I420_10LE, GST_VIDEO_FORMAT_BGRA}) {
    SCOPED_TRACE(gst_video_format_to_string(format));
    feeds_.put("a", solid(640, 360, kBlue, format).get());
    stage_->show(scene({"a"}));
    EXPECT_LE(distance(pixel(screen(), place(0, 1), 0.5, 0.3), kBlue), kNear);
  }
}

TEST_F(StageTest, SizesMayChangeAtAnyTime) {
  stage_->show(scene({"a", "b"}));
  for (const auto& [width, height] : {std::pair{640, 360}, {1280, 720}, {321, 181}, {180, 320}, {33, 33}}) {
    SCOPED_TRACE(width);
    const Colour tint = width % 2 ? kGreen : kBlue;
    feeds_.put("a", solid(width, height, tint).get());
    const Image image = screen();
    EXPECT_LE(distance(pixel(image, place(0, 2), 0.02, 0.5), tint), kNear);
    EXPECT_LE(distance(pixel(image, place(0, 2), 0.98, 0.5), tint), kNear);
  }
}

TEST_F(StageTest, ACameraIsCroppedToFillItsPlace) {
  // Halves of a very wide picture: cropping keeps the edge between them in the middle.
  feeds_.put("a", halves(1600, 400, kRed, kBlue).get());
  stage_->show(scene({"a"}));
  const Image image = screen();
  EXPECT_LE(distance(pixel(image, place(0, 1), 0.01, 0.3), kRed), kNear);
  EXPECT_LE(distance(pixel(image, place(0, 1), 0.48, 0.3), kRed), kNear);
  EXPECT_LE(distance(pixel(image, place(0, 1), 0.52, 0.3), kBlue), kNear);
  EXPECT_LE(distance(pixel(image, place(0, 1), 0.52, 0.02), kBlue), kNear);
}

TEST_F(StageTest, ASharedScreenIsShownWhole) {
  feeds_.put("a", solid(640, 360, kRed).get());
  feeds_.put("screen", halves(1000, 1000, kGreen, kBlue).get());
  Scene shared = scene({"a", "screen"});
  shared.tiles[1].contain = true;
  stage_->show(shared);
  Image image = screen();
  const Rect screenPlace = place(1, 2, 1);
  EXPECT_LE(distance(pixel(image, screenPlace, 0.02, 0.5), look::kScreenEdge), kNear) << "letterbox";
  EXPECT_LE(distance(pixel(image, screenPlace, 0.4, 0.02), kGreen), kNear);
  EXPECT_LE(distance(pixel(image, screenPlace, 0.6, 0.95), kBlue), kNear);
  EXPECT_LE(distance(pixel(image, place(0, 2, 1), 0.5, 0.3), kRed), kNear) << "the strip";
  // A new shape leaves nothing of the old one behind.
  feeds_.put("screen", solid(2000, 500, kRed).get());
  image = screen();
  EXPECT_LE(distance(pixel(image, screenPlace, 0.4, 0.02), look::kScreenEdge), kNear);
  EXPECT_LE(distance(pixel(image, screenPlace, 0.02, 0.5), kRed), kNear);
}

TEST_F(StageTest, TinyPicturesAreNoPictures) {
  feeds_.put("a", solid(640, 360, kRed).get());
  feeds_.put("b", solid(8, 8, kGreen).get());
  stage_->show(scene({"a", "b"}));
  EXPECT_GT(distance(pixel(screen(), place(1, 2), 0.1, 0.3), kGreen), 40);
  feeds_.put("a", solid(8, 8, colour(0)).get());
  const Image image = screen();
  EXPECT_LE(distance(pixel(image, place(0, 2), 0.5, 0.5 - 0.15), colour(0x7d3c98)), kNear) << "the initial's circle";
  EXPECT_EQ(shown_, std::vector<std::string>{"a"});
}

TEST_F(StageTest, ARemovedFeedGivesWayToTheInitial) {
  feeds_.put("a", solid(640, 360, kRed).get());
  stage_->show(scene({"a"}));
  EXPECT_LE(distance(pixel(screen(), place(0, 1), 0.5, 0.35), kRed), kNear);
  feeds_.remove("a");
  EXPECT_LE(distance(pixel(screen(), place(0, 1), 0.5, 0.35), colour(0x7d3c98)), kNear);
}

TEST_F(StageTest, TheSpeakerHasAFrameAroundThePicture) {
  feeds_.put("a", solid(640, 360, kRed).get());
  Scene talk = scene({"a", "b"});
  talk.tiles[0].speaking = true;
  stage_->show(talk);
  Image image = screen();
  const Rect rect = place(0, 2);
  for (const auto& [x, y] : {std::pair{rect.x - 4, rect.y + 200},
                             {rect.right() + 3, rect.y + 200},
                             {rect.x + 200, rect.y - 4},
                             {rect.x + 200, rect.bottom() + 3}}) {
    EXPECT_LE(distance(image.at(x, y), look::kSpeaker), 12) << x << "," << y;
  }
  EXPECT_LE(distance(image.at(rect.x + 2, rect.y + 200), kRed), kNear);
  talk.tiles[0].speaking = false;
  stage_->show(talk);
  image = screen();
  EXPECT_LE(distance(image.at(rect.x - 4, rect.y + 200), look::kBackground), kNear);
}

TEST_F(StageTest, TheMutedMarkIsDrawnAndTakenAway) {
  feeds_.put("a", solid(640, 360, kBlue).get());
  Scene quiet = scene({"a"});
  const auto alarmPixels = [&] {
    const Image image = screen();
    const Rect rect = place(0, 1);
    int count = 0;
    for (int y = rect.bottom() - 100; y < rect.bottom(); ++y) {
      for (int x = rect.x; x < rect.x + 120; ++x) count += distance(image.at(x, y), look::kAlarm) < 30 ? 1 : 0;
    }
    return count;
  };
  quiet.tiles[0].muted = true;
  stage_->show(quiet);
  EXPECT_GT(alarmPixels(), 50);
  quiet.tiles[0].muted = false;
  stage_->show(quiet);
  EXPECT_EQ(alarmPixels(), 0);
}

TEST_F(StageTest, TheOwnPictureStaysOverWhatMovesBelowIt) {
  Scene many = scene({});
  for (int index = 0; index < 16; ++index) {
    many.tiles.push_back({.feed = std::to_string(index), .name = "Zoé"});
    feeds_.put(std::to_string(index), solid(320, 180, kRed).get());
  }
  many.self = Scene::Tile{.feed = kSelfFeed, .name = ""};
  feeds_.put(kSelfFeed, solid(640, 360, kGreen).get());
  stage_->show(many);
  const Rect self = *layout({1920, 1080, 16, std::nullopt, true}).self;
  EXPECT_LE(distance(pixel(screen(), self, 0.1, 0.5), kGreen), kNear);
  feeds_.put("15", solid(320, 180, kBlue).get());
  const Image image = screen();
  EXPECT_LE(distance(pixel(image, place(15, 16), 0.3, 0.3), kBlue), kNear);
  EXPECT_LE(distance(pixel(image, self, 0.1, 0.5), kGreen), kNear);
}

TEST_F(StageTest, FirstPicturesAreReportedOncePerStay) {
  stage_->show(scene({"a", "b"}));
  feeds_.put("b", solid(640, 360, kRed).get());
  feeds_.put("elsewhere", solid(640, 360, kRed).get());
  // Drawn because a picture came, not because somebody asked for a screenshot.
  ASSERT_TRUE(test::runUntil(loop_, [&] { return !shown_.empty(); }));
  EXPECT_EQ(shown_, std::vector<std::string>{"b"});
  feeds_.put("b", solid(320, 180, kGreen).get());
  stage_->show(scene({"b", "a"}));
  screenshot();
  EXPECT_EQ(shown_.size(), 1U) << "moving is no new stay";
  stage_->show(scene({"a"}));
  screenshot();
  stage_->show(scene({"a", "b"}));
  ASSERT_TRUE(test::runUntil(loop_, [&] { return shown_.size() == 2; }));
  EXPECT_EQ(shown_[1], "b");
}

TEST_F(StageTest, ATextlessAndABrokenSceneAreDrawn) {
  Scene odd = scene({"", ""});
  odd.room = "\xff\xfe";
  odd.clock.clear();
  odd.tiles[0].name = std::string(5000, 'W') + "\n\xc3";
  odd.tiles[1].note = "\xe2\x80\xae" + std::string(300, 'x');
  odd.banners.resize(12, {Scene::Tone::Alarm, std::string(400, 'm')});
  stage_->show(odd);
  EXPECT_EQ(screen().width, 1920);
  odd.tiles.clear();
  odd.meetings.resize(30);
  stage_->show(odd);
  EXPECT_EQ(screen().width, 1920);
}

TEST_F(StageTest, ADisplayThatFailsLeavesTheStageAtWork) {
  stage_->selectDisplay(drivers::Display{"x", "gone", 1920, 1080, {"ximagesink", {{"display", ":987"}}}});
  stage_->selectDisplay(drivers::Display{"y", "unknown", 1920, 1080, {"no-such-sink", {}}});
  stage_->selectDisplay(drivers::Display{"z", "odd", 1920, 1080, {"fakesink", {{"no-such-property", "1"}}}});
  stage_->selectDisplay(drivers::Display{"x", "gone", 1920, 1080, {"ximagesink", {{"display", ":987"}}}});
  feeds_.put("a", solid(640, 360, kRed).get());
  stage_->show(scene({"a"}));
  EXPECT_LE(distance(pixel(screen(), place(0, 1), 0.5, 0.3), kRed), kNear);
}

TEST_F(StageTest, NothingIsCalledAfterTheStagesDeath) {
  bool called = false;
  stage_->show(scene({"a"}));
  stage_->screenshot([&](const Result<std::string>&) { called = true; });
  stage_.reset();
  feeds_.put("a", solid(640, 360, kRed).get());
  bool later = false;
  const Handle timer = loop_.after(milliseconds(50), [&] { later = true; });
  test::runUntil(loop_, [&] { return later; });
  EXPECT_FALSE(called);
  EXPECT_TRUE(shown_.empty());
}

}  // namespace
}  // namespace rotonde::pipelines
