// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/control/control.pb.h"
#include "firmware/livekit/roster.hpp"
#include "firmware/meeting/room_metadata.hpp"
#include "firmware/meeting/sayings.hpp"
#include "firmware/visio/room_entry.hpp"
#include "pipelines/api/peer_connection.hpp"

#include <vector>

namespace rotonde::meeting {

/// Of a participant's name, on every screen.
inline constexpr std::size_t kLongestName = 64;

control::v1::Entry statusOf(visio::EntryState state);

/// Replaces the tree's roster. Agents and recorders are left out.
void writeRoster(control::v1::Status& status, const livekit::Roster& roster);

void writeRecording(control::v1::Meeting& meeting, const Recording& recording);

void writeSaid(control::v1::Meeting& meeting, const std::vector<Saying>& said);

void writeTracks(control::v1::Meeting& meeting, const std::vector<pipelines::TrackStats>& tracks);

/// People in the room, without ourselves.
int countOthers(const livekit::Roster& roster);

}  // namespace rotonde::meeting
