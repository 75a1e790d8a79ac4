// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/unit/room/room_fixture.hpp"

namespace rotonde::test {
namespace {

using namespace control::v1;
using Asked = std::vector<std::string>;

/// A meeting from ten to eleven with others, microphone and camera open, and a booking at eleven.
struct HandoverTest : RoomTest {
  HandoverTest() {
    settings.join.media = config::JoinMedia::Always;
    boot();
  }
  void until(WallTime when) { goTo(when, {meetingAt(kTen), next}); }
  bool asked() const { return meeting().handover_ms() != 0; }
  static std::int64_t ms(WallTime time) { return time.time_since_epoch().count(); }

  calendar::Occurrence next = meetingAt(kTen + hours(1), hours(1), "next");
  const WallTime end = kTen + hours(1);
};

TEST_F(HandoverTest, WithoutAnAnswerMicrophoneAndCameraCloseAndTheRoomLeaves) {
  FakeCall& call = inMeeting(3);
  until(end - seconds(60) - milliseconds(1));
  EXPECT_FALSE(asked());
  time.advance(milliseconds(1));
  EXPECT_EQ(meeting().handover_ms(), ms(end));
  EXPECT_FALSE(meeting().handover_closed());
  EXPECT_TRUE(call.asked.empty()) << "a question closes nothing";
  until(end - milliseconds(1));
  EXPECT_TRUE(meeting().microphone_open());
  time.advance(milliseconds(1));
  EXPECT_EQ(call.asked, (Asked{"no microphone", "no camera"})) << "before the next group comes in";
  EXPECT_TRUE(meeting().handover_closed());
  EXPECT_FALSE(meeting().microphone_open() || meeting().camera_open());
  until(end + seconds(30) - milliseconds(1));
  EXPECT_EQ(meeting().phase(), PHASE_IN_MEETING);
  time.advance(milliseconds(1));
  EXPECT_EQ(call.asked, (Asked{"no microphone", "no camera", "leave"}));
  call.end(meeting::CallEnd::Left);
  EXPECT_EQ(joinability(), JOINABILITY_LEFT);
  until(end + minutes(2));
  EXPECT_EQ(meeting().occurrence(), "next");
}

TEST_F(HandoverTest, WhoeverStaysStays) {
  FakeCall& call = inMeeting(3);
  EXPECT_FALSE(room->stay("panel")) << "nobody asked";
  until(end - seconds(20));
  ASSERT_TRUE(room->stay("panel"));
  EXPECT_FALSE(asked());
  until(end + minutes(50));
  EXPECT_TRUE(call.asked.empty());
  EXPECT_FALSE(room->stay("panel"));
}

TEST_F(HandoverTest, OnceClosedNobodyOpensButWhoStays) {
  FakeCall& call = inMeeting(3);
  until(end + seconds(5));
  EXPECT_FALSE(room->openMicrophone(true, "panel"));
  EXPECT_FALSE(room->openCamera(true, "panel"));
  room->setPresence(true);
  EXPECT_EQ(call.asked, (Asked{"no microphone", "no camera"}));
  ASSERT_TRUE(room->stay("panel"));
  EXPECT_FALSE(meeting().microphone_open()) << "nothing opens by itself";
  ASSERT_TRUE(room->openMicrophone(true, "panel"));
  until(end + minutes(5));
  EXPECT_EQ(call.asked, (Asked{"no microphone", "no camera", "microphone"}));
}

TEST_F(HandoverTest, PeopleMayStayInTheGapBeforeTheNextBooking) {
  next = meetingAt(end + minutes(15), hours(1), "next");
  FakeCall& call = inMeeting(3);
  until(end + minutes(14) - milliseconds(1));
  EXPECT_FALSE(asked());
  time.advance(milliseconds(1));
  EXPECT_EQ(meeting().handover_ms(), ms(next.start));
  until(next.start);
  EXPECT_EQ(call.asked, (Asked{"no microphone", "no camera"}));
}

TEST_F(HandoverTest, ABookingThatOverlapsWaitsForTheEnd) {
  next = meetingAt(kTen + minutes(30), hours(1), "next");
  FakeCall& call = inMeeting(3);
  until(end - seconds(61));
  EXPECT_FALSE(asked());
  until(end + seconds(30));
  EXPECT_EQ(call.asked, (Asked{"no microphone", "no camera", "leave"}));
}

TEST_F(HandoverTest, TheRoomIsNeededAlsoForMeetingsItCannotJoin) {
  next.link.reset();
  next.linkState = calendar::Occurrence::LinkState::None;
  next.isPrivate = true;
  FakeCall& call = inMeeting(3);
  until(end + seconds(30));
  EXPECT_EQ(call.asked, (Asked{"no microphone", "no camera", "leave"}));
}

TEST_F(HandoverTest, NoBookingOfTheRoomAsks) {
  auto allDay = meetingAt(end, hours(20), "all-day");
  allDay.allDay = true;
  auto tentative = meetingAt(end, hours(1), "tentative");
  tentative.tentative = true;
  auto inside = meetingAt(kTen + minutes(10), minutes(10), "inside");
  auto before = meetingAt(kTen - minutes(30), hours(2), "before");
  FakeCall& call = inMeeting(3);
  goTo(end + minutes(30), {meetingAt(kTen), allDay, tentative, inside, before});
  EXPECT_TRUE(call.asked.empty());
}

TEST_F(HandoverTest, ABookingThatIsKnownLateGetsTheWholeQuestion) {
  FakeCall& call = inMeeting(3);
  goTo(end + minutes(5), {meetingAt(kTen)});
  EXPECT_FALSE(asked());
  agenda({meetingAt(kTen), next});
  EXPECT_EQ(meeting().handover_ms(), ms(end + minutes(6)));
  until(end + minutes(6));
  EXPECT_EQ(call.asked, (Asked{"no microphone", "no camera"}));
}

TEST_F(HandoverTest, AProlongedMeetingIsNotAsked) {
  FakeCall& call = inMeeting(3);
  until(end - seconds(30));
  EXPECT_TRUE(asked());
  goTo(end + minutes(20), {meetingAt(kTen, minutes(90)), meetingAt(kTen + hours(2), hours(1), "next")});
  EXPECT_FALSE(asked());
  EXPECT_TRUE(call.asked.empty());
}

TEST_F(HandoverTest, AMeetingThatWasJoinedByItsLinkGivesWayToo) {
  ASSERT_TRUE(room->joinLink(linkOf("elsewhere"), true, "panel"));
  FakeCall& call = *calls.last;
  call.join(2);
  next = meetingAt(kTen + minutes(30), hours(1), "next");
  goTo(next.start + seconds(30), {next});
  EXPECT_EQ(call.asked, (Asked{"no microphone", "no camera", "leave"}));
}

TEST_F(HandoverTest, ALostConnectionIsNoExcuse) {
  FakeCall& call = inMeeting(3);
  until(end - seconds(90));
  call.says().callReconnecting("no route");
  until(end);
  EXPECT_EQ(call.asked, (Asked{"no microphone", "no camera"}));
}

// ---- Waiting
// ---------------------------------------------------------------------------------------------------------

TEST_F(RoomTest, TellsSinceWhenItWaitsAndForWhichLink) {
  goTo(kTen, {meetingAt(kTen)});
  auto& call = calls.last->says();
  EXPECT_EQ(meeting().waiting_since_ms(), 0);
  EXPECT_EQ(meeting().link(), "");
  call.callEntering(visio::EntryState::NotOpen, "");
  const auto since = time.wall().time_since_epoch().count();
  EXPECT_EQ(meeting().waiting_since_ms(), since);
  EXPECT_EQ(meeting().link(), "https://visio.example.org/slug-one");
  time.advance(minutes(2));
  call.callEntering(visio::EntryState::Waiting, "");
  EXPECT_EQ(meeting().waiting_since_ms(), since) << "one wait";
  calls.last->join(1);
  EXPECT_EQ(meeting().waiting_since_ms(), 0);
  EXPECT_EQ(meeting().link(), "") << "the code is gone once joined";
}

}  // namespace
}  // namespace rotonde::test
