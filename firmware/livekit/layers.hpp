// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/livekit/wire.hpp"
#include "pipelines/api/peer_connection.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace rotonde::livekit {

/// The camera's layers as all clients of the meeting send them, so that the viewers' layouts fit: 180, 360 and 720
/// lines. All have the camera's rate: a viewer moves between pictures of one instant. One layer when `simulcast` is
/// false.
std::vector<pipelines::SendLayer> cameraLayers(bool simulcast);

/// Content's layers: still letters matter more than movement. Two, so that small viewers need not take the large one.
std::vector<pipelines::SendLayer> contentLayers();

/// What LiveKit calls layer `index` of `count`: one layer is HIGH; of two the small one is LOW; three are LOW, MEDIUM,
/// HIGH.
wire::VideoQuality qualityOf(std::size_t index, std::size_t count);

/// The rids of `track` that the server's subscribers want now. A quality that we have no layer for is served by the
/// next larger one, else by the largest. nullopt: the update does not speak of the track's codec.
std::optional<std::vector<std::string>> wantedLayers(const pipelines::SendTrack& track,
                                                     const wire::SubscribedQualityUpdate& update);

}  // namespace rotonde::livekit
