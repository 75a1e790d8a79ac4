// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/meeting/call_status.hpp"

#include "firmware/base/foreign_text.hpp"
#include "firmware/visio/participant_id.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace rotonde::meeting {
namespace {

/// Another room says so by its identity, a UUID of version 8 as participantIdFor() makes them, or by the words that
/// are put behind the names of rooms. Anybody may say so: it is shown, and nothing follows.
bool isRoom(const livekit::Participant& from) {
  if (visio::isCanonicalUuid(from.identity) && from.identity[14] == '8') return true;
  return from.name.ends_with("(équipement de salle)") || from.name.ends_with("(room equipment)");
}

void writeParticipant(control::v1::Participant& to, const livekit::Participant& from) {
  to.set_name(foreignLine(from.name, kLongestName));
  to.set_identity(from.identity);
  to.set_speaking(from.speaking);
  to.set_authenticated(from.authenticated);
  to.set_not_authenticated(from.notAuthenticated);
  to.set_room(isRoom(from));
  to.set_hand_raised(from.handRaised);
  to.set_self(from.self);
  to.set_quality(from.quality);
  to.set_joined_ms(from.joinedMs);
  to.set_color(from.color);
  // Who publishes no microphone is as silent as who muted it.
  to.set_microphone_muted(true);
  to.set_camera_muted(true);
  for (const auto& track : from.tracks) {
    switch (track.source) {
      case livekit::TrackSource::Camera:
        to.set_camera_track(track.sid);
        to.set_camera_muted(track.muted);
        break;
      case livekit::TrackSource::Microphone:
        to.set_microphone_track(track.sid);
        to.set_microphone_muted(track.muted);
        break;
      case livekit::TrackSource::ScreenShare:
        if (!track.muted) to.set_screen_track(track.sid);
        break;
      default:
        break;
    }
  }
}

}  // namespace

control::v1::Entry statusOf(visio::EntryState state) {
  using enum visio::EntryState;
  switch (state) {
    case Asking:
      return control::v1::ENTRY_ASKING;
    case Waiting:
      return control::v1::ENTRY_WAITING;
    case NotOpen:
      return control::v1::ENTRY_NOT_OPEN;
    case Denied:
      return control::v1::ENTRY_DENIED;
    case Busy:
      return control::v1::ENTRY_BUSY;
    case Unreachable:
      return control::v1::ENTRY_UNREACHABLE;
  }
  return control::v1::ENTRY_UNSPECIFIED;
}

void writeRoster(control::v1::Status& status, const livekit::Roster& roster) {
  status.clear_roster();
  std::vector<const livekit::Participant*> hands;
  for (const auto& [sid, participant] : roster.participants()) {
    if (!participant.person) continue;
    writeParticipant((*status.mutable_roster())[sid], participant);
    if (participant.handRaised) hands.push_back(&participant);
  }
  // As Visio's page orders them: by time, then by identity.
  std::ranges::sort(hands, {}, [](const auto* who) { return std::tie(who->handRaisedMs, who->identity); });
  std::int32_t place = 0;
  for (const auto* who : hands) (*status.mutable_roster())[who->sid].set_hand_order(++place);
}

void writeRecording(control::v1::Meeting& meeting, const Recording& recording) {
  const auto stateOf = [](RecordingState state) {
    switch (state) {
      case RecordingState::None:
        return control::v1::RECORDING_UNSPECIFIED;
      case RecordingState::Starting:
        return control::v1::RECORDING_STARTING;
      case RecordingState::Running:
        return control::v1::RECORDING_RUNNING;
      case RecordingState::Stopping:
        return control::v1::RECORDING_STOPPING;
    }
    std::unreachable();
  };
  meeting.set_recording(recording.state != RecordingState::None);
  meeting.set_recording_state(stateOf(recording.state));
  meeting.set_transcription(recording.transcription);
}

void writeSaid(control::v1::Meeting& meeting, const std::vector<Saying>& said) {
  meeting.clear_said();
  for (const Saying& each : said) {
    auto& to = *meeting.add_said();
    to.set_who(each.who);
    to.set_text(each.text);
    to.set_reaction(each.reaction);
  }
}

void writeTracks(control::v1::Meeting& meeting, const std::vector<pipelines::TrackStats>& tracks) {
  meeting.clear_tracks();
  for (const auto& from : tracks) {
    auto& to = *meeting.add_tracks();
    to.set_id(from.id);
    to.set_sending(from.sending);
    to.set_video(from.kind == pipelines::MediaKind::Video);
    to.set_codec(from.codec);
    to.set_packets(static_cast<std::int64_t>(from.packets));
    to.set_frames(static_cast<std::int64_t>(from.frames));
    to.set_width(from.width);
    to.set_height(from.height);
    to.set_layer(from.rid);
  }
}

int countOthers(const livekit::Roster& roster) {
  return static_cast<int>(std::ranges::count_if(
      roster.participants(), [](const auto& entry) { return entry.second.person && !entry.second.self; }));
}

}  // namespace rotonde::meeting
