// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/unit/screen/scene_fixture.hpp"

namespace rotonde::test {
namespace {

using namespace control::v1;
using Tone = pipelines::Scene::Tone;
using Texts = std::vector<std::string>;

/// What is wrong with the room, said outside of meetings.
class TroubleSceneTest : public SceneTest {
 protected:
  void nothingWrong() { status.mutable_devices()->clear_faults(); }
};

TEST_F(TroubleSceneTest, AMissingDeviceTakesTheIdleScreenWithItsCure) {
  add("a", now + hours(1));
  status.mutable_agenda()->set_next("a");
  fault(DEVICE_KIND_CAMERA, DEVICE_FAULT_NONE);
  EXPECT_EQ(scene().headline, "Aucune caméra branchée");
  EXPECT_EQ(scene().detail, "Branchez une caméra : sans elle, on ne vous verra pas dans les réunions.");
  EXPECT_EQ(scene().tone, Tone::Notice);
  EXPECT_TRUE(scene().banners.empty()) << "said once";
  EXPECT_EQ(scene().meetings.size(), 1u) << "the agenda stays in sight";
  EXPECT_EQ(english().headline, "No camera is plugged in");
  EXPECT_EQ(english().detail, "Plug a camera in: without one, nobody will see you in meetings.");
  nothingWrong();
  fault(DEVICE_KIND_MICROPHONE, DEVICE_FAULT_NONE);
  EXPECT_EQ(scene().headline, "Aucun micro branché");
  EXPECT_EQ(scene().tone, Tone::Alarm);
  nothingWrong();
  fault(DEVICE_KIND_SPEAKER, DEVICE_FAULT_NONE);
  EXPECT_EQ(english().headline, "No loudspeaker is plugged in");
  nothingWrong();
  EXPECT_EQ(scene().headline, "Prochaine réunion à 15:05");
}

TEST_F(TroubleSceneTest, ABareBoxAsksForBothInOneSentence) {
  fault(DEVICE_KIND_CAMERA, DEVICE_FAULT_NONE);
  fault(DEVICE_KIND_MICROPHONE, DEVICE_FAULT_NONE);
  EXPECT_EQ(scene().headline, "Ni caméra ni micro branchés");
  EXPECT_EQ(scene().detail, "Branchez une caméra et un micro : sans eux, on ne pourra ni vous voir ni vous entendre.");
  EXPECT_EQ(english().headline, "No camera and no microphone");
  EXPECT_TRUE(scene().banners.empty());
  fault(DEVICE_KIND_SPEAKER, DEVICE_FAULT_NONE);
  EXPECT_EQ(banners(scene()), Texts{"Aucun haut-parleur branché"});
}

TEST_F(TroubleSceneTest, AFailedDeviceIsNamed) {
  fault(DEVICE_KIND_CAMERA, DEVICE_FAULT_FAILED, "Rally\nBar");
  EXPECT_EQ(scene().headline, "La caméra ne fonctionne plus");
  EXPECT_EQ(scene().detail,
            "Débranchez puis rebranchez « Rally Bar ». Si cela ne suffit pas, prévenez le responsable de la salle.");
  fault(DEVICE_KIND_SPEAKER, DEVICE_FAULT_FAILED, "Jabra");
  EXPECT_EQ(english().headline, "The loudspeaker does not work") << "worse than the camera";
  EXPECT_EQ(banners(english()), Texts{"The camera does not work"});
  fault(DEVICE_KIND_MICROPHONE, DEVICE_FAULT_FAILED, "Jabra");
  EXPECT_EQ(scene().headline, "Le micro ne fonctionne plus");
}

TEST_F(TroubleSceneTest, AReplacedDeviceIsABannerOnly) {
  const std::string idle = scene().headline;
  fault(DEVICE_KIND_CAMERA, DEVICE_FAULT_REPLACED, "Rally");
  EXPECT_EQ(scene().headline, idle);
  EXPECT_EQ(scene().tone, Tone::Calm);
  EXPECT_EQ(banners(scene()), Texts{"Caméra « Rally » non branchée"});
  fault(DEVICE_KIND_DISPLAY, DEVICE_FAULT_REPLACED, "HDMI-A-2");
  fault(DEVICE_KIND_MICROPHONE, DEVICE_FAULT_REPLACED, "usb-4");
  EXPECT_EQ(banners(english()), (Texts{"Microphone “usb-4” is not plugged in", "Camera “Rally” is not plugged in",
                                       "Display “HDMI-A-2” is not plugged in"}));
}

TEST_F(TroubleSceneTest, AScreenThatIsNotThereIsNotTalkedOf) {
  fault(DEVICE_KIND_DISPLAY, DEVICE_FAULT_NONE, "HDMI-A-2");
  EXPECT_TRUE(scene().banners.empty());
  EXPECT_EQ(scene().tone, Tone::Calm);
}

TEST_F(TroubleSceneTest, MeetingsComeBeforeTroubles) {
  fault(DEVICE_KIND_CAMERA, DEVICE_FAULT_NONE);
  add("a", now - minutes(10)).set_joinability(JOINABILITY_NO_LINK);
  EXPECT_EQ(scene().headline, "Réunion a");
  EXPECT_EQ(banners(scene()), Texts{"Aucune caméra branchée"});
  meeting().set_last_end(END_REMOVED);
  EXPECT_EQ(scene().headline, "Un organisateur a retiré la salle de la réunion");
  EXPECT_EQ(banners(scene()), Texts{"Aucune caméra branchée"});
  for (const Phase phase : {PHASE_ANNOUNCED, PHASE_COUNTDOWN, PHASE_ENTERING, PHASE_CONNECTING, PHASE_LEAVING}) {
    meeting().set_phase(phase);
    EXPECT_EQ(banners(english()), Texts{"No camera is plugged in"}) << Phase_Name(phase);
  }
}

TEST_F(TroubleSceneTest, SettingsErrorsAreDiscreet) {
  const std::string idle = scene().headline;
  status.mutable_system()->add_config_problems()->set_message("one");
  EXPECT_EQ(scene().headline, idle);
  EXPECT_EQ(banners(scene()), Texts{"Réglages : 1 erreur, voir « rotondectl config check »"});
  EXPECT_EQ(scene().banners[0].tone, Tone::Calm);
  status.mutable_system()->add_config_problems()->set_message("two");
  EXPECT_EQ(banners(scene()), Texts{"Réglages : 2 erreurs, voir « rotondectl config check »"});
  EXPECT_EQ(banners(english()), Texts{"Settings: 2 errors, see “rotondectl config check”"});
  meeting().set_phase(PHASE_ATTENTION);
  EXPECT_TRUE(scene().banners.empty()) << "the errors themselves are shown";
}

TEST_F(TroubleSceneTest, TellsACalendarThatIsNotSetUpFromOneThatIsBeingReadOrCannotBeRead) {
  auto& agenda = *status.mutable_agenda();
  agenda.set_feed_stale(true);
  agenda.set_feed_fetched_ms(0);
  agenda.set_feed_configured(false);
  EXPECT_EQ(scene().headline, "Aucun calendrier configuré");
  EXPECT_EQ(scene().tone, Tone::Calm) << "a room may be joined by hand alone";
  EXPECT_TRUE(scene().banners.empty());
  EXPECT_EQ(english().headline, "No calendar is set up");
  agenda.set_feed_configured(true);
  EXPECT_EQ(scene().headline, "Lecture de l’agenda…");
  EXPECT_EQ(scene().tone, Tone::Calm);
  agenda.set_feed_problem("feed: 404");
  EXPECT_EQ(scene().headline, "Agenda de la salle illisible");
  EXPECT_EQ(
      scene().detail,
      "Vérifiez le réseau de la salle et l’adresse du calendrier dans les réglages. La salle réessaie toute seule.");
  EXPECT_EQ(scene().tone, Tone::Alarm);
  EXPECT_EQ(english().headline, "The room’s calendar cannot be read");
  EXPECT_TRUE(scene().banners.empty());
  meeting().set_phase(PHASE_ENTERING);
  EXPECT_EQ(banners(scene()), Texts{"Agenda de la salle illisible"});
}

TEST_F(TroubleSceneTest, TheWorstComesFirstAndNoMoreThanCanBeRead) {
  fault(DEVICE_KIND_CAMERA, DEVICE_FAULT_FAILED, "Rally");
  fault(DEVICE_KIND_MICROPHONE, DEVICE_FAULT_NONE);
  fault(DEVICE_KIND_SPEAKER, DEVICE_FAULT_REPLACED, "Jabra");
  status.mutable_agenda()->set_feed_fetched_ms(0);
  status.mutable_agenda()->set_feed_problem("feed: 404");
  status.mutable_system()->add_config_problems()->set_message("one");
  EXPECT_EQ(scene().headline, "Aucun micro branché");
  EXPECT_EQ(banners(scene()), (Texts{"Agenda de la salle illisible", "La caméra ne fonctionne plus",
                                     "Haut-parleur « Jabra » non branché"}));
}

}  // namespace
}  // namespace rotonde::test
