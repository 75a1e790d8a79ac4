// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/webrtc/webrtc_peer.hpp"

#include "firmware/base/crossing.hpp"
#include "pipelines/webrtc/peer_receiving.hpp"
#include "pipelines/webrtc/peer_sending.hpp"
#include "pipelines/webrtc/peer_shared.hpp"

#include <gst/webrtc/webrtc.h>

#include <algorithm>
#include <format>
#include <iterator>
#include <string_view>

namespace rotonde::pipelines {

namespace {

/// Patience for retransmissions; without loss it adds no delay, since nothing behind it waits for the clock.
constexpr guint kVideoJitterBufferMs = 250;
/// Sound plays against a clock and has no retransmission: here the buffer is delay.
constexpr guint kAudioJitterBufferMs = 60;

}  // namespace

WebrtcPeer::WebrtcPeer(Runtime& runtime, TrackFactory& tracks, const PeerSettings& settings, Listener& listener)
    : runtime_(runtime),
      tracks_(tracks),
      listener_(listener),
      settings_(settings),
      shared_(std::make_shared<Shared>()) {
  shared_->executor = &runtime;
  shared_->peer = this;
  gate_ = DtlsGate::create(settings.largestCertificate,
                           [weak = std::weak_ptr(shared_)](DtlsGate::State state, const std::string& detail) {
                             const auto shared = weak.lock();
                             if (!shared) return;
                             shared->onMain([state, detail](WebrtcPeer& peer) {
                               if (state == DtlsGate::State::Refused) {
                                 peer.fail(PeerFailure::Reason::WrongFingerprint, detail);
                               } else {
                                 peer.connectionStateChanged();
                               }
                             });
                           });
  shared_->gate = gate_;
  pipeline_ = std::make_unique<Pipeline>("peer", runtime);
  shared_->pipeline = pipeline_->bin();
  pipeline_->onError([this](const Pipeline::Message& message) {
    // The SCTP association dies first whenever the server ends a session: its leave message decides, not this.
    if (message.element.starts_with("sctpenc") || message.element.starts_with("sctpdec")) return;
    fail(message.element.starts_with("nice") || message.element.starts_with("dtls") ? PeerFailure::Reason::TransportLost
                                                                                    : PeerFailure::Reason::Internal,
         std::format("{}: {}", message.element, message.text));
  });
  buildBin();
}

WebrtcPeer::~WebrtcPeer() {
  shared_->peer = nullptr;
  cleanUps_.clear();
  for (const auto& [label, channel] : channels_) g_signal_handlers_disconnect_by_data(channel.get(), shared_.get());
  if (bin_) g_signal_handlers_disconnect_by_data(bin_, shared_.get());
  shared_->awaitAnswers();
  // First the streaming threads, then what they use: senders hear key frame requests, receivers take packets.
  pipeline_->stop();
  for (const auto& [ssrc, receiving] : receiving_) receiving->release();
  for (const auto& receiving : shared_->arrived) receiving->release();
}

void WebrtcPeer::buildBin() {
  const auto made = pipeline_->add("webrtcbin", "webrtc");
  if (!made) {
    shared_->onMain(
        [message = made.error().message](WebrtcPeer& peer) { peer.fail(PeerFailure::Reason::Internal, message); });
    return;
  }
  bin_ = *made;
  gst_util_set_object_arg(G_OBJECT(bin_), "bundle-policy", "max-bundle");
  g_object_set(bin_, "latency", kVideoJitterBufferMs, nullptr);
  connectShared(
      bin_, "deep-element-added",
      +[](GstBin*, GstBin*, GstElement* element, Shared* shared) noexcept {
        takeOver();
        const GstElementFactory* factory = gst_element_get_factory(element);
        // Each packet of a send pad would wait for the clock there, and hold up its neighbours.
        if (factory && std::string_view(GST_OBJECT_NAME(factory)) == "clocksync") {
          g_object_set(element, "sync", FALSE, nullptr);
        }
        shared->gate->watch(element);
      },
      shared_);
  connectShared(
      bin_, "on-ice-candidate",
      +[](GstElement*, guint index, gchar* text, Shared* shared) noexcept {
        takeOver();
        if (!text || *text == '\0') return;
        IceCandidate candidate{text, static_cast<int>(index)};
        shared->onMain([candidate](WebrtcPeer& peer) { peer.listener_.localCandidate(candidate); });
      },
      shared_);
  connectShared(
      bin_, "notify::connection-state",
      +[](GstElement*, GParamSpec*, Shared* shared) noexcept {
        takeOver();
        shared->onMain([](WebrtcPeer& peer) { peer.connectionStateChanged(); });
      },
      shared_);
  connectShared(
      bin_, "pad-added",
      +[](GstElement*, GstPad* pad, Shared* shared) noexcept {
        takeOver();
        if (gst_pad_get_direction(pad) == GST_PAD_SRC) padAdded(*shared, pad);
      },
      shared_);
  connectShared(
      bin_, "on-data-channel",
      +[](GstElement*, GstWebRTCDataChannel* channel, Shared* shared) noexcept {
        takeOver();
        shared->onMain([held = Ref<GObject>::share(G_OBJECT(channel))](WebrtcPeer& peer) {
          peer.adoptChannel(reinterpret_cast<GstWebRTCDataChannel*>(held.get()));
        });
      },
      shared_);
  rtpbin_ = Ref<GstElement>::adopt(gst_bin_get_by_name(GST_BIN(bin_), "rtpbin"));
  connectShared(
      rtpbin_.get(), "new-jitterbuffer",
      +[](GstElement*, GstElement* buffer, guint, guint ssrc, Shared* shared) noexcept {
        takeOver();
        g_object_set(buffer, "faststart-min-packets", 1U, nullptr);
        const std::scoped_lock lock(shared->mutex);
        const auto kind = shared->kinds.find(ssrc);
        if (kind != shared->kinds.end() && kind->second == MediaKind::Audio) {
          g_object_set(buffer, "latency", kAudioJitterBufferMs, nullptr);
        }
      },
      shared_);
  // A late packet on a section that became inactive would send EOS back to nicesrc and end the whole connection.
  connectShared(
      rtpbin_.get(), "pad-added",
      +[](GstElement*, GstPad* pad, Shared*) noexcept {
        takeOver();
        if (!g_str_has_prefix(GST_PAD_NAME(pad), "recv_rtp_src_")) return;
        const auto drop = +[](GstPad* self, GstPadProbeInfo*, gpointer) noexcept {
          takeOver();
          const auto peer = Ref<GstPad>::adopt(gst_pad_get_peer(self));
          return peer && GST_PAD_IS_EOS(peer.get()) ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
        };
        gst_pad_add_probe(pad, GstPadProbeType(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST), drop,
                          nullptr, nullptr);
      },
      shared_);
  gst_element_set_state(pipeline_->element(), GST_STATE_READY);
  const StructurePtr sdes(
      gst_structure_new("application/x-rtp-source-sdes", "cname", G_TYPE_STRING, "rotonde", nullptr));
  // Sender reports tell the time of capture: the time of sending waits for a latency that nobody sets here, and then
  // there are no reports, without which the SFU moves nobody between layers and nobody puts lips and voice together.
  g_object_set(rtpbin_.get(), "sdes", sdes.get(), "rtcp-sync-send-time", FALSE, nullptr);
  configureIce();
  createChannels();
}

void WebrtcPeer::configureIce() {
  GstWebRTCICE* rawIce = nullptr;
  g_object_get(bin_, "ice-agent", &rawIce, nullptr);
  const auto ice = Ref<GObject>::adopt(G_OBJECT(rawIce));
  GObject* rawAgent = nullptr;
  g_object_get(ice.get(), "agent", &rawAgent, nullptr);
  const auto agent = Ref<GObject>::adopt(rawAgent);
  // UPnP would search the customer's network; pacing at 20 ms costs 40 ms of every join.
  g_object_set(agent.get(), "upnp", FALSE, "stun-pacing-timer", 5U, nullptr);
  if (settings_.loopbackOnly) {
    gboolean added = FALSE;
    g_signal_emit_by_name(ice.get(), "add-local-ip-address", "127.0.0.1", &added);
  }
}

void WebrtcPeer::connectionStateChanged() {
  if (failed_ || !bin_) return;
  GstWebRTCPeerConnectionState state = GST_WEBRTC_PEER_CONNECTION_STATE_NEW;
  g_object_get(bin_, "connection-state", &state, nullptr);
  // webrtcbin says CONNECTED even when the gate refused.
  if (state == GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTED && gate_->state() == DtlsGate::State::Open && !connected_) {
    connected_ = true;
    activateSenders();
    listener_.peerConnected();
  } else if (state == GST_WEBRTC_PEER_CONNECTION_STATE_FAILED) {
    fail(PeerFailure::Reason::TransportLost, "the media connection to the SFU broke (ICE or DTLS)");
  }
}

void WebrtcPeer::fail(PeerFailure::Reason reason, std::string message) {
  if (failed_) return;
  failed_ = true;
  // Later, so that the listener may destroy us without a caller on our stack.
  shared_->onMain(
      [failure = PeerFailure{reason, std::move(message)}](WebrtcPeer& peer) { peer.listener_.peerFailed(failure); });
}

std::vector<TrackStats> WebrtcPeer::stats() const {
  std::vector<TrackStats> all;
  all.reserve(sending_.size() + receiving_.size());
  for (const auto& sending : sending_) {
    if (sending->sender) std::ranges::move(sending->sender->stats(), std::back_inserter(all));
  }
  for (const auto& [ssrc, receiving] : receiving_) {
    const std::scoped_lock lock(receiving->mutex);
    if (receiving->receiver) all.push_back(receiving->receiver->stats());
  }
  return all;
}

}  // namespace rotonde::pipelines
