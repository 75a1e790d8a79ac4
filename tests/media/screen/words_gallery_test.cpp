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
#include <tuple>

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

/// What zbar, which many telephones' readers are made of, reads from a file of pixels.
std::string scanned(const std::string& png) {
  const std::string text = "filesrc location=\"" + png + "\" ! pngdec ! videoconvert ! zbar ! fakesink";
  const auto pipeline = Ref<GstElement>::adopt(gst_parse_launch(text.c_str(), nullptr));
  const auto bus = Ref<GstBus>::adopt(gst_element_get_bus(pipeline.get()));
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  std::string found;
  constexpr auto kKinds = static_cast<GstMessageType>(GST_MESSAGE_ELEMENT | GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  while (const auto message = Ref<GstMessage>::adopt(gst_bus_timed_pop_filtered(bus.get(), 20 * GST_SECOND, kKinds))) {
    if (GST_MESSAGE_TYPE(message.get()) != GST_MESSAGE_ELEMENT) break;
    const char* symbol = gst_structure_get_string(gst_message_get_structure(message.get()), "symbol");
    if (symbol) found = symbol;
  }
  gst_element_set_state(pipeline.get(), GST_STATE_NULL);
  return found;
}

TEST_F(WordsGallery, WaitingScreensHaveACodeThatCanBeRead) {
  agenda();
  auto& meeting = *status.mutable_meeting();
  meeting.set_phase(PHASE_ENTERING);
  meeting.set_occurrence("a");
  meeting.set_start_ms(ms(now - minutes(1)));
  meeting.set_waiting_since_ms(ms(now - minutes(2)));
  for (const auto& [name, entry, link] :
       {std::tuple{"waiting", ENTRY_WAITING, "https://visio.numerique.gouv.fr/abc-defg-hij"},
        std::tuple{"not-open", ENTRY_NOT_OPEN, "https://visio.example/abc-defg-hij"},
        std::tuple{"waiting-long", ENTRY_WAITING,
                   "https://a-long-name-of-a-server.of-a-ministry.example.gouv.fr:8443/abc-defg-hij"}}) {
    meeting.set_entry(entry);
    meeting.set_link(link);
    draw(name);
    EXPECT_EQ(scanned(std::string(ROTONDE_GALLERY) + "/words-" + name + "-fr.png"), link);
    meeting.set_start_ms(ms(now - minutes(12)));
    meeting.set_waiting_since_ms(ms(now - minutes(72)));
  }
  meeting.set_link("");
  draw("waiting-no-code");
  EXPECT_EQ(scanned(std::string(ROTONDE_GALLERY) + "/words-waiting-no-code-fr.png"), "");
}

TEST_F(WordsGallery, WhatPeopleDo) {
  inMeeting(2);
  auto& meeting = *status.mutable_meeting();
  meeting.set_microphone_open(true);
  meeting.set_camera_open(true);
  meeting.set_open_to_all(true);
  auto& first = (*status.mutable_roster())["PA_0"];
  first.set_hand_raised(true);
  first.set_hand_order(2);
  auto& second = (*status.mutable_roster())["PA_1"];
  second.set_name("Salle 302 (équipement de salle)");
  second.set_room(true);
  second.set_not_authenticated(true);
  second.set_hand_raised(true);
  second.set_hand_order(1);
  draw("hands");
  const auto say = [&](const std::string& who, const std::string& text, const std::string& reaction) {
    auto& said = *meeting.add_said();
    said.set_who(who);
    said.set_text(text);
    said.set_reaction(reaction);
  };
  say("Élodie Martin-Lefèvre",
      "Bonjour à tous, le document est sur le partage de l’équipe, dossier « Comité », sous "
      "le nom « Feuille de route 2027, version 3 » : merci de le lire avant jeudi.",
      "");
  say("محمد", "مرحبا 🎉", "");
  say("Zoé", "", "clapping-hands");
  say("Élodie Martin-Lefèvre", "", "clapping-hands");
  EXPECT_GE(share(draw("chat"), look::kRaised), 10);
  meeting.clear_said();
  meeting.set_recording(true);
  meeting.set_recording_state(RECORDING_RUNNING);
  meeting.set_transcription(true);
  draw("transcription");
  meeting.set_recording(false);
  first.set_hand_raised(false);
  second.set_hand_raised(false);
  meeting.set_handover_ms(ms(now) + 42'000);
  draw("handover");
  meeting.set_handover_closed(true);
  meeting.set_microphone_open(false);
  meeting.set_camera_open(false);
  draw("handover-closed");
}

TEST_F(WordsGallery, HostileNamesStayInTheirPlaces) {
  inMeeting(2);
  auto& first = (*status.mutable_roster())["PA_0"];
  std::string zalgo;
  for (int i = 0; i < 60; ++i) zalgo += "Z\u0301\u0302\u0303\u0304\u0305";
  first.set_name(zalgo);
  (*status.mutable_roster())["PA_1"].set_name("\u202emoc.elpmaxe\u202c " + std::string(200, 'W'));
  first.set_hand_raised(true);
  first.set_hand_order(1);
  draw("hostile-names");
}

TEST_F(WordsGallery, EncryptedMeeting) {
  agenda();
  status.mutable_meeting()->set_last_end(END_ENCRYPTED);
  draw("encrypted");
}

TEST_F(WordsGallery, MeetingAlone) {
  inMeeting(0);
  draw("meeting-alone");
}

}  // namespace
}  // namespace rotonde::pipelines
