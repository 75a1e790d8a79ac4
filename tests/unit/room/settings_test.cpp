// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/room/settings.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace rotonde::room {
namespace {

TEST(DisplayName, FramesTheRoomsName) {
  config::Config config;
  config.room.name = "Ségur";
  EXPECT_EQ(displayNameOf(config), "Salle Ségur (équipement de salle)");
  config.room.language = config::Language::English;
  EXPECT_EQ(displayNameOf(config), "Room Ségur (room equipment)");
}

TEST(DisplayName, DoesNotSayRoomTwice) {
  config::Config config;
  const auto named = [&](const char* name) {
    config.room.name = name;
    return displayNameOf(config);
  };
  EXPECT_EQ(named("Salle 301"), "Salle 301 (équipement de salle)");
  EXPECT_EQ(named("SALLE Ségur"), "SALLE Ségur (équipement de salle)");
  EXPECT_EQ(named("salle\u00a0301"), "salle\u00a0301 (équipement de salle)");
  EXPECT_EQ(named("Room 12"), "Room 12 (équipement de salle)");
  EXPECT_EQ(named("Salle"), "Salle (équipement de salle)");
  EXPECT_EQ(named("Sallenelles"), "Salle Sallenelles (équipement de salle)") << "only a whole word counts";
  EXPECT_EQ(named("Roomba"), "Salle Roomba (équipement de salle)");
  EXPECT_EQ(named("Sa"), "Salle Sa (équipement de salle)");
  config.room.language = config::Language::English;
  EXPECT_EQ(named("Salle 301"), "Salle 301 (room equipment)");
  EXPECT_EQ(named("room 12"), "room 12 (room equipment)");
  const std::string longest = named(("Salle " + std::string(60, 'x')).c_str());
  EXPECT_EQ(longest.size(), 50u) << longest;
  EXPECT_TRUE(longest.ends_with("x (room equipment)")) << longest;
}

TEST(DisplayName, HoldsFiftyCodePointsAndKeepsItsFrame) {
  config::Config config;
  config.room.name.clear();
  for (int i = 0; i < 60; ++i) config.room.name += "é";
  const std::string name = displayNameOf(config);
  EXPECT_TRUE(name.starts_with("Salle éé")) << name;
  EXPECT_TRUE(name.ends_with("é (équipement de salle)")) << name;
  EXPECT_EQ(std::ranges::count_if(name, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }), 50);
}

TEST(DisplayName, ConfiguredNameIsTakenAndCut) {
  config::Config config;
  config.visio.displayName = std::string(49, 'a') + "éb";
  EXPECT_EQ(displayNameOf(config), std::string(49, 'a') + "é");
  config.visio.displayName = "Salle 301";
  EXPECT_EQ(displayNameOf(config), "Salle 301");
}

}  // namespace
}  // namespace rotonde::room
