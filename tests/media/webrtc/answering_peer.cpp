// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/media/webrtc/answering_peer.hpp"

#include <gst/video/video.h>

namespace rotonde::test {

using pipelines::GString_;
using pipelines::Ref;

struct AnsweringPeer::Signals : std::enable_shared_from_this<Signals> {
  Runtime* runtime = nullptr;
  AnsweringPeer* peer = nullptr;

  void onMain(std::function<void(AnsweringPeer&)> fn) {
    runtime->post([self = shared_from_this(), fn = std::move(fn)] {
      if (self->peer) fn(*self->peer);
    });
  }
};

AnsweringPeer::AnsweringPeer(Runtime& runtime, Callbacks callbacks)
    : runtime_(runtime), callbacks_(std::move(callbacks)), signals_(std::make_shared<Signals>()) {
  signals_->runtime = &runtime;
  signals_->peer = this;
  pipeline_ = std::make_unique<pipelines::Pipeline>("answering", runtime);
  bin_ = pipeline_->add("webrtcbin").value();
  gst_util_set_object_arg(G_OBJECT(bin_), "bundle-policy", "max-bundle");
  gst_element_set_state(pipeline_->element(), GST_STATE_READY);
  GObject* ice = nullptr;
  g_object_get(bin_, "ice-agent", &ice, nullptr);
  gboolean added = FALSE;
  g_signal_emit_by_name(ice, "add-local-ip-address", "127.0.0.1", &added);
  g_object_unref(ice);
  const auto candidate = +[](GstElement*, guint, gchar* text, Signals* signals) noexcept {
    if (text && *text) {
      signals->onMain([line = std::string(text)](AnsweringPeer& peer) { peer.callbacks_.candidate(line); });
    }
  };
  g_signal_connect(bin_, "on-ice-candidate", G_CALLBACK(candidate), signals_.get());
}

AnsweringPeer::~AnsweringPeer() {
  signals_->peer = nullptr;
  g_signal_handlers_disconnect_by_data(bin_, signals_.get());
  pipeline_->stop();
}

namespace {

GstPromise* promise(std::function<void(const GstStructure*)> fn) {
  const auto changed = +[](GstPromise* self, gpointer data) noexcept {
    (*static_cast<std::function<void(const GstStructure*)>*>(data))(gst_promise_get_reply(self));
    gst_promise_unref(self);
  };
  return gst_promise_new_with_change_func(changed, new std::function(std::move(fn)), [](gpointer data) {
    delete static_cast<std::function<void(const GstStructure*)>*>(data);
  });
}

}  // namespace

void AnsweringPeer::offer(const std::string& sdp) {
  // The encoder's branch, on the section of the first video that the offer receives.
  GstElement* previous = nullptr;
  for (const char* factory : {"videotestsrc", "vp8enc", "rtpvp8pay", "capsfilter"}) {
    GstElement* element = pipeline_->add(factory).value();
    if (previous) gst_element_link(previous, element);
    previous = element;
    if (std::string_view(factory) == "videotestsrc") {
      g_object_set(element, "is-live", TRUE, nullptr);
    } else if (std::string_view(factory) == "vp8enc") {
      g_object_set(element, "deadline", gint64{1}, "cpu-used", 8, "keyframe-max-dist", 3000, nullptr);
      const auto source = Ref<GstPad>::adopt(gst_element_get_static_pad(element, "src"));
      const auto count = +[](GstPad*, GstPadProbeInfo* info, gpointer self) noexcept {
        if (gst_video_event_is_force_key_unit(GST_PAD_PROBE_INFO_EVENT(info))) {
          ++static_cast<AnsweringPeer*>(self)->keyFrameRequests_;
        }
        return GST_PAD_PROBE_OK;
      };
      gst_pad_add_probe(source.get(), GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, count, this, nullptr);
    } else if (std::string_view(factory) == "capsfilter") {
      const auto caps = Ref<GstCaps>::adopt(gst_caps_from_string(
          "application/x-rtp,media=video,encoding-name=VP8,clock-rate=90000,payload=96,ssrc=(uint)4242,"
          "rtcp-fb-nack-pli=(boolean)true"));
      g_object_set(element, "caps", caps.get(), nullptr);
    }
  }
  GstPad* sink = gst_element_request_pad_simple(bin_, "sink_%u");
  const auto source = Ref<GstPad>::adopt(gst_element_get_static_pad(previous, "src"));
  gst_pad_link(source.get(), sink);
  gst_object_unref(sink);
  pipeline_->play();
  GstSDPMessage* message = nullptr;
  gst_sdp_message_new_from_text(sdp.c_str(), &message);
  GstWebRTCSessionDescription* description = gst_webrtc_session_description_new(GST_WEBRTC_SDP_TYPE_OFFER, message);
  auto applied = promise(
      [signals = signals_](const GstStructure*) { signals->onMain([](AnsweringPeer& peer) { peer.answer(); }); });
  g_signal_emit_by_name(bin_, "set-remote-description", description, applied);
  gst_webrtc_session_description_free(description);
}

void AnsweringPeer::answer() {
  auto answered = promise([signals = signals_](const GstStructure* reply) {
    GstWebRTCSessionDescription* raw = nullptr;
    gst_structure_get(reply, "answer", GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &raw, nullptr);
    const std::shared_ptr<GstWebRTCSessionDescription> description(raw, gst_webrtc_session_description_free);
    signals->onMain([description](AnsweringPeer& peer) {
      g_signal_emit_by_name(peer.bin_, "set-local-description", description.get(), nullptr);
      const GString_ text(gst_sdp_message_as_text(description->sdp));
      peer.callbacks_.answer(text.get());
    });
  });
  g_signal_emit_by_name(bin_, "create-answer", nullptr, answered);
}

void AnsweringPeer::addCandidate(const std::string& candidate) {
  g_signal_emit_by_name(bin_, "add-ice-candidate", 0U, candidate.c_str());
}

}  // namespace rotonde::test
