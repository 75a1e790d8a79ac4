// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
//
// STATUS, TRANSP, CLASS and PARTSTAT.
#include "tests/unit/calendar/reading.hpp"

namespace rotonde::calendar::test {
namespace {

std::vector<Occurrence> one(std::string_view lines, std::string address = {}) {
  return Room{.address = std::move(address)}.read(
      feedOf(
          std::format("DTSTART:20260105T100000Z\nSUMMARY:Budget\nORGANIZER;CN=Ada:mailto:ada@example.org\n{}", lines)),
      "20260101", "20260201");
}

TEST(State, NoBookings) {
  for (const char* lines : {"STATUS:CANCELLED\n", "TRANSP:TRANSPARENT\n", "X-MICROSOFT-CDO-BUSYSTATUS:FREE\n"}) {
    EXPECT_TRUE(one(lines).empty()) << lines;
  }
  EXPECT_TRUE(Room()
                  .read(calendarOf("METHOD:CANCEL\n" + eventOf("DTSTART:20260105T100000Z\n")), "20260101", "20260201")
                  .empty());
}

TEST(State, Bookings) {
  for (const char* lines : {"", "STATUS:CONFIRMED\n", "TRANSP:OPAQUE\n", "CLASS:PUBLIC\n"}) {
    const auto occurrences = one(lines);
    ASSERT_EQ(occurrences.size(), 1U) << lines;
    EXPECT_EQ(occurrences[0].title, "Budget");
    EXPECT_EQ(occurrences[0].organizer, "Ada");
    EXPECT_FALSE(occurrences[0].tentative);
    EXPECT_FALSE(occurrences[0].isPrivate);
  }
  ASSERT_EQ(one("STATUS:TENTATIVE\n").size(), 1U);
  EXPECT_TRUE(one("STATUS:TENTATIVE\n")[0].tentative);
}

TEST(State, PrivateHidesSubjectAndOrganizer) {
  for (const char* lines : {"CLASS:PRIVATE\n", "CLASS:confidential\n", "CLASS:X-UNKNOWN\n"}) {
    const auto occurrences = one(lines);
    ASSERT_EQ(occurrences.size(), 1U);
    EXPECT_TRUE(occurrences[0].isPrivate) << lines;
    EXPECT_EQ(occurrences[0].title, "");
    EXPECT_EQ(occurrences[0].organizer, "");
  }
}

TEST(State, OverridesOfAPrivateSeriesStayPrivate) {
  const auto occurrences =
      Room().read(calendarOf(eventOf("DTSTART:20260105T100000Z\nRRULE:FREQ=DAILY;COUNT=1\nCLASS:PRIVATE\n") +
                             eventOf("RECURRENCE-ID:20260105T100000Z\nDTSTART:20260105T110000Z\nSUMMARY:secret\n")),
                  "20260101", "20260201");
  ASSERT_EQ(occurrences.size(), 1U);
  EXPECT_TRUE(occurrences[0].isPrivate);
  EXPECT_EQ(occurrences[0].title, "");
}

TEST(State, TheRoomsOwnAnswer) {
  const std::string room = "Salle.Curie@example.org";
  const auto answer = [&](std::string_view address, std::string_view state) {
    return one(std::format("ATTENDEE;CN=Salle;PARTSTAT={}:mailto:{}\n", state, address), room);
  };
  EXPECT_TRUE(answer("salle.curie@example.org", "DECLINED").empty());
  ASSERT_EQ(answer("salle.curie@example.org", "NEEDS-ACTION").size(), 1U);
  EXPECT_TRUE(answer("salle.curie@example.org", "NEEDS-ACTION")[0].tentative);
  EXPECT_FALSE(answer("salle.curie@example.org", "ACCEPTED")[0].tentative);
  EXPECT_TRUE(one("ATTENDEE;EMAIL=salle.curie@example.org;PARTSTAT=DECLINED:urn:uuid:1\n", room).empty());
  // Exactly the room, no prefix and no other person.
  EXPECT_EQ(answer("salle.curie@example.org.evil", "DECLINED").size(), 1U);
  EXPECT_EQ(answer("bob@example.org", "DECLINED").size(), 1U);
}

TEST(State, TextsAreOneLineOfValidUtf8) {
  const auto occurrences =
      Room().read(feedOf("DTSTART:20260105T100000Z\nSUMMARY: a\\nb\\, c \xFF" + std::string(2000, 'x') + "\n"),
                  "20260101", "20260201");
  ASSERT_EQ(occurrences.size(), 1U);
  EXPECT_TRUE(occurrences[0].title.starts_with("a b, c \u00FFxxx"));
  EXPECT_LE(occurrences[0].title.size(), 500U);
}

}  // namespace
}  // namespace rotonde::calendar::test
