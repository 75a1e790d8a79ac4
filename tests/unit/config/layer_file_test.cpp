// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/config/layer_file.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace rotonde::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string problemsOf(const std::string& text) {
  std::string all;
  for (const Problem& problem : readLayer(text, "site.toml").problems) all += problem.text() + "\n";
  return all;
}

/// tests/data/config/NAME.toml is read; NAME.problems holds what people are told about it.
class ProblemGolden : public testing::TestWithParam<std::string> {};

TEST_P(ProblemGolden, IsWhatPeopleAreTold) {
  const std::string base = "tests/data/config/" + GetParam();
  const auto read = [](const std::string& file) {
    std::ifstream stream(file);
    EXPECT_TRUE(stream) << file;
    return (std::ostringstream() << stream.rdbuf()).str();
  };
  EXPECT_EQ(problemsOf(read(base + ".toml")), read(base + ".problems"));
}

INSTANTIATE_TEST_SUITE_P(Files, ProblemGolden,
                         testing::Values("full", "misspelt", "wrong-types", "out-of-range", "bad-texts", "no-toml"),
                         [](const auto& file) {
                           std::string name = file.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

TEST(LayerFile, ValidValuesStayBesideWrongOnes) {
  const LayerValues read =
      readLayer("[room]\nname = \"Salle A\"\nlanguage = \"de\"\n[calendar]\npoll = \"5min\"\n", "f");
  EXPECT_EQ(read.problems.size(), 1U);
  EXPECT_EQ(read.values.size(), 2U);
  EXPECT_EQ(std::get<std::string>(read.values.at("room.name")), "Salle A");
  EXPECT_EQ(std::get<std::int64_t>(read.values.at("calendar.poll")), 300);
}

TEST(LayerFile, SecretsAreNeverRepeated) {
  EXPECT_THAT(problemsOf("[calendar]\nfeed = \"ftp://hush-hush/\"\n[network]\nproxy = \"hush-hush\"\n"),
              Not(HasSubstr("hush")));
  const auto value = parseValue(*findSetting("calendar.feed"), "\"hush-hush\"");
  ASSERT_FALSE(value);
  EXPECT_THAT(value.error().message, Not(HasSubstr("hush")));
}

TEST(LayerFile, SchemasOfLaterVersionsAreLeftAlone) {
  const LayerValues read = readLayer("schema = 2\n[room]\nname = \"x\"\n", "f");
  EXPECT_TRUE(read.later);
  EXPECT_FALSE(read.readable);
  EXPECT_THAT(read.values, IsEmpty());
  EXPECT_THAT(read.problems.at(0).text(), HasSubstr("f:1:10: the file has schema 2, this version reads schema 1"));
  EXPECT_THAT(readLayer("schema = 1\n", "f").problems, IsEmpty());
}

TEST(LayerFile, MissingFilesAreProblemsOnlyWhenNamedByPeople) {
  EXPECT_THAT(readLayerFile("/nowhere/x.toml", false).problems, IsEmpty());
  EXPECT_THAT(readLayerFile("", true).problems, IsEmpty());
  const LayerValues missing = readLayerFile("/nowhere/x.toml", true);
  ASSERT_EQ(missing.problems.size(), 1U);
  EXPECT_EQ(missing.problems[0].text(),
            "/nowhere/x.toml: the file cannot be read: No such file or directory; check its path and rights");
  EXPECT_EQ(readLayerFile("/", false).problems.size(), 1U) << "a folder is no file";
}

TEST(LayerFile, ValuesAreReadAsPeopleWriteThem) {
  const Setting& name = *findSetting("room.name");
  EXPECT_EQ(parseValue(name, "\"Salle \\\"A\\\"\""), Value(std::string("Salle \"A\"")));
  EXPECT_EQ(parseValue(*findSetting("join.countdown"), "\"1min\""), Value(std::int64_t{60}));
  EXPECT_EQ(parseValue(*findSetting("media.simulated"), "true"), Value(true));
  EXPECT_EQ(parseValue(*findSetting("visio.hosts"), "[\"a.fr\", \"b.fr:1\"]"),
            Value(std::vector<std::string>{"a.fr", "b.fr:1"}));
  for (const char* bad : {"Salle A", "\"a\"\n[control]", "\"a\"\nother = 1", "", "\"\"", "3"})
    EXPECT_FALSE(parseValue(name, bad)) << bad;
}

TEST(LayerFile, EveryDefaultIsValidAndComesBackFromItsText) {
  const Config product;
  for (const Setting& setting : settings()) {
    const Value value = setting.get(product);
    EXPECT_FALSE(validate(setting, value)) << setting.path;
    EXPECT_EQ(parseValue(setting, valueText(value)), value) << setting.path;
  }
}

TEST(LayerFile, EditsKeepWhatThisVersionDoesNotKnow) {
  const Setting& name = *findSetting("room.name");
  std::string text = editOverrides("", name, Value(std::string("Salle é \"A\"")));
  EXPECT_THAT(text, HasSubstr("schema = 1"));
  EXPECT_EQ(std::get<std::string>(readLayer(text, "f").values.at("room.name")), "Salle é \"A\"");
  text = editOverrides(text + "[later]\nkey = 3\n", *findSetting("join.countdown"), Value(std::int64_t{90}));
  EXPECT_THAT(text, HasSubstr("key = 3"));
  EXPECT_EQ(std::get<std::int64_t>(readLayer(text, "f").values.at("join.countdown")), 90);
  text = editOverrides(text, name, std::nullopt);
  EXPECT_FALSE(readLayer(text, "f").values.contains("room.name"));
  EXPECT_THAT(text, Not(HasSubstr("[room]")));
}

}  // namespace
}  // namespace rotonde::config
