// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
// What the room says about itself, from the status to the pixels, as PNG files in <build>/gallery for people to look
// at. That the words are right is tested in tests/unit/screen; here, that they come onto the screen.
#include "firmware/base/main_loop.hpp"
#include "firmware/screen/scene.hpp"
#include "pipelines/compose/gst_stage.hpp"
#include "tests/media/compose/pictures.hpp"
#include "tests/support/run_until.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace rotonde::pipelines {
namespace {

using namespace control::v1;
using std::chrono::hours;
using std::chrono::minutes;

class WordsGallery : public testing::Test {
 protected:
  WordsGallery() {
    status.mutable_system()->set_room_name("Salle 301");
    auto& agenda = *status.mutable_agenda();
    agenda.set_feed_configured(true);
    agenda.set_feed_fetched_ms(ms(now - minutes(1)));
    status.mutable_meeting()->set_phase(PHASE_IDLE);
  }
  static std::int64_t ms(WallTime time) { return time.time_since_epoch().count(); }

  void agenda() {
    meeting("a", "Point d’équipe", minutes(-5));
    meeting("b", "Comité de pilotage du programme", hours(2)).set_joinability(JOINABILITY_NO_LINK);
    status.mutable_agenda()->set_next("b");
  }
  Occurrence& meeting(const std::string& key, const std::string& title, milliseconds in) {
    auto& occurrence = (*status.mutable_agenda()->mutable_occurrences())[key];
    occurrence.set_title(title);
    occurrence.set_start_ms(ms(now + in));
    occurrence.set_end_ms(ms(now + in + hours(1)));
    occurrence.set_joinability(JOINABILITY_AUTO);
    return occurrence;
  }
  void inMeeting(int others) {
    agenda();
    auto& meeting = *status.mutable_meeting();
    meeting.set_phase(PHASE_IN_MEETING);
    meeting.set_occurrence("a");
    for (int index = 0; index < others; ++index) {
      auto& who = (*status.mutable_roster())["PA_" + std::to_string(index)];
      who.set_name(index == 0 ? "Élodie Martin-Lefèvre" : "Zoé");
      who.set_joined_ms(index);
      who.set_authenticated(true);
      who.set_camera_track("feed" + std::to_string(index));
      who.set_microphone_track("TR_" + std::to_string(index));
      feeds_.put(who.camera_track(), portrait(640, 360, static_cast<unsigned>(index)).get());
    }
    feeds_.put(kSelfFeed, portrait(1280, 720, 7).get());
  }
  void fault(DeviceKind kind, DeviceFault what, const std::string& device = "") {
    auto& problem = *status.mutable_devices()->add_faults();
    problem.set_kind(kind);
    problem.set_fault(what);
    problem.set_device(device);
  }

  /// Draws the status in both languages; returns the French picture.
  Image draw(const std::string& name) {
    draw(name + "-en", text::Language::English);
    return draw(name + "-fr", text::Language::French);
  }
  Image draw(const std::string& name, text::Language language) {
    stage_.show(screen::sceneOf(status, language, now, *zone));
    std::optional<rotonde::Result<std::string>> file;
    stage_.screenshot([&](rotonde::Result<std::string> result) { file = std::move(result); });
    if (!test::runUntil(loop_, [&] { return file.has_value(); }) || !file->has_value()) {
      ADD_FAILURE() << "no screenshot";
      return {};
    }
    std::filesystem::create_directories(ROTONDE_GALLERY);
    std::ofstream(std::string(ROTONDE_GALLERY) + "/words-" + name + ".png", std::ios::binary) << **file;
    return decodePng(**file);
  }
  /// How many of the picture's pixels have about this colour, in parts per thousand.
  static int share(const Image& image, Colour colour) {
    int count = 0;
    for (int y = 0; y < image.height; y += 2) {
      for (int x = 0; x < image.width; x += 2) count += distance(image.at(x, y), colour) <= 6 ? 1 : 0;
    }
    return image.width == 0 ? 0 : count * 4000 / (image.width * image.height);
  }

  const std::chrono::time_zone* zone = std::chrono::locate_zone("Europe/Paris");
  WallTime now = std::chrono::sys_days{std::chrono::year(2026) / 11 / 24} + hours(13) + minutes(5);
  Status status;
  MainLoop loop_;
  Feeds feeds_;
  GstStage stage_{loop_, feeds_};
};

TEST_F(WordsGallery, BareBox) {
  const Image calm = draw("idle");
  status.mutable_agenda()->set_feed_configured(false);
  status.mutable_agenda()->set_feed_fetched_ms(0);
  draw("no-calendar");
  fault(DEVICE_KIND_CAMERA, DEVICE_FAULT_NONE);
  fault(DEVICE_KIND_MICROPHONE, DEVICE_FAULT_NONE);
  fault(DEVICE_KIND_SPEAKER, DEVICE_FAULT_NONE);
  const Image alarm = draw("bare-box");
  EXPECT_EQ(share(calm, look::kAlarm), 0);
  EXPECT_GE(share(alarm, look::kAlarm), 5) << "the mark and the loudspeaker's banner";
}

TEST_F(WordsGallery, IdleWithTroubles) {
  meeting("b", "Comité de pilotage du programme", hours(2));
  status.mutable_agenda()->set_next("b");
  fault(DEVICE_KIND_CAMERA, DEVICE_FAULT_NONE);
  draw("no-camera");
  status.mutable_devices()->clear_faults();
  fault(DEVICE_KIND_SPEAKER, DEVICE_FAULT_FAILED, "Jabra Speak 750");
  fault(DEVICE_KIND_CAMERA, DEVICE_FAULT_REPLACED, "Logitech Rally Bar");
  status.mutable_system()->add_config_problems();
  status.mutable_system()->add_config_problems();
  draw("speaker-failed");
  status.mutable_devices()->clear_faults();
  draw("settings");
  status.mutable_agenda()->set_feed_stale(true);
  status.mutable_agenda()->set_feed_fetched_ms(ms(now - hours(48)));
  draw("stale");
  status.mutable_agenda()->clear_occurrences();
  status.mutable_agenda()->set_feed_fetched_ms(0);
  status.mutable_agenda()->set_feed_problem("feed: 404");
  EXPECT_GE(share(draw("never-read"), look::kAlarm), 1) << "the mark and the stroke beside the words";
}

TEST_F(WordsGallery, Meetings) {
  inMeeting(1);
  const Image calm = draw("meeting-closed");
  EXPECT_EQ(share(calm, look::kNotice), 0) << "nothing asks for attention";
  status.mutable_meeting()->set_microphone_open(true);
  status.mutable_meeting()->set_camera_closed_by("Élodie Martin-Lefèvre");
  draw("meeting-camera-closed-by");
  status.mutable_meeting()->set_camera_open(true);
  fault(DEVICE_KIND_CAMERA, DEVICE_FAULT_NONE);
  draw("meeting-no-camera");
  fault(DEVICE_KIND_MICROPHONE, DEVICE_FAULT_FAILED, "Jabra Speak 750");
  EXPECT_GE(share(draw("meeting-microphone-failed"), look::kAlarm), 2);
}

TEST_F(WordsGallery, MeetingAlone) {
  inMeeting(0);
  draw("meeting-alone");
}

}  // namespace
}  // namespace rotonde::pipelines
