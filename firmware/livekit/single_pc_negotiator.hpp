// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/runtime.hpp"
#include "firmware/livekit/negotiator.hpp"
#include "pipelines/sdp/sdp.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rotonde::livekit {

/// Negotiation with one peer connection (`/rtc/v1`): we are always the offerer, with one offer outstanding. The first
/// offer has three audio and three video sections to receive in, then our tracks in their order: the SFU keeps the
/// codecs of the first section of each kind for the whole connection.
class SinglePcNegotiator : public Negotiator, private pipelines::PeerConnection::Listener {
 public:
  struct Plan {
    pipelines::PeerSettings peer;
    std::vector<pipelines::SendTrack> tracks;
    milliseconds answerTimeout{15'000};
  };

  SinglePcNegotiator(Runtime& runtime, pipelines::PeerFactory& peers, Plan plan, Negotiator::Listener& listener);

  void start() override;
  void joined(const wire::JoinResponse& response) override;
  void handle(const wire::SignalResponse& response) override;
  void addTrack(const pipelines::SendTrack& track) override;
  void removeTrack(const std::string& cid) override;
  void setWantedLayers(const std::string& cid, const std::vector<std::string>& rids) override;
  void sendData(const std::string& label, std::span<const std::byte> message) override;
  std::vector<pipelines::TrackStats> stats() const override;

 private:
  enum class Phase { Stable, Creating, AwaitingAnswer, Applying };

  void localCandidate(const pipelines::IceCandidate& candidate) override;
  void peerConnected() override;
  void peerFailed(const pipelines::PeerFailure& failure) override;
  void dataChannelOpened(const std::string& label) override;
  void dataReceived(const std::string& label, std::span<const std::byte> message) override;

  void send(const pipelines::SendTrack& track);
  void offer();
  void offerCreated(const std::string& text);
  Result<std::string> edited(const std::string& offer) const;
  void watchAnswer();
  void answered(const wire::SessionDescription& answer);
  void answerApplied(const wire::SessionDescription& answer, const pipelines::Sdp& sdp);
  void remoteCandidate(const wire::TrickleRequest& trickle);
  void growSections(const wire::MediaSectionsRequirement& required);
  void sendCandidate(const pipelines::IceCandidate& candidate);

  // given
  Runtime& runtime_;
  pipelines::PeerFactory& peers_;
  const Plan plan_;
  Negotiator::Listener& listener_;
  // owned
  Phase phase_ = Phase::Stable;
  bool offerAgain_ = false;
  bool joined_ = false;
  bool hasRemoteDescription_ = false;
  int sections_ = 0;
  std::map<std::string, std::string> mids_;  ///< Of our tracks' sections, by cid.
  std::uint32_t lastOfferId_ = 0;
  std::vector<pipelines::IceCandidate> localCandidates_;   ///< Until joined.
  std::vector<pipelines::IceCandidate> remoteCandidates_;  ///< Until the first answer is applied.
  Handle answerTimer_;
  std::unique_ptr<pipelines::PeerConnection> peer_;
};

}  // namespace rotonde::livekit
