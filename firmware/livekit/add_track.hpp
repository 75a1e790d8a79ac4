// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/livekit/wire.hpp"
#include "pipelines/api/peer_connection.hpp"

namespace rotonde::livekit {

/// Announces `track` to the SFU under its cid.
wire::AddTrackRequest addTrackRequest(const pipelines::SendTrack& track, bool muted);

}  // namespace rotonde::livekit
