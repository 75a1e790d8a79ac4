// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/unit/meeting/call_scene.hpp"

#include <gmock/gmock.h>

namespace rotonde::test {
namespace {

using meeting::OwnMedia;

/// A room of which the server says this.
wire::SignalResponse roomUpdate(const std::string& metadata, bool active = false) {
  wire::SignalResponse response;
  response.mutable_room_update()->mutable_room()->set_metadata(metadata);
  response.mutable_room_update()->mutable_room()->set_active_recording(active);
  return response;
}

constexpr const char* kRecorded = R"({"recording_status": "started", "recording_mode": "screen_recording"})";

struct RecordingTest : testing::Test {
  CallScene scene;
  const control::v1::Meeting& meeting() const { return scene.status.status().meeting(); }
  /// Up to the JoinResponse of a room with this metadata.
  void joinRecorded(const std::string& metadata = kRecorded, bool active = false) {
    scene.entries.accept();
    scene.sockets.last().open();
    auto response = joinResponse();
    response.mutable_join()->mutable_room()->set_metadata(metadata);
    response.mutable_join()->mutable_room()->set_active_recording(active);
    scene.receive(response);
  }
};

TEST_F(RecordingTest, IsSaidBeforeMicrophoneAndCameraOpen) {
  scene.start();
  joinRecorded();
  EXPECT_TRUE(meeting().recording());
  EXPECT_EQ(meeting().recording_state(), control::v1::RECORDING_RUNNING);
  EXPECT_EQ(scene.media.tones, 1);
  EXPECT_FALSE(scene.media.microphone);
  EXPECT_FALSE(scene.media.camera);
  EXPECT_FALSE(meeting().camera_live());
  scene.receive(answerTo(1));
  scene.peers.last().listener->peerConnected();
  scene.time.advance(OwnMedia::kNotice - milliseconds(1));
  EXPECT_FALSE(scene.media.microphone);
  EXPECT_FALSE(scene.media.camera);
  scene.time.advance(milliseconds(1));
  EXPECT_TRUE(scene.media.microphone);
  EXPECT_TRUE(scene.media.camera);
  EXPECT_TRUE(meeting().camera_live());
  EXPECT_TRUE(meeting().microphone_live());
  EXPECT_EQ(scene.media.tones, 1);
}

TEST_F(RecordingTest, ActiveRecordingAloneIsEnough) {
  scene.start();
  joinRecorded("", true);
  EXPECT_TRUE(meeting().recording());
  EXPECT_FALSE(scene.media.microphone);
  EXPECT_EQ(scene.media.tones, 1);
}

TEST_F(RecordingTest, NobodyIsToldForNothing) {
  scene.start();
  joinRecorded("", false);
  EXPECT_FALSE(meeting().recording());
  EXPECT_TRUE(scene.media.microphone) << "at once";
  EXPECT_EQ(scene.media.tones, 0);
}

TEST_F(RecordingTest, WhatIsClosedWhileItIsSaidStaysClosed) {
  scene.start();
  joinRecorded();
  scene.call->openMicrophone(false);
  scene.time.advance(OwnMedia::kNotice);
  EXPECT_FALSE(scene.media.microphone);
  EXPECT_TRUE(scene.media.camera);
}

TEST_F(RecordingTest, ALossWhileItIsSaidOpensNothing) {
  scene.start();
  joinRecorded();
  scene.sockets.last().drop();
  scene.time.advance(OwnMedia::kNotice);
  EXPECT_FALSE(scene.media.microphone);
  joinRecorded();
  EXPECT_FALSE(scene.media.microphone) << "it is said first";
  scene.time.advance(OwnMedia::kNotice);
  EXPECT_TRUE(scene.media.microphone);
}

TEST_F(RecordingTest, OneThatBeginsLaterIsSaidOnceWithATone) {
  scene.joinRoom();
  EXPECT_EQ(scene.media.tones, 0);
  scene.receive(roomUpdate(R"({"recording_status": "starting", "recording_mode": "transcript"})"));
  EXPECT_EQ(meeting().recording_state(), control::v1::RECORDING_STARTING);
  EXPECT_TRUE(meeting().transcription());
  scene.receive(roomUpdate(R"({"recording_status": "started", "recording_mode": "transcript"})", true));
  EXPECT_EQ(meeting().recording_state(), control::v1::RECORDING_RUNNING);
  EXPECT_EQ(scene.media.tones, 1);
  EXPECT_TRUE(scene.media.microphone) << "the meeting goes on";
  scene.receive(roomUpdate("{}"));
  EXPECT_FALSE(meeting().recording());
  scene.receive(roomUpdate("", true));
  EXPECT_EQ(scene.media.tones, 2) << "another recording";
}

TEST_F(RecordingTest, ARejoinOfARecordedMeetingKeepsTheDevicesOpen) {
  scene.joinRoom();
  scene.receive(roomUpdate(kRecorded));
  scene.sockets.last().drop();
  scene.settle();
  scene.settle();
  joinRecorded();
  EXPECT_TRUE(scene.media.microphone);
  EXPECT_FALSE(scene.media.closedOnce);
  EXPECT_EQ(scene.media.tones, 1) << "it never ended";
}

TEST_F(RecordingTest, GoesWithTheCall) {
  scene.joinRoom();
  scene.receive(roomUpdate(kRecorded));
  scene.receive(leaveWith(wire::ROOM_CLOSED));
  scene.time.advance(milliseconds(10));
  EXPECT_FALSE(meeting().recording());
  EXPECT_EQ(meeting().recording_state(), control::v1::RECORDING_UNSPECIFIED);
  EXPECT_FALSE(meeting().microphone_live());
}

}  // namespace
}  // namespace rotonde::test
