// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "pipelines/api/peer_connection.hpp"

#include <cstdint>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace livekit {
class ConnectionQualityUpdate;
class JoinResponse;
class ParticipantInfo;
class ParticipantUpdate;
class RoomMovedResponse;
class SpeakersChanged;
}  // namespace livekit

namespace rotonde::livekit {

enum class TrackSource { Unknown, Camera, Microphone, ScreenShare, ScreenShareAudio };

/// A track that a participant publishes.
struct RosterTrack {
  std::string sid;
  pipelines::MediaKind kind = pipelines::MediaKind::Audio;
  TrackSource source = TrackSource::Unknown;
  bool muted = false;
  int width = 0;
  int height = 0;
  friend bool operator==(const RosterTrack&, const RosterTrack&) = default;
};

/// Later than every other.
inline constexpr std::int64_t kUnknownTime = std::numeric_limits<std::int64_t>::max();

struct Participant {
  std::string sid;  ///< PA_…; a new one for each connection of a person.
  std::string identity;
  std::string name;
  std::uint32_t version = 0;
  bool self = false;
  bool person = true;  ///< False for agents and recorders.
  bool speaking = false;
  float level = 0;  ///< 0…1, LiveKit's loudness.
  int quality = 0;  ///< LiveKit's ConnectionQuality number.
  bool authenticated = false;
  bool notAuthenticated = false;  ///< The server says no; older servers say nothing.
  bool handRaised = false;
  std::int64_t handRaisedMs = 0;  ///< Unix time; kUnknownTime when the server's text is none that we can read.
  std::int64_t joinedMs = 0;      ///< Unix time.
  std::string color;              ///< "#rrggbb" or empty.
  std::vector<RosterTrack> tracks;
  friend bool operator==(const Participant&, const Participant&) = default;
};

/// Milliseconds of an ISO 8601 instant like "2026-11-24T18:16:03.597876+00:00"; kUnknownTime for other texts.
std::int64_t instantMs(const std::string& iso8601);

/// Who is in the room, from LiveKit's snapshots and changes. Main loop.
class Roster {
 public:
  /// By sid.
  const std::map<std::string, Participant>& participants() const { return participants_; }
  const std::string& selfSid() const { return selfSid_; }

  void join(const ::livekit::JoinResponse& response);
  /// The server moved us into another room.
  void move(const ::livekit::RoomMovedResponse& moved);
  void update(const ::livekit::ParticipantUpdate& update);
  void speakers(const ::livekit::SpeakersChanged& changed);
  void quality(const ::livekit::ConnectionQualityUpdate& changed);

 private:
  void restart(const ::livekit::ParticipantInfo& self);
  void apply(const ::livekit::ParticipantInfo& info);

  std::string selfSid_;
  std::string selfIdentity_;
  std::map<std::string, Participant> participants_;
  std::set<std::string> replaced_;  ///< Sids of people who came back with a new one: late news of them are old.
};

}  // namespace rotonde::livekit
