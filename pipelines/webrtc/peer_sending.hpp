// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "pipelines/gst/ref.hpp"
#include "pipelines/webrtc/tracks.hpp"
#include "pipelines/webrtc/webrtc_peer.hpp"

#include <gst/gst.h>

#include <memory>

namespace rotonde::pipelines {

/// A track of ours and its way into webrtcbin.
struct WebrtcPeer::Sending {
  SendTrack track;
  std::unique_ptr<TrackSender> sender;
  Ref<GstElement> appsrc;
  gulong probe = 0;
};

}  // namespace rotonde::pipelines
