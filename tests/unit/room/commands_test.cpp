// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/room/commands.hpp"

#include "tests/unit/room/room_fixture.hpp"

namespace rotonde::test {
namespace {

namespace v1 = control::v1;

class RoomCommandsTest : public RoomTest {
 protected:
  /// Runs a command as rotondectl#3; UNSPECIFIED when it was done.
  v1::Error::Kind run(const std::string& name, const std::map<std::string, std::string>& arguments = {}) {
    auto commands = room::meetingCommands(*room, [](const std::string& text) -> Result<calendar::MeetingLink> {
      if (text == "bad") return askHuman("`bad` is no Visio link.");
      return linkOf(text);
    });
    for (const auto& command : commands) {
      if (command->description().name() != name) continue;
      int answers = 0;
      v1::Reply reply;
      command->run({.origin = "rotondectl#3", .role = v1::ROLE_USER}, arguments,
                   [&](const control::CommandReply& answer) {
                     reply = answer.reply;
                     ++answers;
                   });
      EXPECT_EQ(answers, 1);
      message = reply.error().message();
      return reply.has_error() ? reply.error().kind() : v1::Error::UNSPECIFIED;
    }
    ADD_FAILURE() << "no command " << name;
    return v1::Error::UNKNOWN;
  }
  std::string message;
};

TEST_F(RoomCommandsTest, DescribeThemselves) {
  const auto commands = room::meetingCommands(*room, nullptr);
  EXPECT_EQ(commands.size(), 10u);
  for (const auto& command : commands) {
    EXPECT_FALSE(command->description().description().empty());
    EXPECT_EQ(command->description().since(), "1.0");
    EXPECT_NE(command->description().role(), v1::ROLE_UNSPECIFIED);
  }
}

TEST_F(RoomCommandsTest, MeanNothingOutsideAMeeting) {
  for (const char* name :
       {"meeting.leave", "meeting.cancel", "meeting.ask_again", "meeting.announce_again", "meeting.stay"}) {
    EXPECT_EQ(run(name), v1::Error::CONFLICT) << name;
    EXPECT_FALSE(message.empty());
  }
  EXPECT_EQ(run("microphone.open", {{"open", "true"}}), v1::Error::CONFLICT);
  EXPECT_EQ(run("camera.open", {{"open", "true"}}), v1::Error::CONFLICT);
  EXPECT_EQ(message, "The room is not in a meeting.");
}

TEST_F(RoomCommandsTest, JoinALinkByHand) {
  std::string origin;
  const Handle watch = store->watch([&](const v1::Event& event) { origin = event.origin(); });
  EXPECT_EQ(run("meeting.join", {{"link", "abc"}}), v1::Error::UNSPECIFIED);
  EXPECT_EQ(origin, "rotondectl#3");
  ASSERT_EQ(calls.started, 1);
  EXPECT_EQ(calls.last->request.link, linkOf("abc"));
  EXPECT_EQ(calls.last->request.participantId, "abc/");
  EXPECT_EQ(calls.last->request.giveUpAt, time.wall() + hours(1));
  EXPECT_FALSE(calls.last->request.microphoneOpen);
  EXPECT_EQ(run("meeting.join", {{"link", "abc"}, {"open", "true"}}), v1::Error::UNSPECIFIED);
  EXPECT_EQ(calls.started, 1) << "it is on the way already";
  EXPECT_TRUE(meeting().microphone_open());
  calls.last->join(1);
  calls.last->says().callOthers(0);
  time.advance(minutes(29));
  EXPECT_EQ(meeting().phase(), v1::PHASE_IN_MEETING);
  time.advance(minutes(1));
  EXPECT_EQ(meeting().phase(), v1::PHASE_LEAVING);
}

TEST_F(RoomCommandsTest, RefuseWrongArguments) {
  EXPECT_EQ(run("meeting.join", {{"link", "bad"}}), v1::Error::BAD_VALUE);
  EXPECT_EQ(message, "`bad` is no Visio link.");
  EXPECT_EQ(run("meeting.join"), v1::Error::BAD_VALUE);
  EXPECT_EQ(run("meeting.join", {{"link", "abc"}, {"occurrence", "one"}}), v1::Error::BAD_VALUE);
  EXPECT_EQ(run("meeting.join", {{"occurrence", "one"}}), v1::Error::BAD_VALUE);
  auto without = meetingAt(kTen);
  without.link.reset();
  agenda({without});
  EXPECT_EQ(run("meeting.join", {{"occurrence", "one"}}), v1::Error::BAD_VALUE);
  EXPECT_EQ(calls.started, 0);
}

TEST_F(RoomCommandsTest, JoinAnOccurrenceEarlyAndWithMedia) {
  agenda({meetingAt(kTen)});
  EXPECT_EQ(run("meeting.join", {{"occurrence", "one"}, {"open", "true"}}), v1::Error::UNSPECIFIED);
  ASSERT_EQ(calls.started, 1);
  EXPECT_TRUE(calls.last->request.cameraOpen);
  EXPECT_EQ(meeting().occurrence(), "one");
  EXPECT_EQ(calls.last->request.giveUpAt, kTen + hours(1));
}

TEST_F(RoomCommandsTest, ARunningMeetingsLinkIsThatMeeting) {
  settings.join.mode = config::JoinMode::Off;
  room->configure(settings);
  goTo(kTen + minutes(5), {meetingAt(kTen)});
  EXPECT_EQ(run("meeting.join", {{"link", "slug-one"}}), v1::Error::UNSPECIFIED);
  EXPECT_EQ(meeting().occurrence(), "one");
}

TEST_F(RoomCommandsTest, JoiningAnotherMeetingLeavesThisOne) {
  FakeCall& call = inMeeting();
  EXPECT_EQ(run("meeting.join", {{"link", "abc"}}), v1::Error::UNSPECIFIED);
  EXPECT_EQ(call.asked, std::vector<std::string>{"leave"});
  EXPECT_EQ(run("meeting.join", {{"link", "def"}}), v1::Error::UNSPECIFIED);
  call.end(meeting::CallEnd::Left);
  ASSERT_EQ(calls.started, 2);
  EXPECT_EQ(calls.last->request.link, linkOf("def")) << "the last wish counts";
  EXPECT_EQ(joinability(), v1::JOINABILITY_LEFT);
}

TEST_F(RoomCommandsTest, LeaveForgetsTheWishForAnother) {
  FakeCall& call = inMeeting();
  EXPECT_EQ(run("meeting.join", {{"link", "abc"}}), v1::Error::UNSPECIFIED);
  EXPECT_EQ(run("meeting.leave"), v1::Error::UNSPECIFIED);
  call.end(meeting::CallEnd::Left);
  EXPECT_EQ(calls.started, 1);
}

TEST_F(RoomCommandsTest, CancelWhileWaitingButNotInTheMeeting) {
  goTo(kTen, {meetingAt(kTen)});
  calls.last->says().callEntering(visio::EntryState::Waiting, "");
  EXPECT_EQ(run("meeting.announce_again"), v1::Error::UNSPECIFIED);
  EXPECT_EQ(calls.last->asked, std::vector<std::string>{"announce again"});
  EXPECT_EQ(run("meeting.cancel"), v1::Error::UNSPECIFIED);
  calls.last->end(meeting::CallEnd::Left);
  EXPECT_EQ(meeting().last_end(), v1::END_CANCELLED);
  EXPECT_EQ(joinability(), v1::JOINABILITY_LEFT);
  EXPECT_EQ(run("meeting.join", {{"occurrence", "one"}}), v1::Error::UNSPECIFIED);
  calls.last->join(1);
  EXPECT_EQ(run("meeting.cancel"), v1::Error::CONFLICT);
  EXPECT_EQ(run("meeting.announce_again"), v1::Error::CONFLICT);
}

TEST_F(RoomCommandsTest, MicrophoneAndCamera) {
  FakeCall& call = inMeeting();
  EXPECT_EQ(run("microphone.open", {{"open", "true"}}), v1::Error::UNSPECIFIED);
  EXPECT_EQ(run("camera.open", {{"open", "true"}}), v1::Error::UNSPECIFIED);
  EXPECT_EQ(run("camera.open", {{"open", "false"}}), v1::Error::UNSPECIFIED);
  EXPECT_EQ(call.asked, (std::vector<std::string>{"microphone", "camera", "no camera"}));
  EXPECT_TRUE(meeting().microphone_open());
  EXPECT_FALSE(meeting().camera_open());
  call.says().callMicrophoneClosedBy("Ada");
  EXPECT_EQ(run("microphone.open", {{"open", "true"}}), v1::Error::UNSPECIFIED);
  EXPECT_TRUE(meeting().microphone_open());
  EXPECT_EQ(meeting().microphone_closed_by(), "");
  EXPECT_FALSE(meeting().microphone_closed_remotely());
}

TEST_F(RoomCommandsTest, HandAndNameAreAnsweredWhenVisioHas) {
  EXPECT_EQ(run("meeting.raise_hand", {{"raised", "true"}}), v1::Error::CONFLICT);
  EXPECT_EQ(run("meeting.rename", {{"name", "Ségur"}}), v1::Error::CONFLICT);
  FakeCall& call = inMeeting();
  EXPECT_EQ(run("meeting.rename", {{"name", "  "}}), v1::Error::BAD_VALUE);
  std::vector<v1::Reply> replies;
  const auto ask = [&](const std::string& name, const std::map<std::string, std::string>& arguments) {
    for (const auto& command : room::meetingCommands(*room, nullptr)) {
      if (command->description().name() != name) continue;
      command->run({.origin = "rotondectl#3", .role = v1::ROLE_USER}, arguments,
                   [&](const control::CommandReply& answer) { replies.push_back(answer.reply); });
    }
  };
  ask("meeting.raise_hand", {{"raised", "true"}});
  EXPECT_EQ(call.asked.back(), "hand up");
  EXPECT_TRUE(replies.empty());
  call.pending({});
  ASSERT_EQ(replies.size(), 1u);
  EXPECT_FALSE(replies[0].has_error());
  ask("meeting.rename", {{"name", "Ségur"}});
  EXPECT_EQ(call.asked.back(), "rename Ségur");
  call.pending(tryLater("visio.example: answered 500; try again"));
  ASSERT_EQ(replies.size(), 2u);
  EXPECT_EQ(replies[1].error().kind(), v1::Error::NOT_READY);
}

TEST_F(RoomCommandsTest, WhatAModeratorClosedAPersonOpensAgain) {
  FakeCall& call = inMeeting();
  EXPECT_EQ(run("microphone.open", {{"open", "true"}}), v1::Error::UNSPECIFIED);
  EXPECT_EQ(run("camera.open", {{"open", "true"}}), v1::Error::UNSPECIFIED);
  call.says().callMicrophoneClosedBy("");
  call.says().callCameraClosedBy("");
  EXPECT_FALSE(meeting().microphone_open() || meeting().camera_open());
  EXPECT_TRUE(meeting().microphone_closed_remotely() && meeting().camera_closed_remotely());
  call.asked.clear();
  EXPECT_EQ(run("microphone.open", {{"open", "true"}}), v1::Error::UNSPECIFIED);
  EXPECT_EQ(run("camera.open", {{"open", "true"}}), v1::Error::UNSPECIFIED);
  EXPECT_EQ(call.asked, (std::vector<std::string>{"microphone", "camera"}));
  EXPECT_FALSE(meeting().microphone_closed_remotely() || meeting().camera_closed_remotely());
}

TEST_F(RoomCommandsTest, ACameraThatAModeratorClosedIsOpenedByHandAlone) {
  FakeCall& call = inMeeting();
  EXPECT_EQ(run("microphone.open", {{"open", "true"}}), v1::Error::UNSPECIFIED);
  EXPECT_EQ(run("camera.open", {{"open", "true"}}), v1::Error::UNSPECIFIED);
  call.says().callCameraClosedBy("");
  EXPECT_FALSE(meeting().camera_open());
  EXPECT_EQ(meeting().camera_closed_by(), "") << "not known yet";
  call.says().callCameraClosedBy("Ada");
  EXPECT_EQ(meeting().camera_closed_by(), "Ada");
  EXPECT_TRUE(meeting().microphone_open()) << "the microphone is another matter";
  call.asked.clear();
  EXPECT_EQ(run("microphone.open", {{"open", "false"}}), v1::Error::UNSPECIFIED);
  EXPECT_EQ(call.asked, std::vector<std::string>{"no microphone"});
  EXPECT_EQ(meeting().camera_closed_by(), "Ada");
  EXPECT_EQ(run("camera.open", {{"open", "true"}}), v1::Error::UNSPECIFIED);
  EXPECT_EQ(call.asked.back(), "camera") << "the call is asked, although it was open before";
  EXPECT_TRUE(meeting().camera_open());
  EXPECT_EQ(meeting().camera_closed_by(), "");
}

TEST_F(RoomCommandsTest, JoinByHandAfterTheEndStays) {
  goTo(kTen + hours(6), {});
  agenda({meetingAt(kTen)});
  EXPECT_EQ(run("meeting.join", {{"occurrence", "one"}}), v1::Error::UNSPECIFIED);
  calls.last->join(1);
  time.advance(hours(1));
  EXPECT_EQ(meeting().phase(), v1::PHASE_IN_MEETING);
}

}  // namespace
}  // namespace rotonde::test
