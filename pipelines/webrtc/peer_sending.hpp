// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "pipelines/gst/ref.hpp"
#include "pipelines/webrtc/tracks.hpp"
#include "pipelines/webrtc/webrtc_peer.hpp"

#include <gst/gst.h>

#include <memory>
#include <mutex>
#include <string>

namespace rotonde::pipelines {

/// Who hears requests for key frames, which come on webrtcbin's threads at any time.
struct KeyFrameTarget {
  std::mutex mutex;
  TrackSender* sender = nullptr;
};

/// A track of ours and its way into webrtcbin.
/// It stays when the track is removed: the section is idle then, until another track takes it.
struct WebrtcPeer::Sending {
  /// How far the other side knows what we do here (that we send, or that we do not any more). An SFU drops a stream for
  /// good when its packets come before its section, so nothing is sent before Agreed.
  enum class Stage { New, Offered, Agreed };

  Stage stage = Stage::New;
  SendTrack track;
  std::string mid;
  std::unique_ptr<TrackSender> sender;
  Ref<GstElement> appsrc;
  Ref<GObject> transceiver;
  std::shared_ptr<KeyFrameTarget> keyFrames = std::make_shared<KeyFrameTarget>();
};

}  // namespace rotonde::pipelines
