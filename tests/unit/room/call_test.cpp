// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/unit/room/room_fixture.hpp"

namespace rotonde::test {
namespace {

using meeting::CallEnd;
using visio::EntryState;
using namespace control::v1;

const std::vector<std::string> kLeft{"leave"};

TEST_F(RoomTest, ShowsTheWayIn) {
  goTo(kTen, {meetingAt(kTen)});
  auto& call = calls.last->says();
  EXPECT_EQ(meeting().entry(), ENTRY_ASKING);
  call.callEntering(EntryState::NotOpen, "");
  EXPECT_EQ(meeting().entry(), ENTRY_NOT_OPEN);
  call.callEntering(EntryState::Unreachable, "no route");
  EXPECT_EQ(meeting().entry(), ENTRY_UNREACHABLE);
  EXPECT_EQ(meeting().problem(), "no route");
  call.callConnecting();
  EXPECT_EQ(meeting().phase(), PHASE_CONNECTING);
  EXPECT_EQ(meeting().entry(), ENTRY_UNSPECIFIED);
  call.callJoined();
  EXPECT_EQ(meeting().phase(), PHASE_IN_MEETING);
  EXPECT_EQ(meeting().problem(), "");
  EXPECT_EQ(meeting().joined_ms(), time.wall().time_since_epoch().count());
}

TEST_F(RoomTest, ReconnectsAndMayHaveToWaitAgain) {
  FakeCall& call = inMeeting();
  const auto joined = meeting().joined_ms();
  call.says().callReconnecting("ICE ended");
  EXPECT_EQ(meeting().phase(), PHASE_RECONNECTING);
  EXPECT_EQ(meeting().reconnects(), 1);
  EXPECT_EQ(meeting().problem(), "ICE ended");
  call.says().callEntering(EntryState::Asking, "");
  EXPECT_EQ(meeting().phase(), PHASE_RECONNECTING) << "no flicker while it asks for a fresh token";
  call.says().callEntering(EntryState::Waiting, "");
  EXPECT_EQ(meeting().phase(), PHASE_ENTERING);
  time.advance(minutes(1));
  call.join(2);
  EXPECT_EQ(meeting().phase(), PHASE_IN_MEETING);
  EXPECT_EQ(meeting().joined_ms(), joined);
}

TEST_F(RoomTest, StaysPastTheEndWithOthersAndLeavesAloneAfterTwoMinutes) {
  FakeCall& call = inMeeting(2);
  goTo(kTen + hours(1) + minutes(30), {meetingAt(kTen)});
  EXPECT_TRUE(call.asked.empty());
  call.says().callOthers(0);
  time.advance(minutes(2) - milliseconds(1));
  EXPECT_TRUE(call.asked.empty());
  time.advance(milliseconds(1));
  EXPECT_EQ(call.asked, kLeft);
  EXPECT_EQ(meeting().phase(), PHASE_LEAVING);
  call.end(CallEnd::Left);
  EXPECT_EQ(meeting().phase(), PHASE_IDLE);
  EXPECT_EQ(meeting().last_end(), END_SCHEDULE);
}

TEST_F(RoomTest, AloneBeforeTheEndWaitsForTheOthers) {
  FakeCall& call = inMeeting(0);
  goTo(kTen + hours(1) + minutes(2) - milliseconds(1), {meetingAt(kTen)});
  EXPECT_TRUE(call.asked.empty());
  time.advance(milliseconds(1));
  EXPECT_EQ(call.asked, kLeft);
}

TEST_F(RoomTest, NeverHangsUpBecauseAnEventChanged) {
  FakeCall& call = inMeeting();
  agenda({});
  agenda({meetingAt(kTen + hours(5))});
  auto changed = meetingAt(kTen);
  changed.tentative = true;
  changed.link.reset();
  changed.linkState = calendar::Occurrence::LinkState::None;
  agenda({changed});
  time.advance(minutes(10));
  EXPECT_TRUE(call.asked.empty());
  EXPECT_EQ(meeting().phase(), PHASE_IN_MEETING);
}

TEST_F(RoomTest, AProlongedMeetingEndsLater) {
  FakeCall& call = inMeeting(0);
  goTo(kTen + hours(1) + minutes(30), {meetingAt(kTen, hours(2))});
  EXPECT_TRUE(call.asked.empty());
  goTo(kTen + hours(2) + minutes(2), {meetingAt(kTen, hours(2))});
  EXPECT_EQ(call.asked, kLeft);
}

TEST_F(RoomTest, HardLimitOfTwelveHours) {
  FakeCall& call = inMeeting(3);
  const auto started = time.wall() - seconds(60);
  goTo(started + hours(12) - seconds(1), {});
  EXPECT_TRUE(call.asked.empty());
  goTo(started + hours(12), {});
  EXPECT_EQ(call.asked, kLeft);
}

TEST_F(RoomTest, ALeftMeetingStaysLeftOverARestart) {
  FakeCall& call = inMeeting();
  ASSERT_TRUE(room->leave("panel"));
  EXPECT_EQ(meeting().phase(), PHASE_LEAVING);
  call.end(CallEnd::Left);
  EXPECT_EQ(meeting().phase(), PHASE_IDLE);
  EXPECT_EQ(meeting().last_end(), END_LEFT);
  EXPECT_EQ(joinability(), JOINABILITY_LEFT);
  goTo(kTen + minutes(9), {meetingAt(kTen)});
  boot();
  goTo(kTen + minutes(30), {meetingAt(kTen)});
  EXPECT_EQ(calls.started, 1);
}

TEST_F(RoomTest, ACallThatEndsInsideLeaveIsFine) {
  FakeCall& call = inMeeting();
  call.endsWhenLeft = true;
  ASSERT_TRUE(room->leave("panel"));
  EXPECT_EQ(meeting().phase(), PHASE_IDLE);
  EXPECT_EQ(calls.alive, 0);
}

TEST_F(RoomTest, ACallThatDoesNotLeaveIsDropped) {
  inMeeting();
  ASSERT_TRUE(room->leave("panel"));
  time.advance(milliseconds(2500));
  EXPECT_EQ(meeting().phase(), PHASE_IDLE);
  EXPECT_EQ(calls.alive, 0);
}

struct Ending {
  CallEnd call;
  EndReason shown;
};

class RoomEndTest : public RoomTest, public testing::WithParamInterface<Ending> {};

TEST_P(RoomEndTest, IsFinalByItselfAndOpenByHand) {
  inMeeting().end(GetParam().call, "why");
  EXPECT_EQ(meeting().phase(), PHASE_IDLE);
  EXPECT_EQ(meeting().last_end(), GetParam().shown);
  EXPECT_EQ(meeting().problem(), "why");
  EXPECT_EQ(joinability(), JOINABILITY_LEFT);
  boot();
  goTo(kTen + minutes(30), {meetingAt(kTen)});
  EXPECT_EQ(calls.started, 1) << "never back by itself";
  ASSERT_TRUE(room->joinOccurrence("one", false, "panel"));
  EXPECT_EQ(calls.started, 2);
}

INSTANTIATE_TEST_SUITE_P(Ends, RoomEndTest,
                         testing::Values(Ending{CallEnd::Removed, END_REMOVED},
                                         Ending{CallEnd::Duplicate, END_DUPLICATE},
                                         Ending{CallEnd::RoomClosed, END_ROOM_CLOSED},
                                         Ending{CallEnd::Encrypted, END_ENCRYPTED},
                                         Ending{CallEnd::WrongCertificate, END_WRONG_CERTIFICATE}));

TEST_F(RoomTest, ARemovalHoldsForEveryBookingOfTheSameLink) {
  auto twin = meetingAt(kTen, minutes(50), "twin");
  auto follows = meetingAt(kTen + minutes(60), hours(1), "follows");
  auto later = meetingAt(kTen + hours(3), hours(1), "later");
  auto other = meetingAt(kTen + minutes(30), hours(1), "other");
  for (auto* each : {&twin, &follows, &later}) each->link = linkOf("slug-one");
  goTo(kTen + minutes(1), {meetingAt(kTen), twin, follows, later, other});
  calls.last->join(1);
  calls.last->end(CallEnd::Removed);
  EXPECT_EQ(joinability("twin"), JOINABILITY_LEFT);
  EXPECT_EQ(joinability("follows"), JOINABILITY_LEFT);
  EXPECT_EQ(joinability("later"), JOINABILITY_AUTO) << "another occasion";
  EXPECT_EQ(joinability("other"), JOINABILITY_AUTO);
  boot();
  goTo(kTen + minutes(20), {meetingAt(kTen), twin, follows, later});
  EXPECT_EQ(calls.started, 1);
}

TEST_F(RoomTest, ARemovalFromALinkKeepsTheCalendarOut) {
  goTo(kTen - minutes(20), {meetingAt(kTen)});
  ASSERT_TRUE(room->joinLink(linkOf("slug-one"), false, "panel"));
  calls.last->join(1);
  calls.last->end(CallEnd::Removed);
  goTo(kTen + minutes(10), {meetingAt(kTen)});
  EXPECT_EQ(calls.started, 1);
  EXPECT_EQ(joinability(), JOINABILITY_LEFT);
}

/// A room that always comes in open.
struct RoomTakenTest : RoomTest {
  RoomTakenTest() {
    settings.join.media = config::JoinMedia::Always;
    boot();
  }
};

TEST_F(RoomTakenTest, WhatSomebodyClosedStaysClosedAfterAFailureAndARestart) {
  FakeCall& call = inMeeting();
  EXPECT_TRUE(call.request.microphoneOpen);
  call.says().callMicrophoneClosedBy("Camille");
  call.end(CallEnd::Failed);
  time.advance(seconds(30));
  ASSERT_EQ(calls.started, 2);
  EXPECT_FALSE(calls.last->request.microphoneOpen);
  EXPECT_TRUE(calls.last->request.cameraOpen);
  EXPECT_TRUE(meeting().microphone_closed_remotely());
  calls.last->join(1);
  boot();
  agenda({meetingAt(kTen)});
  ASSERT_EQ(calls.started, 3);
  EXPECT_FALSE(calls.last->request.microphoneOpen) << "after a power cut";
  calls.last->join(1);
  ASSERT_TRUE(room->openMicrophone(true, "panel"));
  boot();
  agenda({meetingAt(kTen)});
  EXPECT_TRUE(calls.last->request.microphoneOpen) << "a person opened it";
  calls.last->end(CallEnd::Left);
}

TEST_F(RoomTakenTest, PresenceOpensNothingThatWasTaken) {
  settings.join.media = config::JoinMedia::Presence;
  boot();
  room->setPresence(true);
  FakeCall& call = inMeeting();
  call.says().callCameraClosedBy("");
  call.end(CallEnd::Failed);
  time.advance(seconds(30));
  EXPECT_FALSE(calls.last->request.cameraOpen);
  room->setPresence(true);
  EXPECT_FALSE(meeting().camera_open());
  EXPECT_TRUE(calls.last->asked.empty());
}

TEST_F(RoomTest, AFailedCallIsTriedAgainWithGrowingPauses) {
  inMeeting();
  for (const auto pause : {seconds(30), seconds(60), seconds(120), seconds(300), seconds(300)}) {
    const int before = calls.started;
    calls.last->end(CallEnd::Failed, "gone");
    EXPECT_EQ(meeting().last_end(), END_FAILED);
    EXPECT_EQ(meeting().phase(), PHASE_ANNOUNCED);
    goTo(time.wall() + pause - milliseconds(1), {meetingAt(kTen)});
    EXPECT_EQ(calls.started, before);
    time.advance(milliseconds(1));
    EXPECT_EQ(calls.started, before + 1);
  }
  calls.last->join(1);
  calls.last->end(CallEnd::Failed);
  time.advance(seconds(30));
  EXPECT_EQ(calls.started, 7) << "a success starts the pauses anew";
  calls.last->end(CallEnd::Failed);
  goTo(kTen + hours(2), {meetingAt(kTen)});
  calls.last = nullptr;
}

TEST_F(RoomTest, NoTryAfterTheMeetingsEnd) {
  FakeCall& call = inMeeting();
  goTo(kTen + hours(1), {meetingAt(kTen)});
  call.end(CallEnd::Failed);
  time.advance(hours(1));
  EXPECT_EQ(calls.started, 1);
  EXPECT_EQ(meeting().phase(), PHASE_IDLE);
}

TEST_F(RoomTest, ACallThatFailsInsideStartIsTriedAgainLater) {
  calls.failsAtOnce = true;
  goTo(kTen - seconds(60), {meetingAt(kTen)});
  EXPECT_EQ(calls.started, 1);
  EXPECT_EQ(calls.alive, 0);
  EXPECT_EQ(meeting().phase(), PHASE_ANNOUNCED);
  calls.failsAtOnce = false;
  time.advance(seconds(30));
  EXPECT_EQ(calls.started, 2);
  EXPECT_EQ(calls.alive, 1);
}

TEST_F(RoomTest, ADenialIsRememberedAtOnceAndAskedAgainByAPerson) {
  goTo(kTen, {meetingAt(kTen)});
  calls.last->says().callEntering(EntryState::Denied, "");
  EXPECT_EQ(meeting().entry(), ENTRY_DENIED);
  EXPECT_EQ(joinability(), JOINABILITY_LEFT);
  ASSERT_TRUE(room->askAgain("panel"));
  EXPECT_EQ(calls.last->asked, std::vector<std::string>{"ask again"});
  boot();
  goTo(kTen + minutes(20), {meetingAt(kTen)});
  EXPECT_EQ(calls.started, 1);
  ASSERT_TRUE(room->joinOccurrence("one", false, "panel"));
  calls.last->join(1);
  calls.last->end(CallEnd::Failed);
  EXPECT_EQ(meeting().last_end(), END_FAILED);
  time.advance(seconds(30));
  EXPECT_EQ(calls.started, 3);
}

TEST_F(RoomTest, ADenialToTheEndIsShownAsDenied) {
  goTo(kTen, {meetingAt(kTen)});
  calls.last->says().callEntering(EntryState::Denied, "");
  goTo(kTen + hours(1), {meetingAt(kTen)});
  calls.last->end(CallEnd::Failed, "over");
  EXPECT_EQ(meeting().last_end(), END_DENIED);
}

TEST_F(RoomTest, TheNoticeOfAnEndGoesAway) {
  inMeeting().end(CallEnd::Removed);
  time.advance(minutes(9));
  EXPECT_EQ(meeting().last_end(), END_REMOVED);
  time.advance(minutes(2));
  EXPECT_EQ(meeting().last_end(), END_UNSPECIFIED);
}

TEST_F(RoomTest, TheRosterGoesWithTheCall) {
  FakeCall& call = inMeeting();
  store->update("meeting", [](Status& status) {
    (*status.mutable_roster())["PA_1"].set_name("Ada");
    status.mutable_meeting()->set_recording(true);
    status.mutable_meeting()->add_tracks()->set_id("TR_1");
  });
  call.end(CallEnd::Removed);
  EXPECT_TRUE(store->status().roster().empty());
  EXPECT_FALSE(meeting().recording());
  EXPECT_EQ(meeting().tracks_size(), 0);
}

// ---- Overlaps ------------------------------------------------------------------------------------------------------

TEST_F(RoomTest, StaysInARunningCallWhenAnotherMeetingIsDue) {
  const auto next = meetingAt(kTen + minutes(30), hours(1), "next");
  FakeCall& call = inMeeting(1);
  goTo(kTen + minutes(45), {meetingAt(kTen), next});
  EXPECT_TRUE(call.asked.empty());
  EXPECT_EQ(calls.started, 1);
}

TEST_F(RoomTest, GoesToTheNextMeetingWhenAlone) {
  const auto next = meetingAt(kTen + minutes(30), minutes(15), "next");
  FakeCall& call = inMeeting(0);
  goTo(kTen + minutes(28), {meetingAt(kTen), next});
  EXPECT_TRUE(call.asked.empty());
  goTo(kTen + minutes(29), {meetingAt(kTen), next});
  EXPECT_EQ(call.asked, kLeft);
  call.end(CallEnd::Left);
  EXPECT_EQ(calls.started, 2);
  EXPECT_EQ(meeting().occurrence(), "next");
  calls.last->join(0);
  goTo(kTen + minutes(47), {meetingAt(kTen), next});
  calls.last->end(CallEnd::Left);
  goTo(kTen + minutes(55), {meetingAt(kTen), next});
  EXPECT_EQ(calls.started, 2) << "the first one was left";
}

TEST_F(RoomTest, OneWhoJustBecameAloneIsNotPulledAway) {
  const auto next = meetingAt(kTen + minutes(30), hours(1), "next");
  FakeCall& call = inMeeting(1);
  goTo(kTen + minutes(40), {meetingAt(kTen), next});
  call.says().callOthers(0);
  time.advance(minutes(1));
  call.says().callOthers(1);
  time.advance(minutes(5));
  EXPECT_TRUE(call.asked.empty());
  call.says().callOthers(0);
  time.advance(minutes(2));
  EXPECT_EQ(call.asked, kLeft);
}

TEST_F(RoomTest, AWaitBeforeAClosedDoorGivesWayAndIsTakenUpAgain) {
  const auto next = meetingAt(kTen + minutes(30), minutes(10), "next");
  goTo(kTen, {meetingAt(kTen)});
  calls.last->says().callEntering(EntryState::NotOpen, "");
  goTo(kTen + minutes(29), {meetingAt(kTen), next});
  EXPECT_EQ(calls.last->asked, kLeft);
  calls.last->end(CallEnd::Left);
  EXPECT_EQ(meeting().occurrence(), "next");
  goTo(kTen + minutes(40), {meetingAt(kTen), next});
  calls.last->end(CallEnd::Failed, "never opened");
  goTo(kTen + minutes(41), {meetingAt(kTen), next});
  EXPECT_EQ(calls.started, 3);
  EXPECT_EQ(meeting().occurrence(), "one");
}

TEST_F(RoomTest, TwoMeetingsAtTheSameTimeDoNotFlap) {
  const auto twin = meetingAt(kTen, hours(1), "twin");
  goTo(kTen + minutes(20), {meetingAt(kTen), twin});
  EXPECT_EQ(calls.started, 1);
  EXPECT_TRUE(calls.last->asked.empty());
}

TEST_F(RoomTest, BackToBackMeetingsFollowEachOther) {
  const auto next = meetingAt(kTen + hours(1), hours(1), "next");
  FakeCall& call = inMeeting(1);
  goTo(kTen + minutes(59), {meetingAt(kTen), next});
  ASSERT_TRUE(room->stay("panel"));
  goTo(kTen + hours(1) + minutes(3), {meetingAt(kTen), next});
  ASSERT_TRUE(call.asked.empty()) << "the first one is still going on";
  call.says().callOthers(0);
  goTo(kTen + hours(1) + minutes(5), {meetingAt(kTen), next});
  EXPECT_EQ(call.asked, kLeft);
  call.end(CallEnd::Left);
  goTo(kTen + hours(1) + minutes(6), {meetingAt(kTen), next});
  EXPECT_EQ(calls.started, 2);
  EXPECT_EQ(meeting().occurrence(), "next");
}

}  // namespace
}  // namespace rotonde::test
