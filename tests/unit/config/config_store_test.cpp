// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/config/config_store.hpp"

#include "tests/support/temporary_folder.hpp"

#include <gmock/gmock.h>

namespace rotonde::config {
namespace {

using std::chrono::seconds;
using test::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ConfigStoreTest : public testing::Test {
 protected:
  Files files() const {
    return {.board = folder_.file("board.toml"),
            .fleet = folder_.file("fleet.toml"),
            .site = folder_.file("site.toml"),
            .overrides = folder_.file("overrides.toml")};
  }
  static ConfigStore::Entry entry(const ConfigStore& store, const std::string& path) {
    for (const auto& each : store.entries())
      if (each.setting->path == path) return each;
    ADD_FAILURE() << path;
    return {};
  }

  TemporaryFolder folder_;
  std::string site_ = folder_.write("site.toml", "");
};

TEST_F(ConfigStoreTest, WithoutFilesTheProductsValuesHold) {
  const ConfigStore store(files());
  EXPECT_THAT(store.problems(), IsEmpty());
  EXPECT_EQ(store.config().room.name, "Rotonde");
  EXPECT_EQ(store.config().join.media, JoinMedia::Touch);
  EXPECT_EQ(store.entries().size(), settings().size());
  EXPECT_EQ(entry(store, "room.name").layer, Layer::Product);
}

TEST_F(ConfigStoreTest, LaterLayersWinValueByValue) {
  folder_.write("board.toml", "[room]\nname = \"board\"\ntime_zone = \"Indian/Reunion\"\n[media]\ncodec = \"h264\"\n");
  folder_.write("fleet.toml", "[room]\nname = \"fleet\"\nlanguage = \"en\"\n[join]\nspread = \"30s\"\n");
  folder_.write("site.toml", "[room]\nname = \"site\"\n[calendar]\nfeed = \"/srv/a.ics\"\n");
  folder_.write("overrides.toml", "schema = 1\n[room]\nname = \"override\"\n");
  const ConfigStore store(files());
  EXPECT_THAT(store.problems(), IsEmpty());
  EXPECT_EQ(store.config().room.name, "override");
  EXPECT_EQ(store.config().calendar.feed.reveal(), "/srv/a.ics");
  EXPECT_EQ(store.config().room.language, Language::English);
  EXPECT_EQ(store.config().join.spread, seconds(30));
  EXPECT_EQ(store.config().media.codec, "h264");
  EXPECT_EQ(store.config().room.timeZone, "Indian/Reunion");
  EXPECT_EQ(entry(store, "room.name").layer, Layer::Override);
  EXPECT_EQ(entry(store, "calendar.feed").layer, Layer::Site);
  EXPECT_EQ(entry(store, "room.language").layer, Layer::Fleet);
  EXPECT_EQ(entry(store, "media.codec").layer, Layer::Board);
}

TEST_F(ConfigStoreTest, AWrongValueFallsBackToTheLayerBelow) {
  folder_.write("fleet.toml", "[room]\nlanguage = \"en\"\n");
  folder_.write("site.toml", "[room]\nlanguage = \"de\"\nname = \"kept\"\nnmae = \"typo\"\n");
  const ConfigStore store(files());
  EXPECT_EQ(store.config().room.language, Language::English);
  EXPECT_EQ(entry(store, "room.language").layer, Layer::Fleet);
  EXPECT_EQ(store.config().room.name, "kept");
  ASSERT_EQ(store.problems().size(), 2U);
  EXPECT_TRUE(store.siteReadable());
  EXPECT_EQ(store.problems()[0].text(), site_ + ":2:12: room.language must be \"fr\" or \"en\", not \"de\"");
  EXPECT_EQ(store.problems()[1].text(), site_ + ":4:1: there is no setting `room.nmae`; is `room.name` meant?");
}

TEST_F(ConfigStoreTest, AnUnreadableFileLeavesTheOthersStanding) {
  folder_.write("board.toml", "[room]\nname = \"board\"\n");
  folder_.write("site.toml", "[room\n");
  const ConfigStore store(files());
  EXPECT_EQ(store.config().room.name, "board");
  ASSERT_EQ(store.problems().size(), 1U);
  EXPECT_THAT(store.problems()[0].text(), HasSubstr("site.toml:1:"));
  EXPECT_FALSE(store.siteReadable());
}

TEST_F(ConfigStoreTest, AMissingSiteFileIsAProblem) {
  std::filesystem::remove(site_);
  EXPECT_THAT(ConfigStore(files()).problems().at(0).text(), HasSubstr("No such file"));
  EXPECT_FALSE(ConfigStore(files()).siteReadable());
}

TEST_F(ConfigStoreTest, SettingIsKeptToldAndSurvivesANewStart) {
  ConfigStore store(files());
  std::vector<std::string> told;
  const Handle watch =
      store.watch([&](const Config& now, const std::string& origin) { told.push_back(origin + ": " + now.room.name); });
  ASSERT_TRUE(store.set("room.name", "\"Salle B\"", "rotondectl#1"));
  EXPECT_THAT(told, ElementsAre("rotondectl#1: Salle B"));
  EXPECT_EQ(entry(store, "room.name").layer, Layer::Override);
  const ConfigStore again(files());
  EXPECT_EQ(again.config().room.name, "Salle B");
  EXPECT_THAT(again.problems(), IsEmpty());
  EXPECT_EQ(folder_.read("site.toml"), "") << "people's file is never written";
}

TEST_F(ConfigStoreTest, AnEmptyValueForgetsTheOverride) {
  folder_.write("site.toml", "[room]\nname = \"site\"\n");
  ConfigStore store(files());
  ASSERT_TRUE(store.set("room.name", "\"other\"", "test"));
  ASSERT_TRUE(store.set("room.language", "\"en\"", "test"));
  ASSERT_TRUE(store.set("room.name", "", "test"));
  EXPECT_EQ(store.config().room.name, "site");
  EXPECT_EQ(store.config().room.language, Language::English);
}

TEST_F(ConfigStoreTest, AWrongValueChangesNothing) {
  ConfigStore store(files());
  int told = 0;
  const Handle watch = store.watch([&](const Config&, const std::string&) { ++told; });
  const auto wrong = store.set("join.countdown", "\"10min\"", "test");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().kind, ErrorKind::AskHuman);
  EXPECT_EQ(wrong.error().message, "join.countdown must be from \"0s\" to \"5min\", not \"10min\"");
  EXPECT_THAT(store.set("join.cuntdown", "\"1min\"", "test").error().message, HasSubstr("`join.countdown`"));
  EXPECT_EQ(told, 0);
  EXPECT_FALSE(std::filesystem::exists(folder_.file("overrides.toml")));
}

TEST_F(ConfigStoreTest, AnInterruptedWriteIsAsIfItHadNotBegun) {
  folder_.write("overrides.toml", "schema = 1\n[room]\nname = \"old\"\n");
  folder_.write("overrides.toml.new", "schema = 1\n[room]\nname = \"ne");
  ConfigStore store(files());
  EXPECT_THAT(store.problems(), IsEmpty());
  EXPECT_EQ(store.config().room.name, "old");
  ASSERT_TRUE(store.set("room.name", "\"new\"", "test"));
  EXPECT_EQ(ConfigStore(files()).config().room.name, "new");
}

TEST_F(ConfigStoreTest, ABrokenOverridesFileIsPutAsideNotLost) {
  folder_.write("overrides.toml", "schema = 1\n[room\n");
  ConfigStore store(files());
  EXPECT_EQ(store.problems().size(), 1U);
  ASSERT_TRUE(store.set("room.name", "\"new\"", "test"));
  EXPECT_EQ(folder_.read("overrides.toml.broken"), "schema = 1\n[room\n");
  EXPECT_EQ(store.config().room.name, "new");
  EXPECT_THAT(store.problems(), IsEmpty());
}

TEST_F(ConfigStoreTest, OverridesOfALaterVersionAreNotTouched) {
  folder_.write("overrides.toml", "schema = 2\n");
  ConfigStore store(files());
  EXPECT_FALSE(store.set("room.name", "\"new\"", "test"));
  EXPECT_EQ(folder_.read("overrides.toml"), "schema = 2\n");
  EXPECT_EQ(store.config().room.name, "Rotonde");
}

TEST_F(ConfigStoreTest, WithoutAStateDirectoryNothingCanBeSet) {
  ConfigStore store(Files::standard(site_, ""));
  EXPECT_THAT(store.set("room.name", "\"new\"", "test").error().message, HasSubstr("STATE_DIRECTORY"));
}

TEST_F(ConfigStoreTest, ReloadReadsTheFilesAgain) {
  ConfigStore store(files());
  std::string name;
  const Handle watch = store.watch([&](const Config& now, const std::string&) { name = now.room.name; });
  folder_.write("site.toml", "[room]\nname = \"later\"\n");
  store.reload("SIGHUP");
  EXPECT_EQ(name, "later");
}

TEST_F(ConfigStoreTest, StandardFilesLieInTheStateDirectory) {
  const Files standard = Files::standard("/etc/rotonde/site.toml", "/var/lib/rotonde");
  EXPECT_EQ(standard.board, "/usr/share/rotonde/board.toml");
  EXPECT_EQ(standard.fleet, "/var/lib/rotonde/fleet.toml");
  EXPECT_EQ(standard.overrides, "/var/lib/rotonde/overrides.toml");
}

}  // namespace
}  // namespace rotonde::config
