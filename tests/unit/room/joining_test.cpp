// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/unit/room/room_fixture.hpp"

namespace rotonde::test {
namespace {

using room::State;
using namespace control::v1;

std::int64_t ms(WallTime time) { return time.time_since_epoch().count(); }

TEST_F(RoomTest, AnnouncesCountsDownAndJoinsOnTime) {
  agenda({meetingAt(kTen)});
  EXPECT_EQ(meeting().phase(), PHASE_IDLE);
  EXPECT_EQ(store->status().agenda().next(), "one");
  EXPECT_EQ(store->status().health().interruptible_until_ms(), ms(kTen - minutes(10)));

  goTo(kTen - minutes(10), {meetingAt(kTen)});
  EXPECT_EQ(meeting().phase(), PHASE_ANNOUNCED);
  EXPECT_EQ(meeting().title(), "Title one");
  EXPECT_EQ(meeting().start_ms(), ms(kTen));
  EXPECT_EQ(meeting().join_at_ms(), ms(kTen - minutes(1)));
  EXPECT_EQ(store->status().health().interruptible_until_ms(), 0);

  goTo(kTen - seconds(90), {meetingAt(kTen)});
  EXPECT_EQ(meeting().phase(), PHASE_COUNTDOWN);
  time.advance(seconds(30) - milliseconds(1));
  EXPECT_EQ(calls.started, 0);
  time.advance(milliseconds(1));
  ASSERT_EQ(calls.started, 1);
  EXPECT_EQ(meeting().phase(), PHASE_ENTERING);
  EXPECT_EQ(meeting().server(), "visio.example.org");

  const meeting::CallRequest& request = calls.last->request;
  EXPECT_EQ(request.link, linkOf("slug-one"));
  EXPECT_EQ(request.displayName, "Salle Ségur");
  EXPECT_EQ(request.participantId, "slug-one/one");
  EXPECT_EQ(request.scheduledStart, kTen);
  EXPECT_EQ(request.giveUpAt, kTen + hours(1));
  EXPECT_FALSE(request.microphoneOpen);
  EXPECT_FALSE(request.cameraOpen);
}

TEST_F(RoomTest, WakesByItselfWithoutAFreshAgenda) {
  agenda({meetingAt(kTen)});
  time.advance(hours(2) - seconds(60));
  EXPECT_EQ(calls.started, 1) << "the calendar is stale, but knew the meeting";
  EXPECT_TRUE(store->status().agenda().feed_stale());
}

TEST_F(RoomTest, CancelHoldsForThisOccurrenceAndARestart) {
  const auto later = meetingAt(kTen + hours(2), hours(1), "two");
  goTo(kTen - seconds(80), {meetingAt(kTen), later});
  ASSERT_EQ(meeting().phase(), PHASE_COUNTDOWN);
  ASSERT_TRUE(room->cancel("panel"));
  EXPECT_EQ(meeting().phase(), PHASE_IDLE);
  EXPECT_EQ(meeting().last_end(), END_CANCELLED);
  EXPECT_EQ(joinability(), JOINABILITY_LEFT);
  boot();
  goTo(kTen + minutes(30), {meetingAt(kTen), later});
  EXPECT_EQ(calls.started, 0);
  goTo(kTen + hours(2), {meetingAt(kTen), later});
  EXPECT_EQ(calls.started, 1);
}

TEST_F(RoomTest, AMovedOrDeletedMeetingEndsTheCountdown) {
  goTo(kTen - seconds(80), {meetingAt(kTen)});
  ASSERT_EQ(meeting().phase(), PHASE_COUNTDOWN);
  agenda({meetingAt(kTen + minutes(5))});
  EXPECT_EQ(meeting().phase(), PHASE_ANNOUNCED);
  agenda({});
  EXPECT_EQ(meeting().phase(), PHASE_IDLE);
  EXPECT_EQ(meeting().title(), "");
  EXPECT_EQ(meeting().join_at_ms(), 0);
  time.advance(hours(3));
  EXPECT_EQ(calls.started, 0);
}

TEST_F(RoomTest, ALinkThatChangesIsUsed) {
  auto changed = meetingAt(kTen);
  changed.link = linkOf("slug-new");
  goTo(kTen - seconds(80), {meetingAt(kTen)});
  agenda({changed});
  EXPECT_EQ(meeting().phase(), PHASE_COUNTDOWN);
  time.advance(seconds(20));
  ASSERT_EQ(calls.started, 1);
  EXPECT_EQ(calls.last->request.link, linkOf("slug-new"));

  // While it waits to be let in as well.
  calls.last->says().callEntering(visio::EntryState::Waiting, "");
  agenda({meetingAt(kTen)});
  EXPECT_EQ(calls.last->asked, std::vector<std::string>{"leave"});
  calls.last->end(meeting::CallEnd::Left);
  ASSERT_EQ(calls.started, 2);
  EXPECT_EQ(calls.last->request.link, linkOf("slug-one"));
  EXPECT_EQ(joinability(), JOINABILITY_AUTO);
  EXPECT_EQ(calls.alive, 1);
}

TEST_F(RoomTest, AnotherMeetingsCountdownStartsAnew) {
  goTo(kTen - seconds(70), {meetingAt(kTen)});
  ASSERT_EQ(meeting().phase(), PHASE_COUNTDOWN);
  agenda({meetingAt(kTen, hours(1), "other")});
  EXPECT_EQ(meeting().phase(), PHASE_COUNTDOWN);
  EXPECT_EQ(meeting().occurrence(), "other");
  EXPECT_EQ(meeting().join_at_ms(), ms(kTen - seconds(40)));
  time.advance(seconds(29));
  EXPECT_EQ(calls.started, 0);
  time.advance(seconds(1));
  EXPECT_EQ(calls.started, 1);
}

TEST_F(RoomTest, BootInTheMiddleJoinsAfterItsCountdown) {
  time.advance(hours(2) + minutes(20));
  boot();
  agenda({meetingAt(kTen)});
  EXPECT_EQ(meeting().phase(), PHASE_COUNTDOWN);
  time.advance(seconds(30));
  ASSERT_EQ(calls.started, 1);
  EXPECT_FALSE(calls.last->request.microphoneOpen);
}

TEST_F(RoomTest, ACrashInTheMeetingGoesBackAtOnce) {
  inMeeting();
  boot();
  agenda({meetingAt(kTen)});
  EXPECT_EQ(calls.started, 2);
  EXPECT_EQ(calls.last->request.participantId, "slug-one/one");
}

TEST_F(RoomTest, AStopOfTheServiceGoesBackToo) {
  FakeCall& call = inMeeting();
  bool stopped = false;
  room->stop([&] { stopped = true; });
  EXPECT_EQ(call.asked, std::vector<std::string>{"leave"});
  EXPECT_FALSE(stopped);
  call.end(meeting::CallEnd::Left);
  EXPECT_TRUE(stopped);
  time.advance(minutes(5));
  EXPECT_EQ(calls.started, 1) << "joins nothing any more";
  boot();
  agenda({meetingAt(kTen)});
  EXPECT_EQ(calls.started, 2);
}

TEST_F(RoomTest, StopNeedsNoCallAndNoAnswer) {
  bool stopped = false;
  room->stop([&] { stopped = true; });
  EXPECT_TRUE(stopped);
  boot();
  inMeeting();
  stopped = false;
  room->stop([&] { stopped = true; });
  time.advance(seconds(3));
  EXPECT_TRUE(stopped) << "although the call says nothing";
}

TEST_F(RoomTest, TheModeDecides) {
  settings.join.mode = config::JoinMode::Ask;
  room->configure(settings);
  goTo(kTen + minutes(30), {meetingAt(kTen)});
  EXPECT_EQ(calls.started, 0);
  EXPECT_EQ(meeting().phase(), PHASE_ANNOUNCED) << "it is offered as long as it runs";
  EXPECT_EQ(joinability(), JOINABILITY_BY_HAND);
  settings.join.mode = config::JoinMode::Auto;
  room->configure(settings);
  EXPECT_EQ(meeting().phase(), PHASE_COUNTDOWN);
}

TEST_F(RoomTest, AWallClockSetForwardIsNoticed) {
  agenda({meetingAt(kTen)});
  time.setWall(kTen - seconds(30));
  room->wallClockChanged();
  EXPECT_EQ(meeting().phase(), PHASE_COUNTDOWN);
  time.setWall(kTen - hours(1));
  room->wallClockChanged();
  EXPECT_EQ(meeting().phase(), PHASE_IDLE);
  time.setWall(kTen + minutes(1));  // Nobody tells: within a minute it is seen.
  time.advance(minutes(1) + seconds(30));
  EXPECT_EQ(calls.started, 1);
}

TEST_F(RoomTest, JoinMediaOpens) {
  settings.join.media = config::JoinMedia::Always;
  room->configure(settings);
  goTo(kTen, {meetingAt(kTen)});
  EXPECT_TRUE(calls.last->request.microphoneOpen);
  EXPECT_TRUE(calls.last->request.cameraOpen);
  EXPECT_TRUE(meeting().microphone_open());
}

TEST_F(RoomTest, PresenceOpensUnlessAPersonDecided) {
  settings.join.media = config::JoinMedia::Presence;
  room->configure(settings);
  FakeCall& call = inMeeting();
  EXPECT_FALSE(call.request.microphoneOpen);
  room->setPresence(true);
  EXPECT_EQ(call.asked, (std::vector<std::string>{"microphone", "camera"}));
  EXPECT_TRUE(meeting().camera_open());
  call.says().callMicrophoneClosedBy("Ada");
  EXPECT_FALSE(meeting().microphone_open());
  EXPECT_EQ(meeting().microphone_closed_by(), "Ada");
  EXPECT_TRUE(meeting().microphone_closed_remotely());
  room->setPresence(false);
  room->setPresence(true);
  EXPECT_FALSE(meeting().microphone_open()) << "a host closed it";
}

TEST_F(RoomTest, PresenceDoesNotOpenACameraThatAHostClosed) {
  settings.join.media = config::JoinMedia::Presence;
  room->configure(settings);
  FakeCall& call = inMeeting();
  room->setPresence(true);
  EXPECT_TRUE(meeting().camera_open());
  call.says().callCameraClosedBy("Ada");
  EXPECT_FALSE(meeting().camera_open());
  call.asked.clear();
  room->setPresence(false);
  room->setPresence(true);
  EXPECT_FALSE(meeting().camera_open());
  EXPECT_TRUE(call.asked.empty());
  call.end(meeting::CallEnd::Left);
  EXPECT_EQ(meeting().camera_closed_by(), "") << "the next meeting starts afresh";
}

TEST_F(RoomTest, SaysWhetherThereIsACalendar) {
  EXPECT_TRUE(store->status().agenda().feed_configured());
  settings.calendar = false;
  room->configure(settings);
  EXPECT_FALSE(store->status().agenda().feed_configured());
}

TEST_F(RoomTest, PresenceMeansNothingToTouch) {
  FakeCall& call = inMeeting();
  room->setPresence(true);
  EXPECT_TRUE(call.asked.empty());
}

TEST_F(RoomTest, PrivateTitlesStayPrivate) {
  auto secret = meetingAt(kTen);
  secret.isPrivate = true;
  secret.title = "Board";
  secret.organizer = "Ada";
  goTo(kTen - minutes(5), {secret});
  EXPECT_EQ(meeting().phase(), PHASE_ANNOUNCED);
  EXPECT_EQ(store->status().DebugString().find("Board"), std::string::npos);
  EXPECT_EQ(store->status().DebugString().find("Ada"), std::string::npos);
  EXPECT_EQ(store->status().DebugString().find("slug-one"), std::string::npos) << "a link is a key";
}

TEST_F(RoomTest, ABrokenConfigurationAsksForHelpButEndsNoCall) {
  agenda({meetingAt(kTen)});
  room->setBroken(true);
  EXPECT_EQ(meeting().phase(), PHASE_ATTENTION);
  EXPECT_EQ(room->joinLink(linkOf("x"), false, "panel").error().kind, ErrorKind::Refused);
  const std::size_t timers = time.pendingTimers();
  time.advance(hours(2));
  EXPECT_EQ(calls.started, 0);
  EXPECT_LE(time.pendingTimers(), timers);
  room->setBroken(false);
  EXPECT_EQ(meeting().phase(), PHASE_COUNTDOWN);
  time.advance(seconds(30));
  calls.last->join(1);
  room->setBroken(true);
  EXPECT_EQ(meeting().phase(), PHASE_IN_MEETING);
  ASSERT_TRUE(room->leave("panel"));
  calls.last->end(meeting::CallEnd::Left);
  EXPECT_EQ(meeting().phase(), PHASE_ATTENTION);
}

}  // namespace
}  // namespace rotonde::test
