// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/meeting/room_metadata.hpp"

#include "firmware/meeting/foreign_json.hpp"

namespace rotonde::meeting {

RoomMetadata readRoomMetadata(std::string_view json) {
  const auto object = readForeignJson(json);
  if (!object) return {};
  return {.accessLevel = textIn(*object, "access_level"),
          .recordingMode = textIn(*object, "recording_mode"),
          .recordingStatus = textIn(*object, "recording_status")};
}

Recording recordingOf(const RoomMetadata& metadata, bool active) {
  const std::string& status = metadata.recordingStatus;
  const bool over = status.empty() || status == "aborted";
  Recording recording{.transcription = metadata.recordingMode == "transcript"};
  if (over && !active) return {};
  if (status == "saving") {
    recording.state = RecordingState::Stopping;
  } else if (status == "starting" && !active) {
    recording.state = RecordingState::Starting;
  } else {
    recording.state = RecordingState::Running;
  }
  return recording;
}

}  // namespace rotonde::meeting
