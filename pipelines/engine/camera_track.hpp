// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "pipelines/encode/layered_video_sender.hpp"
#include "pipelines/webrtc/tracks.hpp"

namespace rotonde::pipelines {

/// Sends the pictures of `frames` as the video `track`, in its layers (RIDs only when there are several). `catalogue`
/// is nullptr while the encoders are not proven: software only. Both references must live longer. Main loop.
Result<std::unique_ptr<TrackSender>> makeCameraTrack(Executor& executor, SampleHub& frames, const SendTrack& track,
                                                     const SendIds& ids, std::function<void(GstSample*)> packet,
                                                     const EncoderCatalogue* catalogue);

}  // namespace rotonde::pipelines
