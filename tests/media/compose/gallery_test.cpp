// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
// The room's screens as PNG files in <build>/gallery, for people to look at. What can be asserted is.
#include "firmware/base/main_loop.hpp"
#include "pipelines/compose/gst_stage.hpp"
#include "tests/media/compose/pictures.hpp"
#include "tests/support/run_until.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace rotonde::pipelines {
namespace {

constexpr const char* kNames[] = {"Élodie Martin-Lefèvre",
                                  "Jean-François Delacroix-Beaumont de la Rochefoucauld",
                                  "Zoé",
                                  "Müller, Jürgen",
                                  "Aïcha Benîmoud",
                                  "Łukasz Wójcik",
                                  "Salle Ada Lovelace (équipement de salle)",
                                  "Nguyễn Thị Ánh",
                                  "Françoise Lecœur",
                                  "王芳",
                                  "Δημήτρης Παπαδόπουλος",
                                  "Óscar Núñez"};
constexpr std::uint32_t kColours[] = {0x3b4a6b, 0x7d3c98, 0x1e8449, 0xb9770e, 0x943126, 0x117a65, 0xd4ac0d};

class Gallery : public testing::Test {
 protected:
  void draw(const std::string& name, const Scene& scene) {
    stage_.show(scene);
    std::optional<Result<std::string>> file;
    stage_.screenshot([&](Result<std::string> result) { file = std::move(result); });
    ASSERT_TRUE(test::runUntil(loop_, [&] { return file.has_value(); }));
    ASSERT_TRUE(file->has_value()) << file->error().message;
    std::filesystem::create_directories(ROTONDE_GALLERY);
    std::ofstream(std::string(ROTONDE_GALLERY) + "/" + name + ".png", std::ios::binary) << **file;
    const Image image = decodePng(**file);
    EXPECT_EQ(image.width, 1920);
    EXPECT_EQ(image.height, 1080);
    EXPECT_LE(distance(image.at(2, 1078), look::kBackground), 3) << "the ground shows at the edge";
    EXPECT_NE(image.rgb.find_first_not_of(image.rgb[0]), std::string::npos) << "something is drawn";
  }

  static Scene base() {
    Scene scene;
    scene.room = "Salle Ada Lovelace";
    scene.clock = "14:05";
    return scene;
  }
  static Scene idle() {
    Scene scene = base();
    scene.headline = "Salle libre jusqu’à 14:30";
    scene.detail = "Prochaine réunion : Comité de pilotage";
    scene.meetings = {{"10:00 – 11:00", "Point d’équipe hebdomadaire", "", false},
                      {"14:30 – 15:30", "Comité de pilotage du programme de dématérialisation des formulaires",
                       "Organisé par Zoé Lefèvre", true},
                      {"16:00 – 16:30", "Entretien", "Pas de lien Visio dans l’invitation", false},
                      {"17:00 – 18:00", "Rétrospective", "", false}};
    return scene;
  }
  Scene call(unsigned people, bool pictures = true) {
    Scene scene = base();
    scene.headline = "Comité de pilotage";
    for (unsigned index = 0; index < people; ++index) {
      Scene::Tile tile;
      tile.feed = "feed" + std::to_string(index);
      tile.name = kNames[index % std::size(kNames)];
      tile.color = kColours[index % std::size(kColours)];
      tile.muted = index % 3 == 1;
      tile.speaking = index == 2 || people == 1;
      if (index % 4 == 3) tile.note = "non authentifié";
      if (pictures && index % 5 != 4) feeds_.put(tile.feed, portrait(640, 360, index).get());
      scene.tiles.push_back(tile);
    }
    feeds_.put(kSelfFeed, portrait(1280, 720, 7).get());
    scene.self = Scene::Tile{.feed = kSelfFeed, .name = "Vous"};
    return scene;
  }

  MainLoop loop_;
  Feeds feeds_;
  GstStage stage_{loop_, feeds_};
};

TEST_F(Gallery, Idle) { draw("idle", idle()); }

TEST_F(Gallery, IdleWithoutMeetings) {
  Scene scene = base();
  scene.headline = "Aucune réunion aujourd’hui";
  scene.detail = "Touchez la tablette pour rejoindre une réunion Visio";
  draw("idle-empty", scene);
}

TEST_F(Gallery, Countdown) {
  Scene scene = idle();
  scene.tone = Scene::Tone::Notice;
  scene.headline = "La réunion commence dans 45 s";
  scene.detail = "Comité de pilotage. Touchez « Annuler » sur la tablette pour ne pas rejoindre.";
  draw("countdown", scene);
}

TEST_F(Gallery, Lobby) {
  Scene scene = idle();
  scene.headline = "Demande de participation…";
  scene.detail =
      "Un participant doit accepter la salle. Elle apparaît sous le nom « Salle Ada Lovelace (équipement de salle) ».";
  scene.banners = {{Scene::Tone::Calm, "Micro fermé"}};
  draw("lobby", scene);
}

TEST_F(Gallery, Alarm) {
  Scene scene = idle();
  scene.tone = Scene::Tone::Alarm;
  scene.headline = "Le calendrier ne répond plus";
  scene.detail = "Vérifiez l’adresse du calendrier dans site.toml, ligne 12 : « https » attendu.";
  scene.banners = {{Scene::Tone::Notice, "Aucune caméra branchée"}, {Scene::Tone::Alarm, "Réseau coupé"}};
  draw("alarm", scene);
}

TEST_F(Gallery, Calls) {
  for (const unsigned people : {1U, 2U, 3U, 5U, 9U, 16U, 20U}) {
    draw("call-" + std::to_string(people), call(people));
  }
}

TEST_F(Gallery, CallWithoutPictures) { draw("call-initials", call(7, false)); }

TEST_F(Gallery, CallWithNotices) {
  Scene scene = call(6);
  scene.headline = "Comité de pilotage du programme de dématérialisation des formulaires";
  scene.banners = {{Scene::Tone::Alarm, "Réunion enregistrée"},
                   {Scene::Tone::Notice, "Connexion perdue, nouvel essai dans 4 s"}};
  draw("call-notices", scene);
}

TEST_F(Gallery, SharedScreen) {
  Scene scene = call(8);
  feeds_.put("screen", slide(1440, 900).get());
  Scene::Tile screen;
  screen.feed = "screen";
  screen.name = "Élodie Martin-Lefèvre – écran";
  screen.contain = true;
  scene.tiles.insert(scene.tiles.begin(), screen);
  draw("shared", scene);
}

}  // namespace
}  // namespace rotonde::pipelines
