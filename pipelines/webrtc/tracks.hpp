// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"
#include "pipelines/api/peer_connection.hpp"
#include "pipelines/gst/ref.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace rotonde::pipelines {

/// Payload types and header extensions of everything that we offer: one meaning for the whole connection.
inline constexpr int kPayloadVp8 = 96;
inline constexpr int kPayloadVp9 = 98;
inline constexpr int kPayloadH264 = 102;
inline constexpr int kPayloadOpus = 111;
inline constexpr int kExtensionMid = 1;          ///< RFC 9143 §15
inline constexpr int kExtensionRid = 2;          ///< RFC 8852 §3
inline constexpr int kExtensionRepairedRid = 3;  ///< RFC 8852 §3
inline constexpr int kExtensionTwcc = 4;         ///< draft-holmer-rmcat-transport-wide-cc-extensions-01
inline constexpr int kExtensionAudioLevel = 5;   ///< RFC 6464

/// How a sent track appears in the connection.
struct SendIds {
  std::string mid;                   ///< Of its section.
  std::vector<std::uint32_t> ssrcs;  ///< One for each layer; one for sound.
};

/// An encoder as the peer connection sees it.
class TrackSender {
 public:
  virtual ~TrackSender() = default;
  /// application/x-rtp with everything that the offer says of the track. Any thread.
  virtual Ref<GstCaps> caps() const = 0;
  /// Encodes only while active, beginning with a key frame. Main loop.
  virtual void setActive(bool active) = 0;
  /// As PeerConnection's. Main loop.
  virtual void setWantedLayers(const std::vector<std::string>& rids) = 0;
  virtual void setLayer(const SendLayer& layer) = 0;
  /// Of the layer with this SSRC. Any thread.
  virtual void requestKeyFrame(std::uint32_t ssrc) = 0;
  /// One for each layer.
  virtual std::vector<TrackStats> stats() const = 0;
};

/// A decoder as the peer connection sees it.
class TrackReceiver {
 public:
  virtual ~TrackReceiver() = default;
  /// One RTP packet with its caps, in order. Any thread; must not block.
  virtual void push(GstSample* packet) = 0;
  virtual TrackStats stats() const = 0;
};

/// What the engine lends to a peer connection. Main loop; the callbacks may be called on any thread.
class TrackFactory {
 public:
  virtual ~TrackFactory() = default;
  /// `packet` takes each RTP packet.
  virtual Result<std::unique_ptr<TrackSender>> makeSender(const SendTrack& track, const SendIds& ids,
                                                          std::function<void(GstSample*)> packet) = 0;
  /// `requestKeyFrame` asks the remote encoder.
  virtual std::unique_ptr<TrackReceiver> makeReceiver(const RemoteTrack& track,
                                                      std::function<void()> requestKeyFrame) = 0;
};

}  // namespace rotonde::pipelines
