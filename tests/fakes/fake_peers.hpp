// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "pipelines/api/peer_connection.hpp"

#include <format>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace rotonde::test {

/// A media engine without media: writes offers as webrtcbin does and keeps what it is told.
class FakePeers : public pipelines::PeerFactory {
 public:
  struct Peer {
    pipelines::PeerSettings settings;
    std::vector<std::string> sections;  ///< "recv audio", "send video cam-1"
    std::vector<std::string> answers;
    std::vector<pipelines::IceCandidate> candidates;
    std::vector<std::vector<pipelines::RemoteTrack>> remoteTracks;
    std::vector<std::pair<std::string, std::vector<std::string>>> wantedLayers;  ///< cid and rids, as they came.
    std::vector<std::pair<std::string, pipelines::SendLayer>> changedLayers;     ///< cid and layer.
    int offers = 0;
    std::vector<pipelines::IceServer> iceServers;
    bool relayOnly = false;
    bool iceStarted = false;
    bool alive = true;
    bool candidatesBeforeAnswer = false;
    pipelines::PeerConnection::Listener* listener = nullptr;
    std::function<void(Result<std::string>)> offerDone;  ///< Held when `holdOffers`.
    std::function<void(Result<void>)> answerDone;        ///< Held when `holdAnswers`.
  };

  std::unique_ptr<pipelines::PeerConnection> createPeer(const pipelines::PeerSettings& settings,
                                                        pipelines::PeerConnection::Listener& listener) override {
    auto peer = std::make_shared<Peer>();
    peer->settings = settings;
    peer->listener = &listener;
    mostAlive = std::max(mostAlive, alive() + 1);
    peers.push_back(peer);
    return std::make_unique<Connection>(*this, peer);
  }
  std::vector<std::string> sendCodecs() const override { return codecs; }

  Peer& last() { return *peers.back(); }
  int alive() const {
    int count = 0;
    for (const auto& peer : peers) count += peer->alive ? 1 : 0;
    return count;
  }

  bool holdOffers = false;
  bool holdAnswers = false;
  int mostAlive = 0;
  std::vector<std::string> codecs{"vp8"};
  // Shared by the test and the connection that the code under test owns.
  std::vector<std::shared_ptr<Peer>> peers;

 private:
  class Connection : public pipelines::PeerConnection {
   public:
    Connection(FakePeers& engine, std::shared_ptr<Peer> peer) : engine_(engine), peer_(std::move(peer)) {}
    ~Connection() override { peer_->alive = false; }

    void addReceiveSections(int audios, int videos) override {
      for (int i = 0; i < audios; ++i) peer_->sections.emplace_back("recv audio");
      for (int i = 0; i < videos; ++i) peer_->sections.emplace_back("recv video");
    }
    std::string addSendTrack(const pipelines::SendTrack& track) override {
      const bool video = kindOf(track.source) == pipelines::MediaKind::Video;
      peer_->sections.push_back(std::format("send {} {}", video ? "video" : "audio", track.cid));
      return std::format("{}{}", video ? "video" : "audio", peer_->sections.size() - 1);
    }
    void removeSendTrack(const std::string& cid) override {
      for (std::string& section : peer_->sections) {
        if (section.starts_with("send") && section.ends_with(" " + cid)) section.replace(0, 4, "idle");
      }
    }
    void setWantedLayers(const std::string& cid, const std::vector<std::string>& rids) override {
      peer_->wantedLayers.emplace_back(cid, rids);
    }
    void setLayer(const std::string& cid, const pipelines::SendLayer& layer) override {
      peer_->changedLayers.emplace_back(cid, layer);
    }
    void createOffer(std::function<void(Result<std::string>)> done) override {
      ++peer_->offers;
      if (engine_.holdOffers) {
        peer_->offerDone = std::move(done);
      } else {
        done(offerText(*peer_));
      }
    }
    void startIce(const std::vector<pipelines::IceServer>& servers, bool relayOnly) override {
      peer_->iceServers = servers;
      peer_->relayOnly = relayOnly;
      peer_->iceStarted = true;
    }
    void applyAnswer(const std::string& sdp, std::function<void(Result<void>)> done) override {
      peer_->answers.push_back(sdp);
      if (engine_.holdAnswers) {
        peer_->answerDone = std::move(done);
      } else {
        done({});
      }
    }
    void addRemoteCandidate(const pipelines::IceCandidate& candidate) override {
      if (peer_->answers.empty()) peer_->candidatesBeforeAnswer = true;
      peer_->candidates.push_back(candidate);
    }
    void setRemoteTracks(const std::vector<pipelines::RemoteTrack>& tracks) override {
      peer_->remoteTracks.push_back(tracks);
    }
    void sendData(const std::string& /*label*/, std::span<const std::byte> /*message*/) override {}
    std::vector<pipelines::TrackStats> stats() const override { return {}; }

   private:
    FakePeers& engine_;
    std::shared_ptr<Peer> peer_;
  };

 public:
  static std::string offerText(const Peer& peer) {
    std::string text = "v=0\r\no=- 1 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=ice-options:trickle\r\n";
    for (std::size_t i = 0; i < peer.sections.size(); ++i) {
      const std::string& section = peer.sections[i];
      const bool video = section.contains("video");
      const bool sends = section.starts_with("send");
      text +=
          std::format("m={} {} UDP/TLS/RTP/SAVPF {}\r\n", video ? "video" : "audio", i == 0 ? 9 : 0, video ? 96 : 111);
      if (i > 0) text += "a=bundle-only\r\n";
      text += std::format("a=mid:{}{}\r\na={}\r\n", video ? "video" : "audio", i,
                          sends                         ? "sendonly"
                          : section.starts_with("idle") ? "inactive"
                                                        : "recvonly");
      if (sends) text += std::format("a=ssrc:{} msid:appliance webrtctransceiver{}\r\n", 1000 + i, i);
    }
    text += "m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\na=bundle-only\r\na=mid:application\r\n";
    return text;
  }
};

}  // namespace rotonde::test
