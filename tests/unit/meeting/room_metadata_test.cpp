// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/meeting/room_metadata.hpp"

#include <gtest/gtest.h>

namespace rotonde::meeting {
namespace {

using enum RecordingState;

Recording recording(const std::string& json, bool active = false) {
  return recordingOf(readRoomMetadata(json), active);
}

TEST(RoomMetadata, ReadsWhatVisioWrites) {
  const auto read = readRoomMetadata(
      R"({"configuration": {"everyone_can_mute": false}, "access_level": "public", "recording_mode": "transcript",
          "recording_status": "started"})");
  EXPECT_EQ(read.accessLevel, "public");
  EXPECT_EQ(read.recordingMode, "transcript");
  EXPECT_EQ(read.recordingStatus, "started");
  for (const char* text : {"", "null", "[]", "{", "\xff", R"({"access_level": 7, "recording_status": {}})"}) {
    EXPECT_EQ(readRoomMetadata(text).accessLevel, "") << text;
    EXPECT_EQ(readRoomMetadata(text).recordingStatus, "") << text;
  }
}

TEST(Recording, EitherSignCounts) {
  EXPECT_EQ(recording("").state, None);
  EXPECT_EQ(recording("", true).state, Running) << "by the media server alone";
  EXPECT_EQ(recording(R"({"recording_status":"started"})").state, Running) << "by the metadata alone";
  EXPECT_EQ(recording(R"({"recording_status":"starting"})").state, Starting);
  EXPECT_EQ(recording(R"({"recording_status":"starting"})", true).state, Running);
  EXPECT_EQ(recording(R"({"recording_status":"saving"})", true).state, Stopping);
  EXPECT_EQ(recording(R"({"recording_status":"aborted"})").state, None);
  EXPECT_EQ(recording(R"({"recording_status":"aborted"})", true).state, Running);
  EXPECT_EQ(recording(R"({"recording_status":"paused, by a later version"})").state, Running);
}

TEST(Recording, ATranscriptionIsNamed) {
  EXPECT_TRUE(recording(R"({"recording_status":"started","recording_mode":"transcript"})").transcription);
  EXPECT_FALSE(recording(R"({"recording_status":"started","recording_mode":"screen_recording"})").transcription);
  EXPECT_FALSE(recording(R"({"recording_mode":"transcript"})").transcription) << "it is over";
}

}  // namespace
}  // namespace rotonde::meeting
