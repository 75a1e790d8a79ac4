// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/runtime.hpp"
#include "pipelines/api/peer_connection.hpp"
#include "pipelines/gst/pipeline.hpp"
#include "pipelines/webrtc/dtls_gate.hpp"
#include "pipelines/webrtc/tracks.hpp"

#include <gst/webrtc/webrtc.h>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace rotonde::pipelines {

/// PeerConnection over webrtcbin 1.26 with the guards that it needs (docs/livekit.md): the DTLS gate, `ccm fir`
/// stripped from remote descriptions, inner clocksync off, UPnP off, streams of vanished SSRCs cleaned up once, one
/// broken track without effect on the others. Its pipeline carries RTP only: encoders feed it by appsrc, decoders are
/// fed by appsink, each in a pipeline of its own.
///
/// Main loop. webrtcbin's own threads reach it through `Shared` and Executor::post only.
class WebrtcPeer : public PeerConnection {
 public:
  WebrtcPeer(Runtime& runtime, TrackFactory& tracks, const PeerSettings& settings, Listener& listener);
  ~WebrtcPeer() override;

  void addReceiveSections(int audios, int videos) override;
  std::string addSendTrack(const SendTrack& track) override;
  void removeSendTrack(const std::string& cid) override;
  void setWantedLayers(const std::string& cid, const std::vector<std::string>& rids) override;
  void setLayer(const std::string& cid, const SendLayer& layer) override;
  void createOffer(std::function<void(Result<std::string>)> done) override;
  void startIce(const std::vector<IceServer>& servers, bool relayOnly) override;
  void applyAnswer(const std::string& sdp, std::function<void(Result<void>)> done) override;
  void addRemoteCandidate(const IceCandidate& candidate) override;
  void setRemoteTracks(const std::vector<RemoteTrack>& tracks) override;
  void sendData(const std::string& label, std::span<const std::byte> message) override;
  std::vector<TrackStats> stats() const override;

  /// For tests: what the gate saw.
  DtlsGate::Counters gateCounters() const { return gate_->counters(); }

 private:
  struct Shared;
  struct Sending;
  struct Receiving;

  void buildBin();
  void configureIce();
  void createChannels();
  void adoptChannel(GstWebRTCDataChannel* channel);
  void setLocal(GstWebRTCSessionDescription* offer, std::function<void(Result<void>)> done);
  static void padAdded(Shared& shared, GstPad* pad);
  void routeAnnounced();
  void cleanUp(std::uint32_t ssrc);
  bool startSending(Sending& sending, const SendTrack& track);
  void linkSending(Sending& sending);
  Sending* sendingOf(const std::string& cid);
  void sendingOffered();
  void sendingAgreed();
  void activateSenders();
  void connectionStateChanged();
  void fail(PeerFailure::Reason reason, std::string message);

  Runtime& runtime_;
  TrackFactory& tracks_;
  Listener& listener_;
  PeerSettings settings_;
  std::shared_ptr<Shared> shared_;
  std::shared_ptr<DtlsGate> gate_;
  std::unique_ptr<Pipeline> pipeline_;
  GstElement* bin_ = nullptr;  ///< Owned by the pipeline.
  Ref<GstElement> rtpbin_;
  std::vector<std::unique_ptr<Sending>> sending_;
  std::map<std::uint32_t, std::shared_ptr<Receiving>> receiving_;  ///< By SSRC.
  std::vector<RemoteTrack> remoteTracks_;
  std::map<std::string, Ref<GObject>> channels_;
  std::vector<Handle> cleanUps_;
  std::function<void()> applyFirstOffer_;
  bool iceStarted_ = false;
  bool connected_ = false;
  bool failed_ = false;
};

}  // namespace rotonde::pipelines
