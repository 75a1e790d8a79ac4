// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/unit/screen/scene_fixture.hpp"

namespace rotonde::test {
namespace {

using namespace control::v1;
using Tone = pipelines::Scene::Tone;
using Shown = pipelines::Scene::Meeting;

TEST_F(SceneTest, AlwaysNamesRoomAndTime) {
  for (int phase = PHASE_UNSPECIFIED; phase < Phase_ARRAYSIZE; ++phase) {
    meeting().set_phase(static_cast<Phase>(phase));
    EXPECT_EQ(scene().room, "Ségur");
    EXPECT_EQ(scene().clock, "14:05");
    EXPECT_FALSE(scene().headline.empty()) << phase;
    EXPECT_NE(scene(), english()) << phase << " says something in both languages";
  }
}

TEST_F(SceneTest, IdleShowsTodaysMeetingsInOrder) {
  add("b", now + hours(2));
  add("a", now + hours(1));
  add("over", now - hours(3));
  add("tomorrow", now + hours(24));
  add("now", now - minutes(30)).set_joinability(JOINABILITY_NO_LINK);
  status.mutable_agenda()->set_next("a");
  const std::vector<Shown> expected = {{"13:35 – 14:35", "Réunion now", "En cours · Pas de lien Visio", false},
                                       {"15:05 – 16:05", "Réunion a", "", true},
                                       {"16:05 – 17:05", "Réunion b", "", false}};
  EXPECT_EQ(scene().meetings, expected);
  EXPECT_EQ(scene().headline, "Réunion now");
  EXPECT_EQ(scene().detail, "Pas de lien Visio");
}

TEST_F(SceneTest, IdleNamesTheNextMeetingOrTheDay) {
  EXPECT_EQ(scene().headline, "Aucune autre réunion aujourd’hui");
  EXPECT_EQ(scene().detail, "mardi 24 novembre");
  EXPECT_EQ(english().detail, "Tuesday 24 November");
  add("a", now + hours(1));
  status.mutable_agenda()->set_next("a");
  EXPECT_EQ(scene().headline, "Prochaine réunion à 15:05");
  EXPECT_EQ(scene().detail, "Réunion a");
  EXPECT_EQ(english().headline, "Next meeting at 15:05");
  EXPECT_TRUE(scene().tiles.empty());
  EXPECT_TRUE(scene().banners.empty());
}

TEST_F(SceneTest, TodayIsTheRoomsDay) {
  now = std::chrono::sys_days{std::chrono::year(2026) / 11 / 24} + hours(22) + minutes(30);  // 23:30 in Paris
  add("night", now + minutes(45));                                                           // 00:15 tomorrow
  EXPECT_TRUE(scene().meetings.empty());
  now += minutes(35);
  EXPECT_EQ(scene().meetings.size(), 1u);
  EXPECT_EQ(scene().clock, "00:05");
}

TEST_F(SceneTest, SaysWhyAMeetingIsNotJoined) {
  auto& occurrence = add("a", now + hours(1));
  const auto note = [&](Joinability how) {
    occurrence.set_joinability(how);
    return scene().meetings.at(0).note;
  };
  EXPECT_EQ(note(JOINABILITY_AUTO), "");
  EXPECT_EQ(note(JOINABILITY_BY_HAND), "À rejoindre à la main");
  EXPECT_EQ(note(JOINABILITY_NO_LINK), "Pas de lien Visio");
  EXPECT_EQ(note(JOINABILITY_AMBIGUOUS), "Plusieurs liens Visio dans l’invitation");
  EXPECT_EQ(note(JOINABILITY_LEFT), "Quittée ou annulée ici");
  EXPECT_EQ(note(JOINABILITY_FOREIGN), "Sur un autre service : la salle ne peut pas s’y connecter");
  occurrence.set_service("Teams");
  EXPECT_EQ(note(JOINABILITY_FOREIGN), "Sur Teams : la salle ne peut pas s’y connecter");
  occurrence.set_tentative(true);
  EXPECT_EQ(note(JOINABILITY_BY_HAND), "À confirmer");
  EXPECT_EQ(english().meetings.at(0).note, "Tentative");
}

TEST_F(SceneTest, AllDayPrivateAndUntitled) {
  add("day", now - hours(14), hours(24)).set_all_day(true);
  auto& secret = add("secret", now + hours(1));
  secret.set_private_(true);
  secret.set_title("");
  add("untitled", now + hours(2), milliseconds(0)).set_title("");
  const auto meetings = scene().meetings;
  ASSERT_EQ(meetings.size(), 3u);
  EXPECT_EQ(meetings[0], (Shown{"Toute la journée", "Réunion day", "", false}));
  EXPECT_EQ(meetings[1].title, "Réunion privée");
  EXPECT_EQ(meetings[2], (Shown{"16:05", "Réunion sans titre", "", false}));
  EXPECT_EQ(scene().headline, "Aucune autre réunion aujourd’hui") << "an all-day entry is no running meeting";
}

TEST_F(SceneTest, TitlesAreOneLine) {
  add("a", now + hours(1)).set_title("Point\nhebdo\x1b[31m");
  EXPECT_EQ(scene().meetings.at(0).title, "Point hebdo[31m");
}

TEST_F(SceneTest, AnnouncedCountsTheMinutes) {
  add("a", now + minutes(9) + seconds(30));
  about("a");
  meeting().set_phase(PHASE_ANNOUNCED);
  meeting().set_join_at_ms(ms(now + minutes(9)));
  EXPECT_EQ(scene().headline, "Réunion a");
  EXPECT_EQ(scene().detail, "Commence dans 10 minutes · La salle rejoint la réunion à 14:14");
  EXPECT_TRUE(scene().meetings.at(0).next);
  now += minutes(9);
  EXPECT_TRUE(scene().detail.starts_with("Commence dans une minute")) << scene().detail;
  now += seconds(30);
  EXPECT_TRUE(scene().detail.starts_with("Commence maintenant")) << scene().detail;
  now += minutes(5);
  meeting().set_join_at_ms(0);
  EXPECT_EQ(scene().detail, "En cours · Touchez « Rejoindre » pour participer");
  EXPECT_EQ(english().detail, "In progress · Touch “Join” to take part");
}

TEST_F(SceneTest, CountdownCountsTheSeconds) {
  add("a", now + minutes(1));
  about("a");
  meeting().set_phase(PHASE_COUNTDOWN);
  meeting().set_join_at_ms(ms(now + seconds(30)));
  EXPECT_EQ(scene().headline, "La salle rejoint la réunion dans 30 secondes");
  EXPECT_EQ(scene().detail, "Réunion a · Touchez « Annuler » pour ne pas participer à cette réunion");
  EXPECT_EQ(scene().tone, Tone::Notice);
  now += seconds(28) + milliseconds(1);
  EXPECT_EQ(scene().headline, "La salle rejoint la réunion dans 2 secondes");
  now += seconds(1);
  EXPECT_EQ(scene().headline, "La salle rejoint la réunion dans une seconde");
  now += seconds(5);
  EXPECT_EQ(english().headline, "The room joins in one second") << "never a negative number";
}

TEST_F(SceneTest, TheWayIn) {
  meeting().set_phase(PHASE_ENTERING);
  const auto entering = [&](Entry entry) {
    meeting().set_entry(entry);
    return scene();
  };
  EXPECT_EQ(entering(ENTRY_ASKING).headline, "Demande de participation…");
  EXPECT_EQ(entering(ENTRY_ASKING).detail, "Réunion Visio");
  EXPECT_EQ(entering(ENTRY_WAITING).headline, "En salle d’attente");
  EXPECT_EQ(entering(ENTRY_NOT_OPEN).headline, "La réunion n’est pas encore ouverte");
  EXPECT_EQ(entering(ENTRY_DENIED).headline, "L’organisateur a refusé la salle");
  EXPECT_EQ(entering(ENTRY_DENIED).detail, "Touchez « Demander à nouveau » pour refaire la demande.");
  EXPECT_EQ(entering(ENTRY_DENIED).tone, Tone::Notice);
  EXPECT_EQ(entering(ENTRY_BUSY).headline, "Visio est très sollicité");
  EXPECT_EQ(entering(ENTRY_UNREACHABLE).tone, Tone::Alarm);
  EXPECT_EQ(english().headline, "Visio does not answer");
  meeting().set_phase(PHASE_CONNECTING);
  EXPECT_EQ(scene().headline, "Connexion à la réunion…");
  meeting().set_phase(PHASE_LEAVING);
  EXPECT_EQ(scene().headline, "La salle quitte la réunion…");
}

TEST_F(SceneTest, SaysHowAMeetingEnded) {
  const auto ended = [&](EndReason reason) {
    meeting().set_last_end(reason);
    return scene();
  };
  const std::string idle = scene().headline;
  EXPECT_EQ(ended(END_LEFT).headline, idle);
  EXPECT_EQ(ended(END_SCHEDULE).headline, idle);
  EXPECT_EQ(ended(END_REMOVED).headline, "Un organisateur a retiré la salle de la réunion");
  EXPECT_EQ(ended(END_ROOM_CLOSED).headline, "La réunion a été fermée");
  EXPECT_EQ(ended(END_DUPLICATE).headline, "La salle s’est connectée ailleurs");
  EXPECT_EQ(ended(END_DENIED).headline, "L’organisateur a refusé la salle");
  EXPECT_EQ(ended(END_CANCELLED).headline, "La salle ne participera pas à cette réunion");
  EXPECT_EQ(ended(END_WRONG_CERTIFICATE).tone, Tone::Alarm);
  EXPECT_EQ(ended(END_FAILED).detail, "");
  add("a", now - minutes(10)).set_joinability(JOINABILITY_LEFT);
  EXPECT_EQ(ended(END_REMOVED).detail, "Touchez « Rejoindre » pour revenir dans la réunion.");
  about("a");
  meeting().set_phase(PHASE_ANNOUNCED);
  meeting().set_join_at_ms(ms(now + seconds(90)));
  EXPECT_EQ(ended(END_FAILED).headline, "La connexion à la réunion a échoué");
  EXPECT_EQ(scene().detail, "La salle rejoint la réunion à 14:06");
}

TEST_F(SceneTest, AttentionSaysWhatToDo) {
  meeting().set_phase(PHASE_ATTENTION);
  add("a", now + hours(1));
  auto& first = *status.mutable_system()->add_config_problems();
  first.set_file("site.toml");
  first.set_line(7);
  first.set_message("`room.nam` is no setting; did you mean `room.name`?");
  status.mutable_system()->add_config_problems()->set_message("Second");
  EXPECT_EQ(scene().tone, Tone::Alarm);
  EXPECT_EQ(scene().headline, "La salle a besoin d’aide");
  EXPECT_EQ(scene().detail,
            "Un réglage est à corriger. Prévenez le responsable de la salle.\n"
            "site.toml, ligne 7 : `room.nam` is no setting; did you mean `room.name`?\nSecond");
  EXPECT_TRUE(scene().meetings.empty());
  status.mutable_system()->add_config_problems()->set_message("Third");
  status.mutable_system()->add_config_problems()->set_message("Fourth");
  EXPECT_TRUE(english().detail.ends_with("Second\n… and 2 more")) << english().detail;
}

TEST_F(SceneTest, SaysWhenTheCalendarIsOld) {
  status.mutable_agenda()->set_feed_problem("503");
  EXPECT_TRUE(scene().banners.empty()) << "one failure is nobody's business";
  status.mutable_agenda()->set_feed_stale(true);
  status.mutable_agenda()->set_feed_fetched_ms(ms(now - hours(2)));
  EXPECT_EQ(banners(scene()), std::vector<std::string>{"Agenda non mis à jour depuis 12:05 : vérifiez le réseau"});
  EXPECT_EQ(scene().banners[0].tone, Tone::Notice);
  status.mutable_agenda()->set_feed_fetched_ms(ms(now - hours(48)));
  EXPECT_EQ(banners(english()),
            std::vector<std::string>{"Calendar not updated since Sunday 22 November: check the network"});
}
TEST_F(SceneTest, WaitingSaysForHowLongForWhatAndWhatToDo) {
  add("a", now - minutes(1));
  about("a");
  meeting().set_phase(PHASE_ENTERING);
  meeting().set_entry(ENTRY_WAITING);
  meeting().set_waiting_since_ms(ms(now - seconds(30)));
  meeting().set_link("https://visio.example/abc-defg-hij");
  EXPECT_EQ(scene().detail,
            "Un organisateur doit accepter la salle.\nAttente : moins d’une minute.\n"
            "Touchez « Signaler à nouveau » pour le prévenir, « Annuler » pour renoncer.");
  ASSERT_TRUE(scene().code);
  EXPECT_EQ(scene().code->content, "https://visio.example/abc-defg-hij");
  EXPECT_EQ(scene().code->caption,
            "Organisateur dans la salle ? Ouvrez ce lien sur votre téléphone, micro et son coupés, puis acceptez la "
            "salle.");
  now += minutes(2);
  EXPECT_EQ(english().detail,
            "The host is late: somebody still has to let the room in.\nWaiting for 2 minutes.\n"
            "Touch “Announce again” to tell them, “Cancel” to give up.");
  meeting().set_entry(ENTRY_NOT_OPEN);
  EXPECT_EQ(scene().detail,
            "L’organisateur tarde : il n’a pas encore ouvert la réunion.\nAttente : 2 minutes.\n"
            "Touchez « Annuler » pour renoncer.");
  EXPECT_TRUE(scene().code);
  now += minutes(63);
  EXPECT_TRUE(english().detail.contains("Waiting for 1 h 05."));
  meeting().set_entry(ENTRY_DENIED);
  EXPECT_FALSE(scene().code) << "nobody could let the room in";
  meeting().set_entry(ENTRY_WAITING);
  meeting().set_link("");
  meeting().set_phase(PHASE_IN_MEETING);
  EXPECT_FALSE(scene().code) << "gone once joined";
}

TEST_F(SceneTest, AnEncryptedMeetingIsExplained) {
  meeting().set_last_end(END_ENCRYPTED);
  EXPECT_EQ(scene().headline, "Réunion chiffrée de bout en bout");
  EXPECT_TRUE(english().detail.contains("join from a computer"));
}

}  // namespace
}  // namespace rotonde::test
