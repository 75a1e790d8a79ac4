// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/devices/room_devices.hpp"

#include "tests/fakes/fake_time.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rotonde::devices {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class FakeMedia : public pipelines::LocalMedia {
 public:
  void setListener(Listener* next) override { listener = next; }
  void selectCamera(std::optional<drivers::Camera> camera) override {
    log.push_back("camera " + (camera ? camera->id : "-"));
  }
  void selectMicrophone(std::optional<drivers::Microphone> microphone) override {
    log.push_back("microphone " + (microphone ? microphone->id : "-"));
  }
  void selectSpeaker(std::optional<drivers::Speaker> speaker) override {
    log.push_back("speaker " + (speaker ? speaker->id : "-"));
  }
  void openCamera(bool) override {}
  void openMicrophone(bool) override {}
  pipelines::SoundLevels levels() const override { return measured; }
  void playTone(pipelines::Tone /*tone*/) override {}

  Listener* listener = nullptr;
  std::vector<std::string> log;
  pipelines::SoundLevels measured;
};

class FakeStage : public pipelines::Stage {
 public:
  void selectDisplay(std::optional<drivers::Display> display) override { shown = display ? display->id : "off-screen"; }
  void show(const pipelines::Scene&) override {}
  void screenshot(std::function<void(Result<std::string>)>) override {}
  void setFeedShown(std::function<void(const std::string&)>) override {}
  void setFeedSizes(std::function<void(const std::vector<pipelines::FeedSize>&)>) override {}
  std::string shown;
};

/// What a test has plugged in.
struct Plugged {
  std::vector<drivers::Camera> cameras;
  std::vector<drivers::Speaker> speakers;
  std::vector<drivers::Display> displays;
  std::function<void()> changed;
};

class FakeSource : public drivers::DeviceSource {
 public:
  explicit FakeSource(Plugged& plugged) : plugged_(plugged) {}
  std::vector<drivers::Camera> cameras() const override { return plugged_.cameras; }
  std::vector<drivers::Speaker> speakers() const override { return plugged_.speakers; }
  std::vector<drivers::Display> displays() const override { return plugged_.displays; }
  Handle watch(std::function<void()> changed) override {
    plugged_.changed = std::move(changed);
    return Handle([this] { plugged_.changed = nullptr; });
  }

 private:
  Plugged& plugged_;
};

drivers::Camera camera(const std::string& id, const std::string& node = "/dev/video0") {
  return {id, "Camera " + id, {}, drivers::ElementStream{"v4l2src", {{"device", node}}}};
}

class RoomDevicesTest : public testing::Test {
 protected:
  void start(const config::Media& settings = {}) {
    Sources sources;
    sources.push_back(std::make_unique<FakeSource>(plugged));
    devices = std::make_unique<RoomDevices>(time, std::move(sources), media, stage, status, settings);
  }
  const control::v1::Devices& shown() const { return status.status().devices(); }
  /// "CAMERA FAILED Camera usb-1", …
  std::vector<std::string> faults() const {
    std::vector<std::string> out;
    for (const auto& fault : shown().faults()) {
      out.push_back(control::v1::DeviceKind_Name(fault.kind()).substr(12) + ' ' +
                    control::v1::DeviceFault_Name(fault.fault()).substr(13) + ' ' + fault.device());
    }
    return out;
  }
  std::vector<std::string> problems() const { return {shown().problems().begin(), shown().problems().end()}; }

  test::FakeTime time;
  FakeMedia media;
  FakeStage stage;
  control::StatusStore status;
  Plugged plugged;
  std::unique_ptr<RoomDevices> devices;
};

TEST_F(RoomDevicesTest, TakesTheFirstCameraAndShowsAll) {
  plugged.cameras = {camera("usb-1"), camera("usb-2")};
  start();
  EXPECT_THAT(media.log, Contains("camera usb-1"));
  EXPECT_EQ(shown().cameras().size(), 2U);
  EXPECT_TRUE(shown().cameras().at("usb-1").selected());
  EXPECT_FALSE(shown().cameras().at("usb-2").selected());
}

TEST_F(RoomDevicesTest, TakesTheConfiguredCamera) {
  plugged.cameras = {camera("usb-1"), camera("usb-2")};
  start({.camera = "usb-2"});
  EXPECT_THAT(media.log, Contains("camera usb-2"));
  EXPECT_THAT(problems(), testing::Not(Contains(HasSubstr("usb-2"))));
}

TEST_F(RoomDevicesTest, MissingConfiguredCameraIsNamedAndReplaced) {
  plugged.cameras = {camera("usb-1")};
  start({.camera = "usb-2"});
  EXPECT_THAT(media.log, Contains("camera usb-1"));
  EXPECT_THAT(problems(), Contains(HasSubstr("«usb-2» is not plugged in")));
  EXPECT_THAT(faults(), ElementsAre("CAMERA REPLACED usb-2", "MICROPHONE NONE "));
}

