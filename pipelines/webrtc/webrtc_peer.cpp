// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/webrtc/webrtc_peer.hpp"

#include "firmware/base/crossing.hpp"
#include "firmware/base/log.hpp"
#include "pipelines/sdp/edits.hpp"
#include "pipelines/sdp/fingerprint.hpp"
#include "pipelines/sdp/sdp.hpp"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gst/video/video.h>
#include <gst/webrtc/webrtc.h>

#include <algorithm>
#include <condition_variable>
#include <format>

namespace rotonde::pipelines {

namespace {

constexpr const char* kDomain = "webrtc";
/// Patience for retransmissions; without loss it adds no delay, since nothing behind it waits for the clock.
constexpr guint kVideoJitterBufferMs = 250;
/// Sound plays against a clock and has no retransmission: here the buffer is delay.
constexpr guint kAudioJitterBufferMs = 60;
constexpr milliseconds kCleanUpDelay{200};
constexpr std::size_t kMaxPending = 512;
/// For what webrtcbin answers within milliseconds, before it is taken down.
constexpr milliseconds kAnswerPatience{200};

Ref<GstCaps> receiveCaps(MediaKind kind) {
  if (kind == MediaKind::Audio) {
    return Ref<GstCaps>::adopt(gst_caps_from_string(
        std::format(
            "application/x-rtp,media=audio,encoding-name=OPUS,clock-rate=48000,payload={},encoding-params=(string)2,"
            "minptime=(string)10,useinbandfec=(string)1",
            kPayloadOpus)
            .c_str()));
  }
  const auto video = [](const char* name, int payload, const char* more) {
    return std::format(
        "application/x-rtp,media=video,encoding-name={},clock-rate=90000,payload={}{},"
        "rtcp-fb-nack=(boolean)true,rtcp-fb-nack-pli=(boolean)true",
        name, payload, more);
  };
  return Ref<GstCaps>::adopt(gst_caps_from_string(
      (video("VP8", kPayloadVp8, "") + ";" + video("VP9", kPayloadVp9, ",profile-id=(string)0") + ";" +
       video("H264", kPayloadH264,
             ",packetization-mode=(string)1,profile-level-id=(string)42e01f,level-asymmetry-allowed=(string)1"))
          .c_str()));
}

using PromiseCallback = std::function<void(const GstStructure* reply)>;

/// A promise whose reply reaches `fn` on webrtcbin's thread.
GstPromise* promise(PromiseCallback fn) {
  const auto changed = +[](GstPromise* self, gpointer data) noexcept {
    takeOver();
    const auto& callback = *static_cast<PromiseCallback*>(data);
    callback(gst_promise_wait(self) == GST_PROMISE_RESULT_REPLIED ? gst_promise_get_reply(self) : nullptr);
    gst_promise_unref(self);
  };
  return gst_promise_new_with_change_func(changed, new PromiseCallback(std::move(fn)),
                                          [](gpointer data) { delete static_cast<PromiseCallback*>(data); });
}

Result<void> replyError(const GstStructure* reply, const char* what) {
  if (!reply) return {};
  const GValue* value = gst_structure_get_value(reply, "error");
  if (!value) return {};
  const auto* error = static_cast<const GError*>(g_value_get_boxed(value));
  return std::unexpected(
      Error{ErrorKind::Refused, std::format("{}: {}", what, error ? error->message : "no reason given"), {}});
}

}  // namespace

/// What webrtcbin's threads may touch. Lives as long as any of its signals.
struct WebrtcPeer::Shared : std::enable_shared_from_this<Shared> {
  Executor* executor = nullptr;
  GstBin* pipeline = nullptr;  ///< Valid while streaming threads run.
  WebrtcPeer* peer = nullptr;  ///< Main loop only; nullptr after the peer's end.
  std::mutex mutex;
  std::map<std::uint32_t, MediaKind> kinds;
  std::shared_ptr<DtlsGate> gate;
  std::condition_variable answered;
  int unanswered = 0;  ///< Promises that webrtcbin holds.

