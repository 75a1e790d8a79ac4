// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/text/text.hpp"

#include <gtest/gtest.h>

#include <set>

namespace rotonde::text {
namespace {

std::set<std::string> placeholders(std::string_view pattern) {
  std::set<std::string> out;
  for (std::size_t open = pattern.find('{'); open != std::string_view::npos; open = pattern.find('{', open + 1)) {
    out.emplace(pattern.substr(open, pattern.find('}', open) - open + 1));
  }
  return out;
}

TEST(Catalogue, BothLanguagesAreCompleteWithTheSamePlaceholders) {
  for (std::size_t index = 0; index < kTexts; ++index) {
    const Text id = static_cast<Text>(index);
    const std::string_view french = pattern(Language::French, id);
    const std::string_view english = pattern(Language::English, id);
    EXPECT_FALSE(french.empty()) << index;
    EXPECT_FALSE(english.empty()) << index;
    const std::set<std::string> found = placeholders(french);
    EXPECT_EQ(found, placeholders(english)) << french;
    for (std::size_t n = 0; n < found.size(); ++n) {
      EXPECT_TRUE(found.contains("{" + std::to_string(n) + "}")) << "numbers without a gap: " << french;
    }
  }
}

TEST(Catalogue, NothingIsLeftOfABrokenPlaceholder) {
  for (std::size_t index = 0; index < kTexts; ++index) {
    for (const Language language : {Language::French, Language::English}) {
      const std::string filled = fill(pattern(language, static_cast<Text>(index)), {"A", "B", "C"});
      EXPECT_EQ(filled.find_first_of("{}"), std::string::npos) << filled;
    }
  }
}

TEST(Catalogue, FillsInOrderAndTakesArgumentsAsTheyAre) {
  EXPECT_EQ(text(Language::French, Text::TimeRange, "10:00", std::string("11:00")), "10:00 – 11:00");
  EXPECT_EQ(fill("{1}/{0}/{1}", {"a", "b"}), "b/a/b");
  EXPECT_EQ(fill("{0}", {"{0}{1}"}), "{0}{1}");
  EXPECT_EQ(fill("{0} {7} {x} {", {"a"}), "a {7} {x} {");
  EXPECT_EQ(fill("", {"a"}), "");
}

TEST(Catalogue, LanguageByCode) {
  EXPECT_EQ(languageOf("en"), Language::English);
  EXPECT_EQ(languageOf("en-GB"), Language::English);
  EXPECT_EQ(languageOf("fr"), Language::French);
  EXPECT_EQ(languageOf(""), Language::French);
  EXPECT_EQ(languageOf("eno"), Language::French);
}

TEST(CalendarWords, Clock) {
  const std::chrono::local_days day{std::chrono::year(2026) / 11 / 24};
  EXPECT_EQ(clock(day + std::chrono::hours(14) + std::chrono::minutes(5) + std::chrono::seconds(59)), "14:05");
  EXPECT_EQ(clock(day), "00:00");
  EXPECT_EQ(clock(std::chrono::local_days{std::chrono::year(1969) / 12 / 31} + std::chrono::hours(23)), "23:00");
}

TEST(CalendarWords, DatesOfAWholeYearNameEveryDayAndMonth) {
  const auto on = [](Language language, int month, int day) {
    return date(language, std::chrono::local_days{std::chrono::year(2026) / month / day});
  };
  EXPECT_EQ(on(Language::French, 11, 24), "mardi 24 novembre");
  EXPECT_EQ(on(Language::French, 1, 1), "jeudi 1er janvier");
  EXPECT_EQ(on(Language::French, 2, 22), "dimanche 22 février");
  EXPECT_EQ(on(Language::French, 8, 31), "lundi 31 août");
  EXPECT_EQ(on(Language::French, 12, 5), "samedi 5 décembre");
  EXPECT_EQ(on(Language::English, 11, 24), "Tuesday 24 November");
  EXPECT_EQ(on(Language::English, 5, 1), "Friday 1 May");
  EXPECT_EQ(on(Language::English, 7, 8), "Wednesday 8 July");
}

}  // namespace
}  // namespace rotonde::text
