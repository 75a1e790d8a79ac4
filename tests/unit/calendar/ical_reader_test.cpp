// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/unit/calendar/reading.hpp"

#include <glib.h>

#include <algorithm>

namespace rotonde::calendar::test {
namespace {

const IcalComponent* eventIn(const Result<IcalStream>& stream, std::size_t index = 0) {
  if (!stream || stream->calendars.empty() || stream->calendars[0].children.size() <= index) return nullptr;
  return &stream->calendars[0].children[index];
}

TEST(IcalReader, AFoldMaySplitACharacter) {
  const auto stream =
      readIcal("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:R\xC3\r\n \xA9union\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
  ASSERT_NE(eventIn(stream), nullptr);
  EXPECT_EQ(eventIn(stream)->value("SUMMARY"), "R\u00e9union");
}

TEST(IcalReader, AcceptsByteOrderMarkBareLineFeedsTabsAndLowerCase) {
  const auto stream = readIcal(
      "\xEF\xBB\xBF"
      "begin:vcalendar\nBEGIN:VEVENT \nsummary:a\n\tb\nEND:vevent\nEND:VCALENDAR");
  ASSERT_NE(eventIn(stream), nullptr);
  EXPECT_EQ(eventIn(stream)->value("SUMMARY"), "ab");
}

TEST(IcalReader, QuotedParametersHoldSeparators) {
  const auto stream =
      readIcal(feedOf("ATTENDEE;CN=\"a:b;c,d\";X=^'q^'^n^^;MEMBER=\"m1\",\"m2\":mailto:x@example.org\n"));
  ASSERT_NE(eventIn(stream), nullptr);
  const IcalProperty* attendee = eventIn(stream)->property("ATTENDEE");
  ASSERT_NE(attendee, nullptr);
  EXPECT_EQ(attendee->parameter("CN"), "a:b;c,d");
  EXPECT_EQ(attendee->parameter("X"), "\"q\"\n^");
  EXPECT_EQ(attendee->parameter("MEMBER"), "m1,m2");
  EXPECT_EQ(attendee->value, "mailto:x@example.org");
}

TEST(IcalReader, TextEscapes) { EXPECT_EQ(unescapeText("a\\,b\\;c\\\\d\\ne\\Nf\\x\\"), "a,b;c\\d\ne\nf\\x\\"); }

TEST(IcalReader, SeveralCalendarsInOneStream) {
  const auto stream = readIcal(feedOf("SUMMARY:1\n") + feedOf("SUMMARY:2\n"));
  ASSERT_TRUE(stream);
  EXPECT_EQ(stream->calendars.size(), 2U);
}

TEST(IcalReader, NestedComponentsAreSkippedWithoutHarm) {
  const auto stream = readIcal(
      feedOf("SUMMARY:a\nBEGIN:VALARM\nSUMMARY:alarm\nTRIGGER:-PT5M\nEND:VALARM\nBEGIN:PARTICIPANT\nBEGIN:VLOCATION\n"
             "NAME:x\nEND:VLOCATION\nEND:PARTICIPANT\nLOCATION:b\n"));
  ASSERT_NE(eventIn(stream), nullptr);
  EXPECT_EQ(eventIn(stream)->value("SUMMARY"), "a");
  EXPECT_EQ(eventIn(stream)->value("LOCATION"), "b");
  EXPECT_TRUE(eventIn(stream)->children.empty());
}

/// `bad` stands between two good events; it is named and both others count.
void expectOnlyBadSkipped(const std::string& bad, std::string_view reason, const IcalLimits& limits = {}) {
  const auto stream =
      readIcal(calendarOf(eventOf("SUMMARY:1\n", "first") + bad + eventOf("SUMMARY:2\n", "last")), limits);
  ASSERT_TRUE(stream) << stream.error().message;
  ASSERT_EQ(stream->calendars.size(), 1U);
  ASSERT_EQ(stream->calendars[0].children.size(), 2U);
  EXPECT_EQ(stream->calendars[0].children[0].value("UID"), "first");
  EXPECT_EQ(stream->calendars[0].children[1].value("UID"), "last");
  ASSERT_FALSE(stream->skipped.empty());
  EXPECT_NE(stream->skipped[0].find("bad"), std::string::npos) << stream->skipped[0];
  EXPECT_NE(stream->skipped[0].find(reason), std::string::npos) << stream->skipped[0];
}

TEST(IcalReader, AHostileObjectIsSkippedAndNamed) {
  expectOnlyBadSkipped(eventOf("END:VTODO\n", "bad"), "END:VTODO");
  expectOnlyBadSkipped("BEGIN:VEVENT\nUID:bad\nSUMMARY:its end is lost\n", "END line is missing");
}

TEST(IcalReader, AStrayLineIsNamedAndTheEventCounts) {
  for (const char* stray : {"the rest of a text that was broken\n", "X;CN=\"open:1\n", ":nothing\n", "\x01\x02\n"}) {
    const auto stream = readIcal(feedOf(std::format("SUMMARY:Budget\nDESCRIPTION:Bonjour\n{}LOCATION:b\n", stray)));
    ASSERT_NE(eventIn(stream), nullptr) << stray;
    EXPECT_EQ(eventIn(stream)->value("SUMMARY"), "Budget");
    EXPECT_EQ(eventIn(stream)->value("LOCATION"), "b");
    ASSERT_EQ(stream->skipped.size(), 1U);
    EXPECT_NE(stream->skipped[0].find("u1@example.org: line 9 is no property"), std::string::npos)
        << stream->skipped[0];
  }
}

TEST(IcalReader, OtherEncodings) {
  const auto title = [](const std::string& text) {
    const auto stream = readIcal(text);
    return eventIn(stream) == nullptr ? "none" : std::string(eventIn(stream)->value("SUMMARY"));
  };
  const std::string text = feedOf("SUMMARY:R\u00e9union \u20ac \U0001F600\n");
  EXPECT_EQ(title(text), "R\u00e9union \u20ac \U0001F600");
  // Windows-1252, also when a fold splits the line, and per line.
  EXPECT_EQ(title(feedOf("DESCRIPTION:\u00e9\nSUMMARY:R\xE9uni\n on \x80 \x93x\x94\n")),
            "R\u00e9union \u20ac \u201Cx\u201D");
  // A character that was cut is no sign of another encoding.
  EXPECT_EQ(title(feedOf("SUMMARY:R\u00e9union \xC3\n")), "R\u00e9union \xC3");

  gsize units = 0;
  const std::unique_ptr<gunichar2, decltype(&g_free)> wide(
      g_utf8_to_utf16(text.c_str(), -1, nullptr, reinterpret_cast<glong*>(&units), nullptr), g_free);
  ASSERT_TRUE(wide);
  for (const bool big : {false, true}) {
    for (const bool marked : {false, true}) {
      std::string bytes;
      const auto add = [&](unsigned unit) {
        const char low = static_cast<char>(unit & 0xFFU);
        const char high = static_cast<char>(unit >> 8U);
        bytes += big ? std::string{high, low} : std::string{low, high};
      };
      if (marked) add(0xFEFF);
      for (gsize i = 0; i < units; ++i) add(wide.get()[i]);
      EXPECT_EQ(title(bytes), "R\u00e9union \u20ac \U0001F600") << big << marked;
    }
  }
  EXPECT_FALSE(readIcal(std::string_view("\xFF\xFE\x00\xD8", 4))) << "half a surrogate and nothing else";
}

TEST(IcalReader, LimitsOfOneObject) {
  expectOnlyBadSkipped(eventOf("DESCRIPTION:" + std::string(300U << 10U, 'x') + "\n", "bad"), "262144 bytes");
  std::string deep;
  for (int i = 0; i < 20; ++i) deep += "BEGIN:X\n";
  for (int i = 0; i < 20; ++i) deep += "END:X\n";
  expectOnlyBadSkipped(eventOf(deep, "bad"), "nested deeper than 8");
  std::string dates;
  for (int i = 0; i < 5001; ++i) dates += "EXDATE:20260101T000000Z\n";
  expectOnlyBadSkipped(eventOf(dates, "bad"), "EXDATE");
  for (std::size_t at = 0; (at = dates.find("EXDATE", at)) != std::string::npos; ++at) dates.replace(at, 2, "R");
  expectOnlyBadSkipped(eventOf(dates, "bad"), "RDATE");
  expectOnlyBadSkipped(eventOf("A:1\nB:1\nC:1\nD:1\n", "bad"), "more than 5 properties", {.properties = 5});
}

TEST(IcalReader, LongTextIsCutAndManyAttendeesAreDropped) {
  std::string lines = "DESCRIPTION:" + std::string(100U << 10U, 'x') + "\n";
  for (int i = 0; i < 600; ++i) lines += "ATTENDEE:mailto:a@example.org\n";
  const auto stream = readIcal(feedOf(lines));
  ASSERT_NE(eventIn(stream), nullptr);
  EXPECT_EQ(eventIn(stream)->value("DESCRIPTION").size(), 64U << 10U);
  EXPECT_EQ(std::ranges::count(eventIn(stream)->properties, "ATTENDEE", &IcalProperty::name), 500);
}

TEST(IcalReader, LimitsOfTheStream) {
  EXPECT_FALSE(readIcal(feedOf("SUMMARY:1\n"), {.bodyBytes = 50}));
  std::string many;
  for (int i = 0; i < 20'100; ++i) many += "BEGIN:VEVENT\nEND:VEVENT\n";
  const auto stream = readIcal(calendarOf(many));
  ASSERT_TRUE(stream);
  // The VCALENDAR is one of the 20 000.
  EXPECT_EQ(stream->calendars[0].children.size(), 19'999U);
  ASSERT_EQ(stream->skipped.size(), 1U);
}

TEST(IcalReader, WhatIsNoCalendarIsAFailure) {
  EXPECT_FALSE(readIcal("BEGIN:VCARD\nEND:VCARD\n"));
  EXPECT_FALSE(readIcal("{\"error\":\"unauthorized\"}"));
  const std::string whole = feedOf("SUMMARY:1\n");
  const auto cut = readIcal(std::string_view(whole).substr(0, whole.size() - 20));
  ASSERT_FALSE(cut);
  EXPECT_NE(cut.error().message.find("cut off"), std::string::npos);
  EXPECT_TRUE(readIcal("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"));
}

}  // namespace
}  // namespace rotonde::calendar::test
