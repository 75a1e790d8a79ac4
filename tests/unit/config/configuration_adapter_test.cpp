// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/rotonded/configuration_adapter.hpp"

#include "tests/support/temporary_folder.hpp"

#include <gmock/gmock.h>

namespace rotonde {
namespace {

using config::ConfigStore;
using test::TemporaryFolder;
namespace v1 = control::v1;

TEST(ConfigurationAdapter, ShowsEverySettingWithItsLayerAndNoSecret) {
  const TemporaryFolder folder;
  ConfigStore store(
      {.site = folder.write("site.toml",
                            "[calendar]\nfeed = \"https://hush/\"\ncaldav = [\"https://dav.example/hush/\"]\n"
                            "password = \"hush\"\npoll = \"90s\"\n[visio]\nhosts = [\"a.fr\"]\n")});
  const v1::Configuration tree = ConfigurationAdapter(store).configuration();
  EXPECT_EQ(tree.settings().size(), config::settings().size());
  const v1::Setting& feed = tree.settings().at("calendar.feed");
  EXPECT_EQ(feed.value(), "***");
  EXPECT_TRUE(feed.secret());
  EXPECT_EQ(feed.layer(), v1::LAYER_SITE);
  EXPECT_EQ(feed.role(), v1::ROLE_ADMIN);
  EXPECT_EQ(tree.settings().at("network.proxy").value(), "") << "a secret that is not set";
  EXPECT_EQ(tree.settings().at("calendar.caldav").value(), "***");
  EXPECT_EQ(tree.settings().at("calendar.password").value(), "***");
  EXPECT_EQ(tree.settings().at("visio.hosts").value(), "[ \"a.fr\" ]");
  const v1::Setting& poll = tree.settings().at("calendar.poll");
  EXPECT_EQ(poll.value(), "\"1min 30s\"");
  EXPECT_EQ(poll.type(), "duration");
  EXPECT_EQ(poll.at_least(), 10);
  EXPECT_EQ(tree.settings().at("join.mode").choices_size(), 3);
  EXPECT_FALSE(tree.DebugString().contains("hush"));
}

TEST(ConfigurationAdapter, SetsThroughTheStore) {
  const TemporaryFolder folder;
  ConfigStore store({.overrides = folder.file("overrides.toml")});
  ConfigurationAdapter adapter(store);
  ASSERT_TRUE(adapter.set("room.name", "\"Salle\"", "test"));
  EXPECT_EQ(store.config().room.name, "Salle");
  EXPECT_EQ(adapter.configuration().settings().at("room.name").layer(), v1::LAYER_OVERRIDE);
}

TEST(ConfigurationAdapter, ShowsProblemsInTheStatus) {
  const TemporaryFolder folder;
  const std::string site = folder.write("site.toml", "[room]\nlanguage = \"de\"\n");
  v1::System system;
  system.add_config_problems()->set_message("old");
  showProblems(ConfigStore({.site = site}), system);
  ASSERT_EQ(system.config_problems_size(), 1);
  EXPECT_EQ(system.config_problems(0).file(), site);
  EXPECT_EQ(system.config_problems(0).line(), 2);
  EXPECT_EQ(system.config_problems(0).column(), 12);
}

}  // namespace
}  // namespace rotonde
