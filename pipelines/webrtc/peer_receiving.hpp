// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "pipelines/gst/ref.hpp"
#include "pipelines/webrtc/tracks.hpp"
#include "pipelines/webrtc/webrtc_peer.hpp"

#include <gst/gst.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace rotonde::pipelines {

/// One incoming SSRC: the way from webrtcbin's pad to the track's receiver, which comes when the description has named
/// the track. Shared between the main loop and the pad's streaming thread.
struct WebrtcPeer::Receiving {
  /// Packets that wait for the description.
  static constexpr std::size_t kMaxPending = 512;

  std::uint32_t ssrc = 0;
  Ref<GstPad> pad;
  Ref<GstElement> appsink;
  std::mutex mutex;
  std::shared_ptr<TrackReceiver> receiver;
  std::vector<Ref<GstSample>> pending;  ///< Until there is a receiver: the first key frame is among them.
  std::string sid;

  void take(GstSample* packet) {
    const std::scoped_lock lock(mutex);
    if (receiver) {
      receiver->push(packet);
    } else if (pending.size() < kMaxPending) {
      pending.push_back(Ref<GstSample>::share(packet));
    }
  }
  void setReceiver(std::shared_ptr<TrackReceiver> next) {
    const std::scoped_lock lock(mutex);
    receiver = std::move(next);
    for (const auto& packet : pending) receiver->push(packet.get());
    pending.clear();
  }
  /// Main loop, when the streaming thread has ended. The appsink's callbacks own us: its reference would be a cycle.
  void release() {
    const std::scoped_lock lock(mutex);
    receiver.reset();
    appsink.reset();
    pad.reset();
  }
};

}  // namespace rotonde::pipelines
