// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/screen/screen.hpp"

#include "tests/fakes/fake_time.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace rotonde::test {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class FakeStage : public pipelines::Stage {
 public:
  void selectDisplay(std::optional<drivers::Display>) override {}
  void show(const pipelines::Scene& scene) override { scenes.push_back(scene); }
  void screenshot(std::function<void(Result<std::string>)>) override {}
  void setFeedShown(std::function<void(const std::string&)>) override {}
  void setFeedSizes(std::function<void(const std::vector<pipelines::FeedSize>&)>) override {}
  std::vector<pipelines::Scene> scenes;
};

class ScreenTest : public testing::Test {
 protected:
  void rename(const std::string& name) {
    store.update("test", [&](control::v1::Status& status) { status.mutable_system()->set_room_name(name); });
  }
  FakeTime time;
  control::StatusStore store;
  FakeStage stage;
  screen::Screen screen{time, store, stage, text::Language::French, *std::chrono::locate_zone("Europe/Paris")};
};

TEST_F(ScreenTest, ShowsAtOnceAndThenOnlyWhatDiffers) {
  ASSERT_EQ(stage.scenes.size(), 1u);
  EXPECT_EQ(stage.scenes[0].clock, "09:00");
  rename("Ségur");
  time.advance(seconds(1));
  ASSERT_EQ(stage.scenes.size(), 2u);
  EXPECT_EQ(stage.scenes[1].room, "Ségur");
  store.update("test", [](control::v1::Status& status) { status.mutable_health()->set_threads(12); });
  time.advance(seconds(1));
  EXPECT_EQ(stage.scenes.size(), 2u) << "the screen shows nothing of it";
}

TEST_F(ScreenTest, ShowsAtMostTenScenesASecondAndEndsWithTheLast) {
  for (int change = 0; change < 1000; ++change) {
    rename("Salle " + std::to_string(change));
    time.advance(milliseconds(1));
  }
  EXPECT_GE(stage.scenes.size(), 9u);
  EXPECT_LE(stage.scenes.size(), 11u);
  time.advance(milliseconds(100));
  EXPECT_EQ(stage.scenes.back().room, "Salle 999");
}

TEST_F(ScreenTest, TheClockGoesOnTheMinute) {
  time.advance(seconds(59));
  EXPECT_EQ(stage.scenes.size(), 1u);
  time.advance(seconds(1));
  EXPECT_EQ(stage.scenes.back().clock, "09:01");
  time.advance(minutes(9));
  EXPECT_EQ(stage.scenes.size(), 11u);
  EXPECT_EQ(stage.scenes.back().clock, "09:10");
}

TEST_F(ScreenTest, ACountdownCountsEverySecond) {
  store.update("test", [&](control::v1::Status& status) {
    status.mutable_meeting()->set_phase(control::v1::PHASE_COUNTDOWN);
    status.mutable_meeting()->set_join_at_ms((time.wall() + milliseconds(5500)).time_since_epoch().count());
  });
  time.advance(milliseconds(5400));
  std::vector<std::string> headlines;
  for (const auto& scene : stage.scenes) headlines.push_back(scene.headline);
  ASSERT_EQ(headlines.size(), 7u) << "idle, 6, 5, 4, 3, 2, 1";
  EXPECT_EQ(headlines[1], "La salle rejoint la réunion dans 6 secondes");
  EXPECT_EQ(headlines[2], "La salle rejoint la réunion dans 5 secondes");
  EXPECT_EQ(headlines[6], "La salle rejoint la réunion dans une seconde");
}

TEST_F(ScreenTest, AWaitCountsItsOwnMinutes) {
  time.advance(seconds(20));
  store.update("test", [&](control::v1::Status& status) {
    auto& meeting = *status.mutable_meeting();
    meeting.set_phase(control::v1::PHASE_ENTERING);
    meeting.set_entry(control::v1::ENTRY_WAITING);
    meeting.set_waiting_since_ms(time.wall().time_since_epoch().count());
  });
  time.advance(milliseconds(59'999));
  EXPECT_TRUE(stage.scenes.back().detail.contains("moins d’une minute"));
  time.advance(milliseconds(1));
  EXPECT_TRUE(stage.scenes.back().detail.contains("une minute.")) << stage.scenes.back().detail;
}

TEST_F(ScreenTest, TheQuestionOfTheNextBookingCountsEverySecond) {
  store.update("test", [&](control::v1::Status& status) {
    status.mutable_meeting()->set_phase(control::v1::PHASE_IN_MEETING);
    status.mutable_meeting()->set_microphone_open(true);
    status.mutable_meeting()->set_camera_open(true);
    status.mutable_meeting()->set_handover_ms((time.wall() + milliseconds(3500)).time_since_epoch().count());
  });
  time.advance(milliseconds(3400));
  std::vector<std::string> banners;
  for (const auto& scene : stage.scenes) {
    if (!scene.banners.empty()) banners.push_back(scene.banners.front().text);
  }
  ASSERT_EQ(banners.size(), 4u) << "4, 3, 2, 1";
  EXPECT_TRUE(banners[3].ends_with("dans 1 s"));
}

TEST_F(ScreenTest, ANewLanguageAndZoneAreShown) {
  screen.configure(text::Language::English, *std::chrono::locate_zone("UTC"));
  time.advance(milliseconds(100));
  EXPECT_EQ(stage.scenes.back().clock, "08:00");
  EXPECT_EQ(stage.scenes.back().headline, "No calendar is set up");
}

TEST_F(ScreenTest, AClockThatIsSetIsShown) {
  time.setWall(time.wall() + std::chrono::hours(3));
  screen.wallClockChanged();
  time.advance(milliseconds(100));
  EXPECT_EQ(stage.scenes.back().clock, "12:00");
}

}  // namespace
}  // namespace rotonde::test
