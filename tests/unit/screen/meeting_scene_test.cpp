// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/unit/screen/scene_fixture.hpp"

namespace rotonde::test {
namespace {

using namespace control::v1;
using Tone = pipelines::Scene::Tone;

class MeetingSceneTest : public SceneTest {
 protected:
  MeetingSceneTest() {
    add("a", now - minutes(5));
    about("a");
    meeting().set_phase(PHASE_IN_MEETING);
    meeting().set_microphone_open(true);
    meeting().set_camera_open(true);
    auto& self = person("PA_self", "Salle Ségur", 1);
    self.set_self(true);
    self.set_color("#102030");
  }
  static std::vector<std::string> names(const pipelines::Scene& scene) {
    std::vector<std::string> out;
    for (const auto& tile : scene.tiles) out.push_back(tile.name);
    return out;
  }
};

TEST_F(MeetingSceneTest, AloneShowsTheRoomItself) {
  EXPECT_EQ(scene().headline, "Réunion a · Vous êtes seul dans la réunion");
  EXPECT_EQ(english().headline, "Réunion a · You are alone in the meeting");
  EXPECT_EQ(scene().detail, "");
  ASSERT_EQ(scene().tiles.size(), 1u);
  EXPECT_EQ(scene().tiles[0].feed, pipelines::kSelfFeed);
  EXPECT_EQ(scene().tiles[0].name, "Vous");
  EXPECT_EQ(scene().tiles[0].color, 0x102030u);
  EXPECT_FALSE(scene().self);
  EXPECT_TRUE(scene().meetings.empty());
}

TEST_F(MeetingSceneTest, TilesKeepTheirOrder) {
  person("PA_c", "Chloé", 30);
  person("PA_b", "Bob", 20);
  person("PA_a2", "Ada", 20);
  EXPECT_EQ(names(scene()), (std::vector<std::string>{"Ada", "Bob", "Chloé"}));
  (*status.mutable_roster())["PA_c"].set_speaking(true);
  EXPECT_EQ(names(scene()), (std::vector<std::string>{"Ada", "Bob", "Chloé"})) << "a voice moves nobody";
  EXPECT_TRUE(scene().tiles[2].speaking);
  EXPECT_EQ(scene().headline, "Réunion a · 3 autres participants");
  EXPECT_EQ(scene().detail, "");
  ASSERT_TRUE(scene().self);
  EXPECT_EQ(scene().self->feed, pipelines::kSelfFeed);
}

TEST_F(MeetingSceneTest, ATileSaysWhoItIs) {
  auto& ada = person("PA_a", "Ada\nL.", 20);
  EXPECT_EQ(scene().tiles.at(0), (pipelines::Scene::Tile{.feed = "TR_camera_PA_a", .name = "Ada L."}));
  EXPECT_EQ(scene().headline, "Réunion a · 1 autre participant");
  EXPECT_EQ(english().headline, "Réunion a · 1 other participant");
  ada.set_camera_muted(true);
  ada.set_microphone_muted(true);
  ada.set_authenticated(false);
  EXPECT_EQ(scene().tiles.at(0).note, "") << "a server that does not say so marks nobody";
  ada.set_not_authenticated(true);
  ada.set_hand_raised(true);
  ada.set_color("#a1b2c3");
  EXPECT_EQ(
      scene().tiles.at(0),
      (pipelines::Scene::Tile{
          .name = "Ada L.", .note = "Main levée · Utilisateur non authentifié", .color = 0xa1b2c3, .muted = true}));
  EXPECT_EQ(english().tiles.at(0).note, "Hand raised · Unauthenticated user");
  ada.set_microphone_muted(false);
  ada.clear_microphone_track();
  EXPECT_TRUE(scene().tiles.at(0).muted) << "without a microphone";
  ada.set_name("");
  EXPECT_EQ(scene().tiles.at(0).name, "Sans nom");
}

TEST_F(MeetingSceneTest, RaisedHandsStandInTheirOrder) {
  const auto raise = [this](const std::string& sid, int order) {
    auto& who = (*status.mutable_roster())[sid];
    who.set_hand_raised(order > 0);
    who.set_hand_order(order);
  };
  person("PA_a", "Ada", 20);
  person("PA_b", "Bob", 30);
  raise("PA_b", 1);
  EXPECT_EQ(banners(scene()), std::vector<std::string>{"Main levée : Bob"});
  EXPECT_EQ(scene().banners[0].tone, Tone::Notice);
  EXPECT_EQ(scene().tiles.at(1).note, "Main levée") << "a queue of one needs no number";
  raise("PA_a", 2);
  raise("PA_self", 3);
  EXPECT_EQ(banners(scene()), std::vector<std::string>{"Mains levées : Bob, Ada, Vous"});
  EXPECT_EQ(names(scene()), (std::vector<std::string>{"Ada", "Bob"})) << "a hand moves nobody";
  EXPECT_EQ(scene().tiles.at(0).note, "Main levée, n° 2");
  EXPECT_EQ(english().tiles.at(1).note, "Hand raised, no. 1");
  EXPECT_EQ(scene().self->note, "Main levée, n° 3");
  person("PA_c", "Chloé", 40);
  person("PA_d", "Dan", 50);
  raise("PA_c", 4);
  raise("PA_d", 5);
  EXPECT_EQ(banners(english()), std::vector<std::string>{"Hands raised: Bob, Ada, You and 2 more"});
}

TEST_F(MeetingSceneTest, AForeignColorIsIgnored) {
  auto& ada = person("PA_a", "Ada", 20);
  for (const char* color : {"", "red", "#12345", "#1234567", "#12345g", "hsl(1, 2%, 3%)", "#+12345", "#-12345"}) {
    ada.set_color(color);
    EXPECT_EQ(scene().tiles.at(0).color, pipelines::Scene::Tile{}.color) << color;
  }
}

TEST_F(MeetingSceneTest, SharedScreensComeFirstAndWhole) {
  person("PA_a", "Ada", 20);
  person("PA_b", "Bob", 30).set_screen_track("TR_screen");
  EXPECT_EQ(names(scene()), (std::vector<std::string>{"Écran de Bob", "Ada", "Bob"}));
  EXPECT_EQ(scene().tiles[0].feed, "TR_screen");
  EXPECT_TRUE(scene().tiles[0].contain);
  EXPECT_FALSE(scene().tiles[1].contain);
  EXPECT_EQ(english().tiles[0].name, "Bob’s screen");
}

TEST_F(MeetingSceneTest, ClosedMicrophoneAndCameraAreSaid) {
  person("PA_a", "Ada", 20);
  EXPECT_TRUE(scene().banners.empty());
  meeting().set_microphone_open(false);
  meeting().set_camera_open(false);
  EXPECT_EQ(banners(scene()), std::vector<std::string>{"Micro et caméra fermés : on ne vous entend ni ne vous voit"});
  EXPECT_EQ(scene().banners[0].tone, Tone::Calm) << "so the room comes in";
  ASSERT_TRUE(scene().self);
  EXPECT_EQ(scene().self->feed, "");
  EXPECT_EQ(scene().self->note, "Caméra fermée");
  EXPECT_TRUE(scene().self->muted);
  meeting().set_camera_open(true);
  EXPECT_EQ(banners(scene()), std::vector<std::string>{"Micro fermé : on ne vous entend pas"});
  EXPECT_EQ(scene().banners[0].tone, Tone::Calm);
  meeting().set_microphone_open(true);
  meeting().set_camera_open(false);
  EXPECT_EQ(banners(scene()), std::vector<std::string>{"Caméra fermée : on ne vous voit pas"});
  EXPECT_EQ(scene().banners[0].tone, Tone::Calm);
}

TEST_F(MeetingSceneTest, WhatSomebodyUnknownClosedIsSaidToo) {
  person("PA_a", "Ada", 20);
  meeting().set_microphone_open(false);
  meeting().set_camera_open(false);
  meeting().set_microphone_closed_remotely(true);
  meeting().set_camera_closed_remotely(true);
  EXPECT_EQ(banners(scene()),
            (std::vector<std::string>{"Micro fermé par un modérateur", "Caméra fermée par un modérateur"}));
}

TEST_F(MeetingSceneTest, WhatAModeratorClosedNamesHim) {
  person("PA_a", "Ada", 20);
  meeting().set_microphone_open(false);
  meeting().set_microphone_closed_by("Ada");
  EXPECT_EQ(banners(scene()), std::vector<std::string>{"Micro fermé par Ada"});
  EXPECT_EQ(banners(english()), std::vector<std::string>{"Microphone closed by Ada"});
  EXPECT_EQ(scene().banners[0].tone, Tone::Notice);
  meeting().set_camera_open(false);
  meeting().set_camera_closed_by("Bob\n");
  EXPECT_EQ(banners(scene()), (std::vector<std::string>{"Micro fermé par Ada", "Caméra fermée par Bob"}));
  EXPECT_EQ(banners(english())[1], "Camera closed by Bob");
  EXPECT_EQ(scene().banners[1].tone, Tone::Notice);
  meeting().set_microphone_closed_by("");
  EXPECT_EQ(banners(scene()),
            (std::vector<std::string>{"Micro fermé : on ne vous entend pas", "Caméra fermée par Bob"}));
}

TEST_F(MeetingSceneTest, ADeviceThatIsMissingIsSaidOnceAndOnlyWhenItMatters) {
  person("PA_a", "Ada", 20);
  fault(DEVICE_KIND_MICROPHONE, DEVICE_FAULT_NONE);
  EXPECT_EQ(banners(scene()), std::vector<std::string>{"Aucun micro branché : on ne vous entend pas"});
  EXPECT_EQ(scene().banners[0].tone, Tone::Alarm) << "people speak and nobody hears them";
  meeting().set_microphone_open(false);
  EXPECT_EQ(banners(english()), std::vector<std::string>{"No microphone plugged in: nobody hears you"})
      << "no word of a closed microphone where there is none";
  EXPECT_EQ(scene().banners[0].tone, Tone::Notice);
  status.mutable_devices()->clear_faults();
  meeting().set_microphone_open(true);

  fault(DEVICE_KIND_CAMERA, DEVICE_FAULT_NONE);
  EXPECT_EQ(banners(scene()), std::vector<std::string>{"Aucune caméra branchée : on ne vous voit pas"});
  EXPECT_EQ(scene().banners[0].tone, Tone::Notice);
  EXPECT_EQ(scene().self->note, "Pas de caméra");
  meeting().set_camera_open(false);
  EXPECT_EQ(banners(scene()), std::vector<std::string>{"Aucune caméra branchée : on ne vous voit pas"});
  meeting().set_camera_open(true);
  status.mutable_devices()->clear_faults();

  for (const auto kind : {DEVICE_KIND_CAMERA, DEVICE_KIND_MICROPHONE, DEVICE_KIND_SPEAKER, DEVICE_KIND_DISPLAY}) {
    fault(kind, DEVICE_FAULT_REPLACED, "usb-1");
  }
  status.mutable_system()->add_config_problems()->set_message("…");
  status.mutable_agenda()->set_feed_stale(true);
  EXPECT_TRUE(scene().banners.empty()) << "the meeting runs";
}

TEST_F(MeetingSceneTest, ADeviceThatFailsIsSaidWithItsCure) {
  person("PA_a", "Ada", 20);
  fault(DEVICE_KIND_CAMERA, DEVICE_FAULT_FAILED, "Rally");
  fault(DEVICE_KIND_MICROPHONE, DEVICE_FAULT_FAILED, "Rally");
  fault(DEVICE_KIND_SPEAKER, DEVICE_FAULT_FAILED, "Rally");
  EXPECT_EQ(banners(scene()),
            (std::vector<std::string>{"Micro en panne, rebranchez-le : on ne vous entend pas",
                                      "Haut-parleur en panne, rebranchez-le : vous n’entendez personne",
                                      "Caméra en panne, rebranchez-la : on ne vous voit pas"}))
      << "worst first";
  EXPECT_EQ(scene().self->note, "Caméra en panne");
  EXPECT_EQ(banners(english())[2], "Camera not working, replug it: nobody sees you");
}

TEST_F(MeetingSceneTest, RecordingIsAlwaysSaid) {
  meeting().set_recording(true);
  EXPECT_EQ(banners(scene()), std::vector<std::string>{"Enregistrement en cours"}) << "also when alone";
  person("PA_a", "Ada", 20);
  EXPECT_EQ(banners(english()), std::vector<std::string>{"Recording in progress"});
  EXPECT_EQ(scene().banners[0].tone, Tone::Alarm);
  meeting().set_recording_state(RECORDING_STARTING);
  EXPECT_EQ(banners(scene()), std::vector<std::string>{"Démarrage de l’enregistrement…"});
  meeting().set_transcription(true);
  EXPECT_EQ(banners(scene()), std::vector<std::string>{"Démarrage de la transcription…"});
  meeting().set_recording_state(RECORDING_RUNNING);
  EXPECT_EQ(banners(english()), std::vector<std::string>{"Transcription in progress"});
  meeting().set_recording_state(RECORDING_STOPPING);
  EXPECT_EQ(banners(scene()), std::vector<std::string>{"Arrêt de la transcription…"});
}

TEST_F(MeetingSceneTest, RecordingIsSaidBeforeTheRoomIsInTheMeeting) {
  meeting().set_recording(true);
  for (const auto phase : {PHASE_CONNECTING, PHASE_RECONNECTING, PHASE_ENTERING}) {
    meeting().set_phase(phase);
    EXPECT_EQ(banners(scene()).at(phase == PHASE_RECONNECTING && !scene().tiles.empty() ? 1 : 0),
              "Enregistrement en cours")
        << phase;
  }
}

TEST_F(MeetingSceneTest, OtherRoomsAreShownAsRooms) {
  auto& room = person("PA_r", "Salle 302 (équipement de salle)", 20);
  room.set_room(true);
  room.set_not_authenticated(true);
  EXPECT_EQ(scene().tiles.at(0).note, "Équipement de salle · Utilisateur non authentifié");
  EXPECT_EQ(english().tiles.at(0).note, "Room equipment · Unauthenticated user");
  EXPECT_EQ(scene().headline, "Réunion a · 1 autre participant");
  person("PA_a", "Ada", 30);
  EXPECT_EQ(scene().headline, "Réunion a · 2 autres participants, dont une salle");
  person("PA_s", "Salle 303", 40).set_room(true);
  EXPECT_EQ(english().headline, "Réunion a · 3 other participants, 2 of them rooms");
}

TEST_F(MeetingSceneTest, APublicRoomSaysSo) {
  meeting().set_open_to_all(true);
  EXPECT_EQ(scene().headline, "Réunion a · Vous êtes seul dans la réunion · ouverte à tous ceux qui ont le lien");
  person("PA_a", "Ada", 20);
  EXPECT_EQ(english().headline, "Réunion a · 1 other participant · open to all with the link");
}

TEST_F(MeetingSceneTest, ChatAndReactionsLieOverTheTiles) {
  person("PA_a", "Ada", 20);
  const auto say = [this](const std::string& who, const std::string& text, const std::string& reaction) {
    auto& said = *meeting().add_said();
    said.set_who(who);
    said.set_text(text);
    said.set_reaction(reaction);
  };
  say("Ada", "Bonjour\nla salle", "");
  say("Ada", "", "clapping-hands");
  say("Bob", "", "clapping-hands");
  say("Eve", "", "unknown");
  using Note = pipelines::Scene::Note;
  EXPECT_EQ(scene().notes, (std::vector<Note>{{"Ada", "Bonjour la salle"}, {"Ada, Bob", "Applaudissements"}}));
  EXPECT_EQ(english().notes.at(1).text, "Applause");
}

TEST_F(MeetingSceneTest, NamesFromRightToLeftTurnNothingElse) {
  person("PA_a", "محمد", 20).set_screen_track("TR_s");
  meeting().set_microphone_open(false);
  meeting().set_microphone_closed_by("שלום");
  EXPECT_EQ(scene().tiles.at(0).name, "Écran de \u2068محمد\u2069");
  EXPECT_EQ(scene().tiles.at(1).name, "محمد");
  EXPECT_EQ(banners(scene()), std::vector<std::string>{"Micro fermé par \u2068שלום\u2069"});
}

TEST_F(MeetingSceneTest, AsksWhetherTheRoomStays) {
  person("PA_a", "Ada", 20);
  meeting().set_handover_ms(ms(now + seconds(42)));
  EXPECT_EQ(banners(scene()),
            std::vector<std::string>{
                "Salle réservée ensuite : touchez « Rester », sinon micro et caméra se ferment dans 42 s"});
  EXPECT_EQ(scene().banners[0].tone, Tone::Alarm);
  meeting().set_handover_closed(true);
  meeting().set_microphone_open(false);
  meeting().set_camera_open(false);
  EXPECT_EQ(
      banners(english()),
      std::vector<std::string>{"The room is booked: microphone and camera closed, hanging up. Touch “Stay” if not."});
}

TEST_F(MeetingSceneTest, ALostConnectionKeepsThePeople) {
  person("PA_a", "Ada", 20);
  meeting().set_phase(PHASE_RECONNECTING);
  EXPECT_EQ(scene().tiles.size(), 1u);
  EXPECT_EQ(banners(scene()), std::vector<std::string>{"Connexion perdue : la salle se reconnecte…"});
  status.clear_roster();
  EXPECT_TRUE(scene().tiles.empty());
  EXPECT_EQ(scene().headline, "Connexion perdue");
  EXPECT_EQ(english().detail, "The room is reconnecting by itself.");
}

TEST_F(MeetingSceneTest, WarnsOfTheNextMeeting) {
  person("PA_a", "Ada", 20);
  const WallTime end = now + minutes(55);
  add("b", end + minutes(10)).set_private_(true);
  status.mutable_agenda()->set_next("b");
  EXPECT_TRUE(scene().banners.empty());
  now = end;
  EXPECT_EQ(banners(scene()), std::vector<std::string>{"L’heure de fin est passée. À 15:10 : Réunion privée"});
  meeting().set_end_ms(ms(end + hours(1)));
  EXPECT_TRUE(scene().banners.empty());
  now = end + minutes(5);
  EXPECT_EQ(banners(english()), std::vector<std::string>{"At 15:10 in this room: Private meeting"});
}

}  // namespace
}  // namespace rotonde::test