  /// A promise whose reply reaches `fn` on webrtcbin's thread.
  GstPromise* promised(PromiseCallback fn) {
    {
      const std::scoped_lock lock(mutex);
      ++unanswered;
    }
    handOver();
    return promise([self = shared_from_this(), fn = std::move(fn)](const GstStructure* reply) {
      fn(reply);
      const std::scoped_lock lock(self->mutex);
      --self->unanswered;
      self->answered.notify_all();
    });
  }
  /// webrtcbin loses promises that it has not answered when it stops.
  void awaitAnswers() {
    std::unique_lock lock(mutex);
    answered.wait_for(lock, kAnswerPatience, [this] { return unanswered == 0; });
  }

  void onMain(std::function<void(WebrtcPeer&)> fn) {
    executor->post([self = shared_from_this(), fn = std::move(fn)] {
      if (self->peer) fn(*self->peer);
    });
  }
};

struct WebrtcPeer::Sending {
  SendTrack track;
  std::uint32_t ssrc = 0;
  std::unique_ptr<TrackSender> sender;
  Ref<GstElement> appsrc;
  gulong probe = 0;
};

/// One incoming SSRC: the way from webrtcbin's pad to the track's receiver, which comes when the description has named
/// the track. Shared between the main loop and the pad's streaming thread.
struct WebrtcPeer::Receiving {
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
}

namespace {

/// Connects `handler(instance, …, Shared*)` so that the closure keeps the Shared alive.
template <class Function, class Shared>
void connect(gpointer instance, const char* signal, Function* handler, const std::shared_ptr<Shared>& shared) {
  // g_signal_handlers_disconnect_by_data finds the closure by the raw pointer; the reference is held by object data.
  g_object_set_data_full(G_OBJECT(instance), "rotonde-shared", new std::shared_ptr<Shared>(shared),
                         [](gpointer data) { delete static_cast<std::shared_ptr<Shared>*>(data); });
  g_signal_connect(instance, signal, G_CALLBACK(handler), shared.get());
}

}  // namespace

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
  connect(
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
  connect(
      bin_, "on-ice-candidate",
      +[](GstElement*, guint index, gchar* text, Shared* shared) noexcept {
        takeOver();
        if (!text || *text == '\0') return;
        IceCandidate candidate{text, static_cast<int>(index)};
        shared->onMain([candidate](WebrtcPeer& peer) { peer.listener_.localCandidate(candidate); });
      },
      shared_);
  connect(
      bin_, "notify::connection-state",
      +[](GstElement*, GParamSpec*, Shared* shared) noexcept {
        takeOver();
        shared->onMain([](WebrtcPeer& peer) { peer.connectionStateChanged(); });
      },
      shared_);
  connect(
      bin_, "pad-added",
      +[](GstElement*, GstPad* pad, Shared* shared) noexcept {
        takeOver();
        if (gst_pad_get_direction(pad) == GST_PAD_SRC) padAdded(*shared, pad);
      },
      shared_);
  connect(
      bin_, "on-data-channel",
      +[](GstElement*, GstWebRTCDataChannel* channel, Shared* shared) noexcept {
        takeOver();
        shared->onMain([held = Ref<GObject>::share(G_OBJECT(channel))](WebrtcPeer& peer) {
          peer.adoptChannel(reinterpret_cast<GstWebRTCDataChannel*>(held.get()));
        });
      },
      shared_);
  rtpbin_ = Ref<GstElement>::adopt(gst_bin_get_by_name(GST_BIN(bin_), "rtpbin"));
  connect(
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
  connect(
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
  g_object_set(rtpbin_.get(), "sdes", sdes.get(), nullptr);
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

void WebrtcPeer::createChannels() {
  for (const char* label : {"_reliable", "_lossy"}) {
    const bool reliable = std::string_view(label) == "_reliable";
    const StructurePtr options(reliable ? gst_structure_new("options", "ordered", G_TYPE_BOOLEAN, TRUE, nullptr)
                                        : gst_structure_new("options", "ordered", G_TYPE_BOOLEAN, FALSE,
                                                            "max-retransmits", G_TYPE_INT, 0, nullptr));
    GstWebRTCDataChannel* channel = nullptr;
    g_signal_emit_by_name(bin_, "create-data-channel", label, options.get(), &channel);
    if (!channel) continue;
    adoptChannel(channel);
    g_object_unref(channel);
  }
}

void WebrtcPeer::adoptChannel(GstWebRTCDataChannel* channel) {
  gchar* raw = nullptr;
  g_object_get(channel, "label", &raw, nullptr);
  const GString_ label(raw);
  connect(
      channel, "on-open",
      +[](GObject* self, Shared* shared) noexcept {
        takeOver();
        gchar* rawName = nullptr;
        g_object_get(self, "label", &rawName, nullptr);
        const GString_ name(rawName);
        shared->onMain(
            [opened = std::string(name.get())](WebrtcPeer& peer) { peer.listener_.dataChannelOpened(opened); });
      },
      shared_);
  connect(
      channel, "on-message-data",
      +[](GObject* self, GBytes* data, Shared* shared) noexcept {
        takeOver();
        if (!data) return;
        gchar* rawName = nullptr;
        g_object_get(self, "label", &rawName, nullptr);
        const GString_ name(rawName);
        gsize size = 0;
        const auto* bytes = static_cast<const std::byte*>(g_bytes_get_data(data, &size));
        shared->onMain([from = std::string(name.get()), message = std::vector<std::byte>(bytes, bytes + size)](
                           WebrtcPeer& peer) { peer.listener_.dataReceived(from, message); });
      },
      shared_);
  channels_.insert_or_assign(label.get(), Ref<GObject>::share(G_OBJECT(channel)));
}

void WebrtcPeer::addReceiveSections(int audios, int videos) {
  if (!bin_) return;
  for (int i = 0; i < audios + videos; ++i) {
    const MediaKind kind = i < audios ? MediaKind::Audio : MediaKind::Video;
    GstWebRTCRTPTransceiver* transceiver = nullptr;
    g_signal_emit_by_name(bin_, "add-transceiver", GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_RECVONLY,
                          receiveCaps(kind).get(), &transceiver);
    if (!transceiver) continue;
    if (kind == MediaKind::Video) g_object_set(transceiver, "do-nack", TRUE, nullptr);
    gst_object_unref(transceiver);
  }
}

void WebrtcPeer::addSendTrack(const SendTrack& track) {
  if (!bin_) return;
  auto sending = std::make_unique<Sending>();
  sending->track = track;
  sending->ssrc = g_random_int_range(1, G_MAXINT32) * 2U;
  const auto appsrc = pipeline_->add("appsrc");
  if (!appsrc) return fail(PeerFailure::Reason::Internal, appsrc.error().message);
  sending->appsrc = Ref<GstElement>::share(*appsrc);
  auto sender = tracks_.makeSender(track, sending->ssrc, [source = sending->appsrc](GstSample* packet) {
    // Without the payloader's caps: the pad's are those of the offer.
    gst_app_src_push_buffer(GST_APP_SRC(source.get()), gst_buffer_ref(gst_sample_get_buffer(packet)));
  });
  if (!sender) {
    // The call goes on without this track: seen and heard a little less is better than not at all.
    log::error(kDomain, "the {} track cannot be sent: {}", track.codec, sender.error().message);
    gst_bin_remove(pipeline_->bin(), *appsrc);
    return;
  }
  sending->sender = std::move(*sender);
  const auto caps = sending->sender->caps();
  g_object_set(*appsrc, "format", GST_FORMAT_TIME, "is-live", TRUE, "caps", caps.get(), "max-buffers", guint64{500},
               "leaky-type", 2, nullptr);
  GstPad* sink = gst_element_request_pad_simple(bin_, "sink_%u");
  const auto source = Ref<GstPad>::adopt(gst_element_get_static_pad(*appsrc, "src"));
  GstWebRTCRTPTransceiver* transceiver = nullptr;
  g_object_set(sink, "msid", "rotonde", nullptr);
  g_object_get(sink, "transceiver", &transceiver, nullptr);
  const bool video = track.source == LocalSource::Camera;
  // An offer made before the pad has got its caps would leave the section out.
  g_object_set(transceiver, "direction", GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDONLY, "codec-preferences", caps.get(),
               nullptr);
  if (video) g_object_set(transceiver, "do-nack", TRUE, nullptr);
  gst_object_unref(transceiver);
  const auto keyFrame = +[](GstPad*, GstPadProbeInfo* info, gpointer data) noexcept {
    takeOver();
    if (gst_video_event_is_force_key_unit(GST_PAD_PROBE_INFO_EVENT(info)))
      static_cast<TrackSender*>(data)->requestKeyFrame();
    return GST_PAD_PROBE_OK;
  };
  sending->probe =
      gst_pad_add_probe(source.get(), GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, keyFrame, sending->sender.get(), nullptr);
  if (const auto linked = gst_pad_link(source.get(), sink); linked != GST_PAD_LINK_OK) {
    fail(PeerFailure::Reason::Internal, std::format("webrtcbin refuses our {} track ({})", track.codec, int(linked)));
  }
  gst_object_unref(sink);
  sending_.push_back(std::move(sending));
}

void WebrtcPeer::createOffer(std::function<void(Result<std::string>)> done) {
  if (!bin_) return;
  pipeline_->play();
  auto reply = [shared = shared_, done = std::move(done)](const GstStructure* structure) {
    GstWebRTCSessionDescription* raw = nullptr;
    if (structure) gst_structure_get(structure, "offer", GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &raw, nullptr);
    const std::shared_ptr<GstWebRTCSessionDescription> offer(raw, [](auto* description) {
      if (description) gst_webrtc_session_description_free(description);
    });
    const auto problem = replyError(structure, "webrtcbin made no offer");
    shared->executor->post([shared, offer, problem, done] {
      if (!shared->peer) return;
      WebrtcPeer& peer = *shared->peer;
      if (!offer) return done(problem ? bug("webrtcbin made no offer") : std::unexpected(problem.error()));
      const GString_ text(gst_sdp_message_as_text(offer->sdp));
      auto apply = [&peer, offer] {
        peer.setLocal(offer.get(), [&peer](const Result<void>& result) {
          if (!result) peer.fail(PeerFailure::Reason::Internal, result.error().message);
        });
      };
      if (peer.iceStarted_) {
        apply();
      } else {
        peer.applyFirstOffer_ = std::move(apply);
      }
      done(std::string(text.get()));
    });
  };
  g_signal_emit_by_name(bin_, "create-offer", nullptr, shared_->promised(std::move(reply)));
}

void WebrtcPeer::startIce(const std::vector<IceServer>& servers, bool relayOnly) {
  if (!bin_ || iceStarted_) return;
  iceStarted_ = true;
  if (relayOnly) gst_util_set_object_arg(G_OBJECT(bin_), "ice-transport-policy", "relay");
  for (const IceServer& server : servers) {
    for (const std::string& url : server.urls) {
      if (url.starts_with("stun:") && settings_.stunFromServer) {
        g_object_set(bin_, "stun-server", ("stun://" + url.substr(5)).c_str(), nullptr);
      } else if (url.starts_with("turn:")) {
        const GString_ user(g_uri_escape_string(server.username.c_str(), nullptr, FALSE));
        const GString_ password(g_uri_escape_string(server.credential.c_str(), nullptr, FALSE));
        gboolean added = FALSE;
        g_signal_emit_by_name(bin_, "add-turn-server",
                              std::format("turn://{}:{}@{}", user.get(), password.get(), url.substr(5)).c_str(),
                              &added);
        if (!added) log::warning(kDomain, "the SFU named a TURN server that cannot be used");
      }
    }
  }
  if (auto apply = std::exchange(applyFirstOffer_, nullptr)) apply();
}

void WebrtcPeer::setLocal(GstWebRTCSessionDescription* offer, std::function<void(Result<void>)> done) {
  auto reply = [shared = shared_, done = std::move(done)](const GstStructure* structure) {
    const auto result = replyError(structure, "webrtcbin refuses its own offer");
    shared->executor->post([shared, result, done] {
      if (shared->peer) done(result);
    });
  };
  g_signal_emit_by_name(bin_, "set-local-description", offer, shared_->promised(std::move(reply)));
}

void WebrtcPeer::applyAnswer(const std::string& sdp, std::function<void(Result<void>)> done) {
  if (!bin_ || failed_) return;
  auto remote = parseSdp(sdp);
  if (!remote) return done(std::unexpected(remote.error()));
  const auto fingerprint = promisedFingerprint(*remote);
  if (!fingerprint) {
    fail(PeerFailure::Reason::MissingFingerprint, fingerprint.error().message);
    return done(std::unexpected(fingerprint.error()));
  }
  if (!gate_->expect(*fingerprint)) {
    const std::string message = "the SFU changed its certificate during the connection";
    fail(PeerFailure::Reason::WrongFingerprint, message);
    return done(refused(message));
  }
  removeFirFeedback(*remote);
  const std::string cleaned = writeSdp(*remote);
  GstSDPMessage* message = nullptr;
  if (gst_sdp_message_new_from_text(cleaned.c_str(), &message) != GST_SDP_OK) {
    return done(refused("the SFU's answer is no session description"));
  }
  GstWebRTCSessionDescription* description = gst_webrtc_session_description_new(GST_WEBRTC_SDP_TYPE_ANSWER, message);
  auto reply = [shared = shared_, done = std::move(done)](const GstStructure* structure) {
    const auto result = replyError(structure, "webrtcbin refuses the SFU's answer");
    shared->executor->post([shared, result, done] {
      if (shared->peer) done(result);
    });
  };
  g_signal_emit_by_name(bin_, "set-remote-description", description, shared_->promised(std::move(reply)));
  gst_webrtc_session_description_free(description);
}

void WebrtcPeer::addRemoteCandidate(const IceCandidate& candidate) {
  if (!bin_) return;
  g_signal_emit_by_name(bin_, "add-ice-candidate", static_cast<guint>(std::max(candidate.sectionIndex, 0)),
                        candidate.candidate.c_str());
}

/// Streaming thread: the pad must be linked before this returns.
void WebrtcPeer::padAdded(Shared& shared, GstPad* pad) {
  const auto caps = Ref<GstCaps>::adopt(gst_pad_get_current_caps(pad));
  auto receiving = std::make_shared<Receiving>();
  if (caps) gst_structure_get_uint(gst_caps_get_structure(caps.get(), 0), "ssrc", &receiving->ssrc);
  receiving->pad = Ref<GstPad>::share(pad);
  receiving->appsink = Ref<GstElement>::sink(gst_element_factory_make("appsink", nullptr));
  g_object_set(receiving->appsink.get(), "sync", FALSE, "async", FALSE, "enable-last-sample", FALSE, nullptr);
  GstAppSinkCallbacks callbacks{};
  callbacks.new_sample = [](GstAppSink* sink, gpointer data) noexcept {
    takeOver();
    const auto sample = Ref<GstSample>::adopt(gst_app_sink_pull_sample(sink));
    if (!sample) return GST_FLOW_OK;
    (*static_cast<std::shared_ptr<Receiving>*>(data))->take(sample.get());
    return GST_FLOW_OK;
  };
  gst_app_sink_set_callbacks(GST_APP_SINK(receiving->appsink.get()), &callbacks,
                             new std::shared_ptr<Receiving>(receiving),
                             [](gpointer data) { delete static_cast<std::shared_ptr<Receiving>*>(data); });
  gst_bin_add(shared.pipeline, receiving->appsink.get());
  const auto sink = Ref<GstPad>::adopt(gst_element_get_static_pad(receiving->appsink.get(), "sink"));
  gst_element_sync_state_with_parent(receiving->appsink.get());
  gst_pad_link(pad, sink.get());
  shared.onMain([receiving](WebrtcPeer& peer) {
    peer.receiving_.insert_or_assign(receiving->ssrc, receiving);
    peer.routeAnnounced();
  });
}

void WebrtcPeer::setRemoteTracks(const std::vector<RemoteTrack>& tracks) {
  for (const RemoteTrack& old : remoteTracks_) {
    if (std::ranges::find(tracks, old.ssrc, &RemoteTrack::ssrc) != tracks.end()) continue;
    cleanUps_.push_back(runtime_.after(kCleanUpDelay, [this, ssrc = old.ssrc] { cleanUp(ssrc); }));
  }
  remoteTracks_ = tracks;
  {
    const std::scoped_lock lock(shared_->mutex);
    for (const RemoteTrack& track : tracks) shared_->kinds.insert_or_assign(track.ssrc, track.kind);
  }
  routeAnnounced();
}

void WebrtcPeer::routeAnnounced() {
  for (const RemoteTrack& track : remoteTracks_) {
    const auto found = receiving_.find(track.ssrc);
    if (found == receiving_.end() || found->second->sid == track.sid) continue;
    const auto& receiving = found->second;
    receiving->sid = track.sid;
    auto receiver = tracks_.makeReceiver(track, [shared = shared_, pad = receiving->pad] {
      // From whatever thread noticed: the event goes up from the main loop.
      shared->executor->post([shared, pad] {
        if (!shared->peer) return;
        gst_pad_send_event(pad.get(), gst_video_event_new_upstream_force_key_unit(GST_CLOCK_TIME_NONE, TRUE, 0));
      });
    });
    receiving->setReceiver(std::move(receiver));
  }
}

/// The SFU stopped this SSRC. webrtcbin would keep its pad, jitter buffer and threads for ever.
void WebrtcPeer::cleanUp(std::uint32_t ssrc) {
  if (std::ranges::find(remoteTracks_, ssrc, &RemoteTrack::ssrc) != remoteTracks_.end()) return;
  {
    const std::scoped_lock lock(shared_->mutex);
    shared_->kinds.erase(ssrc);
  }
  const auto node = receiving_.extract(ssrc);
  if (node.empty()) return;
  const auto& receiving = node.mapped();
  g_signal_emit_by_name(rtpbin_.get(), "clear-ssrc", 0U, ssrc);
  const auto sink = Ref<GstPad>::adopt(gst_element_get_static_pad(receiving->appsink.get(), "sink"));
  gst_pad_unlink(receiving->pad.get(), sink.get());
  gst_element_set_state(receiving->appsink.get(), GST_STATE_NULL);
  gst_bin_remove(pipeline_->bin(), receiving->appsink.get());
  gst_element_remove_pad(bin_, receiving->pad.get());
  receiving->release();
}

void WebrtcPeer::sendData(const std::string& label, std::span<const std::byte> message) {
  const auto found = channels_.find(label);
  if (found == channels_.end()) return;
  GstWebRTCDataChannelState state = GST_WEBRTC_DATA_CHANNEL_STATE_CLOSED;
  g_object_get(found->second.get(), "ready-state", &state, nullptr);
  if (state != GST_WEBRTC_DATA_CHANNEL_STATE_OPEN) return;
  GBytes* bytes = g_bytes_new(message.data(), message.size());
  g_signal_emit_by_name(found->second.get(), "send-data", bytes);
  g_bytes_unref(bytes);
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

void WebrtcPeer::activateSenders() {
  for (const auto& sending : sending_) sending->sender->setActive(true);
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
  for (const auto& sending : sending_) all.push_back(sending->sender->stats());
  for (const auto& [ssrc, receiving] : receiving_) {
    const std::scoped_lock lock(receiving->mutex);
    if (receiving->receiver) all.push_back(receiving->receiver->stats());
  }
  return all;
}

namespace {

struct WarmUp {
  std::unique_ptr<Pipeline> pipeline;
  std::function<void()> done;
};

}  // namespace

Handle warmUpWebrtc(Runtime& runtime, std::function<void()> done) {
  auto warmUp = std::make_shared<WarmUp>();
  warmUp->done = std::move(done);
  warmUp->pipeline = std::make_unique<Pipeline>("warm-up", runtime);
  const auto end = [warmUp] {
    warmUp->pipeline.reset();
    if (const auto told = std::exchange(warmUp->done, nullptr)) told();
  };
  Handle handle([warmUp] {
    warmUp->done = nullptr;
    warmUp->pipeline.reset();  // Its threads end here, so nothing is posted later.
  });
  const auto bin = warmUp->pipeline->add("webrtcbin");
  if (!bin) {
    runtime.post(end);
    return handle;
  }
  gst_element_set_state(warmUp->pipeline->element(), GST_STATE_READY);
  GstWebRTCDataChannel* channel = nullptr;
  g_signal_emit_by_name(*bin, "create-data-channel", "warm-up", nullptr, &channel);
  if (channel) g_object_unref(channel);
  warmUp->pipeline->play();
  g_signal_emit_by_name(*bin, "create-offer", nullptr,
                        promise([&runtime, end](const GstStructure*) { runtime.post(end); }));
  return handle;
}

}  // namespace rotonde::pipelines
