// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"
#include "firmware/livekit/wire.hpp"
#include "pipelines/api/peer_connection.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace rotonde::livekit {

/// Owns the peer connections of one session and their offer/answer exchange with the SFU. SinglePcNegotiator is the
/// form with one connection, on which we always offer; a form with two can stand beside it. Main loop.
class Negotiator {
 public:
  /// None of these may destroy the negotiator.
  class Listener {
   public:
    virtual ~Listener() = default;
    /// Once, after start(): the offer that belongs into the JoinRequest.
    virtual void firstOfferReady(const wire::SessionDescription& offer) = 0;
    virtual void negotiatorSends(const wire::SignalRequest& request) = 0;
    /// Media flows in the form's primary connection.
    virtual void mediaConnected() = 0;
    virtual void mediaFailed(const pipelines::PeerFailure& failure) = 0;
    /// The exchange itself failed (answer late or unusable); a new session is the cure.
    virtual void negotiationFailed(const Error& error) = 0;
    virtual void dataReceived(const std::string& label, std::span<const std::byte> message) = 0;
  };

  virtual ~Negotiator() = default;
  virtual void start() = 0;
  /// The SFU knows us: queued candidates may go out.
  virtual void joined(const wire::JoinResponse& response) = 0;
  /// Takes answers, offers, candidates and section requirements; ignores all other messages.
  virtual void handle(const wire::SignalResponse& response) = 0;
  /// Offers one more track of ours; its AddTrackRequest is the caller's.
  virtual void addTrack(const pipelines::SendTrack& track) = 0;
  /// Ends a track of ours and offers its section inactive, by which the server notices.
  virtual void removeTrack(const std::string& cid) = 0;
  /// As PeerConnection's, on the connection that sends our tracks.
  virtual void setWantedLayers(const std::string& cid, const std::vector<std::string>& rids) = 0;
  virtual void sendData(const std::string& label, std::span<const std::byte> message) = 0;
  virtual std::vector<pipelines::TrackStats> stats() const = 0;
};

}  // namespace rotonde::livekit