TEST_F(RoomDevicesTest, ADeviceThatWasThereIsMissedByItsName) {
  plugged.cameras = {camera("usb-2"), camera("usb-1")};
  start({.camera = "usb-2"});
  EXPECT_THAT(faults(), ElementsAre("MICROPHONE NONE "));
  plugged.cameras = {camera("usb-1")};
  plugged.changed();
  EXPECT_THAT(faults(), Contains("CAMERA REPLACED Camera usb-2"));
  plugged.cameras.clear();
  plugged.changed();
  EXPECT_THAT(faults(), Contains("CAMERA NONE Camera usb-2"));
  EXPECT_THAT(problems(), Contains(HasSubstr("«usb-2» is not plugged in")));
}

TEST_F(RoomDevicesTest, OnlyARoomWithADisplayMissesALoudspeaker) {
  start();
  EXPECT_THAT(faults(), ElementsAre("CAMERA NONE ", "MICROPHONE NONE "));
  EXPECT_THAT(problems(), ElementsAre("no camera: plug one in", "no microphone: plug one in"));
  plugged.displays = {{"HDMI-A-1", "TV", 1920, 1080, {"kmssink", {}}}};
  plugged.changed();
  EXPECT_THAT(faults(), ElementsAre("CAMERA NONE ", "MICROPHONE NONE ", "SPEAKER NONE "));
  plugged.speakers = {{"hdmi", "TV", {"alsasink", {}}}};
  plugged.changed();
  EXPECT_THAT(faults(), ElementsAre("CAMERA NONE ", "MICROPHONE NONE "));
  devices->configure({.speaker = "usb-3", .display = "HDMI-A-2"});
  EXPECT_THAT(faults(),
              ElementsAre("CAMERA NONE ", "MICROPHONE NONE ", "SPEAKER REPLACED usb-3", "DISPLAY REPLACED HDMI-A-2"));
  devices->configure({.display = "none"});
  plugged.speakers.clear();
  plugged.changed();
  EXPECT_THAT(faults(), ElementsAre("CAMERA NONE ", "MICROPHONE NONE "));
}

TEST_F(RoomDevicesTest, FollowsPlugging) {
  start();
  EXPECT_THAT(problems(), Contains(HasSubstr("no camera")));
  media.log.clear();
  plugged.cameras = {camera("usb-1")};
  plugged.changed();
  EXPECT_THAT(media.log, ElementsAre("camera usb-1"));
  plugged.changed();
  EXPECT_THAT(media.log, ElementsAre("camera usb-1")) << "an unchanged choice is not selected again";
  plugged.cameras = {camera("usb-1", "/dev/video4")};
  plugged.changed();
  EXPECT_EQ(media.log.size(), 2U) << "the same camera on another node is opened there";
  plugged.cameras.clear();
  plugged.changed();
  EXPECT_EQ(media.log.back(), "camera -");
}

TEST_F(RoomDevicesTest, ReportsAndClearsAProblem) {
  plugged.cameras = {camera("usb-1")};
  start();
  media.listener->cameraProblem(Error{ErrorKind::TryLater, "the device is busy", {}});
  EXPECT_EQ(shown().cameras().at("usb-1").problem(), "the device is busy");
  EXPECT_THAT(problems(), Contains("the device is busy"));
  EXPECT_THAT(faults(), Contains("CAMERA FAILED Camera usb-1"));
  media.listener->cameraProblem(std::nullopt);
  EXPECT_EQ(shown().cameras().at("usb-1").problem(), "");
  EXPECT_THAT(faults(), ElementsAre("MICROPHONE NONE "));
  EXPECT_THAT(problems(), ElementsAre("no microphone: plug one in"));
}

TEST_F(RoomDevicesTest, ShowsWhetherTheCameraIsOpen) {
  plugged.cameras = {camera("usb-1")};
  start();
  status.update("room", [](control::v1::Status& next) { next.mutable_meeting()->set_camera_live(true); });
  EXPECT_TRUE(shown().cameras().at("usb-1").open());
}

TEST_F(RoomDevicesTest, DisplayCanBeSwitchedOff) {
  plugged.displays = {{"HDMI-A-1", "TV", 1920, 1080, {"kmssink", {}}}};
  start();
  EXPECT_EQ(stage.shown, "HDMI-A-1");
  EXPECT_TRUE(status.status().displays().at("HDMI-A-1").selected());
  devices->configure({.display = "none"});
  EXPECT_EQ(stage.shown, "off-screen");
}

TEST_F(RoomDevicesTest, PublishesLevelsInWholeDecibels) {
  start();
  media.measured = {-31.4, -20.2};
  time.advance(milliseconds(500));
  EXPECT_EQ(shown().microphone_level(), -31);
  EXPECT_EQ(shown().speaker_level(), -20);
}

}  // namespace
}  // namespace rotonde::devices
