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
