// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/livekit/roster.hpp"

#include "firmware/base/runtime.hpp"
#include "firmware/livekit/color.hpp"
#include "firmware/livekit/wire.hpp"

#include <algorithm>
#include <chrono>
#include <locale>
#include <sstream>

namespace rotonde::livekit {
namespace {

TrackSource sourceOf(wire::TrackSource source) {
  switch (source) {
    case wire::CAMERA:
      return TrackSource::Camera;
    case wire::MICROPHONE:
      return TrackSource::Microphone;
    case wire::SCREEN_SHARE:
      return TrackSource::ScreenShare;
    case wire::SCREEN_SHARE_AUDIO:
      return TrackSource::ScreenShareAudio;
    default:
      return TrackSource::Unknown;
  }
}

std::string attribute(const wire::ParticipantInfo& info, const char* name) {
  const auto found = info.attributes().find(name);
  return found == info.attributes().end() ? std::string() : found->second;
}

bool isPerson(wire::ParticipantInfo::Kind kind) {
  return kind != wire::ParticipantInfo::AGENT && kind != wire::ParticipantInfo::EGRESS;
}

std::vector<RosterTrack> tracksOf(const wire::ParticipantInfo& info) {
  std::vector<RosterTrack> tracks;
  for (const auto& track : info.tracks()) {
    if (track.type() != wire::AUDIO && track.type() != wire::VIDEO) continue;
    tracks.push_back({.sid = track.sid(),
                      .kind = track.type() == wire::AUDIO ? pipelines::MediaKind::Audio : pipelines::MediaKind::Video,
                      .source = sourceOf(track.source()),
                      .muted = track.muted(),
                      .width = static_cast<int>(track.width()),
                      .height = static_cast<int>(track.height())});
  }
  return tracks;
}

}  // namespace

std::int64_t instantMs(const std::string& iso8601) {
  for (const char* format : {"%FT%T%Ez", "%FT%TZ"}) {
    std::chrono::sys_time<std::chrono::microseconds> instant;
    std::istringstream text(iso8601);
    text.imbue(std::locale::classic());
    text >> std::chrono::parse(format, instant);
    if (!text.fail()) return std::chrono::duration_cast<milliseconds>(instant.time_since_epoch()).count();
  }
  return kUnknownTime;
}

void Roster::restart(const wire::ParticipantInfo& self) {
  participants_.clear();
  replaced_.clear();
  selfSid_ = self.sid();
  selfIdentity_ = self.identity();
  apply(self);
}

void Roster::join(const wire::JoinResponse& response) {
  restart(response.participant());
  for (const auto& other : response.other_participants()) apply(other);
}

void Roster::move(const wire::RoomMovedResponse& moved) {
  restart(moved.participant());
  for (const auto& other : moved.other_participants()) apply(other);
}

void Roster::update(const wire::ParticipantUpdate& update) {
  for (const auto& info : update.participants()) apply(info);
}

void Roster::apply(const wire::ParticipantInfo& info) {
  if (info.sid().empty() || replaced_.contains(info.sid())) return;
  const bool self = info.sid() == selfSid_;
  if (info.state() == wire::ParticipantInfo::DISCONNECTED) {
    if (!self) participants_.erase(info.sid());
    return;
  }
  auto known = participants_.find(info.sid());
  // An equal version is taken: the server repeats a snapshot with more in it.
  if (known != participants_.end() && info.version() < known->second.version) return;
  if (known == participants_.end()) {
    // Our own identity under another sid is the session that we just replaced.
    if (!self && info.identity() == selfIdentity_) return;
    std::erase_if(participants_, [&](const auto& entry) {
      const bool same = entry.second.identity == info.identity() && !entry.second.self;
      if (same) replaced_.insert(entry.first);
      return same;
    });
  }
  Participant& participant = participants_[info.sid()];
  participant.sid = info.sid();
  participant.identity = info.identity();
  participant.name = info.name();
  participant.version = info.version();
  participant.self = self;
  participant.person = isPerson(info.kind());
  participant.authenticated = attribute(info, "is_authenticated") == "true";
  participant.notAuthenticated = attribute(info, "is_authenticated") == "false";
  const std::string raised = attribute(info, "handRaisedAt");
  participant.handRaised = !raised.empty();
  participant.handRaisedMs = raised.empty() ? 0 : instantMs(raised);
  participant.joinedMs = info.joined_at_ms() != 0 ? info.joined_at_ms() : info.joined_at() * 1000;
  participant.color = colorFromAttribute(attribute(info, "color"));
  participant.tracks = tracksOf(info);
}

void Roster::speakers(const wire::SpeakersChanged& changed) {
  for (const auto& speaker : changed.speakers()) {
    const auto found = participants_.find(speaker.sid());
    if (found == participants_.end()) continue;
    found->second.speaking = speaker.active() && speaker.level() > 0;
    found->second.level = found->second.speaking ? std::clamp(speaker.level(), 0.0F, 1.0F) : 0.0F;
  }
}

void Roster::quality(const wire::ConnectionQualityUpdate& changed) {
  for (const auto& entry : changed.updates()) {
    const auto found = participants_.find(entry.participant_sid());
    if (found != participants_.end()) found->second.quality = entry.quality();
  }
}

}  // namespace rotonde::livekit
