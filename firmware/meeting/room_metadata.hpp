// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace rotonde::meeting {

/// What Visio writes into a LiveKit room's metadata; empty: not said.
struct RoomMetadata {
  std::string accessLevel;      ///< "public", "trusted" or "restricted".
  std::string recordingMode;    ///< "screen_recording" or "transcript".
  std::string recordingStatus;  ///< "starting", "started", "saving" or "aborted"; gone when the recording is.
};

/// Never fails: metadata is empty until somebody changes the room, the text "null" for participants, and foreign JSON.
RoomMetadata readRoomMetadata(std::string_view json);

enum class RecordingState { None, Starting, Running, Stopping };

struct Recording {
  RecordingState state = RecordingState::None;
  bool transcription = false;
  friend bool operator==(const Recording&, const Recording&) = default;
};

/// People are told too much rather than too little: either sign counts, and a status that we do not know counts as
/// running. `active` is LiveKit's Room.active_recording.
Recording recordingOf(const RoomMetadata& metadata, bool active);

}  // namespace rotonde::meeting
