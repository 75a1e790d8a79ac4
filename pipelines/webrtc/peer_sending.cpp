// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/webrtc/peer_sending.hpp"

#include "firmware/base/crossing.hpp"
#include "firmware/base/log.hpp"

#include <gst/app/gstappsrc.h>
#include <gst/video/video.h>
#include <gst/webrtc/webrtc.h>

#include <algorithm>
#include <cstdint>
#include <format>
#include <utility>
#include <vector>

namespace rotonde::pipelines {

namespace {

/// RTP sources of our own, one for each layer; sound has one too. A new track has new ones, since the encryption goes
/// on from an SSRC's last sequence number (RFC 3711 §3.3.1).
std::vector<std::uint32_t> newSsrcs(const SendTrack& track) {
  std::vector<std::uint32_t> ssrcs;
  while (ssrcs.size() < std::max<std::size_t>(track.layers.size(), 1)) {
    const auto ssrc = static_cast<std::uint32_t>(g_random_int_range(1, G_MAXINT32)) * 2U;
    if (!std::ranges::contains(ssrcs, ssrc)) ssrcs.push_back(ssrc);
  }
  return ssrcs;
}

/// webrtcbin sends a request for an SSRC that the pad's caps do not name to all its pads.
GstPadProbeReturn onUpstreamEvent(GstPad*, GstPadProbeInfo* info, gpointer data) noexcept {
  takeOver();
  GstEvent* event = GST_PAD_PROBE_INFO_EVENT(info);
  guint ssrc = 0;
  if (!gst_video_event_is_force_key_unit(event) ||
      !gst_structure_get_uint(gst_event_get_structure(event), "ssrc", &ssrc)) {
    return GST_PAD_PROBE_OK;
  }
  KeyFrameTarget& target = **static_cast<std::shared_ptr<KeyFrameTarget>*>(data);
  const std::scoped_lock lock(target.mutex);
  if (target.sender) target.sender->requestKeyFrame(ssrc);
  return GST_PAD_PROBE_OK;
}

/// Whether a section that described `before` describes `after` as well: layers are named by their rids, a track
/// without layers by its SSRC.
bool sameSection(const SendTrack& before, const SendTrack& after) {
  return kindOf(before.source) == kindOf(after.source) && before.codec == after.codec && after.layers.size() > 1 &&
         std::ranges::equal(before.layers, after.layers, {}, &SendLayer::rid, &SendLayer::rid);
}

}  // namespace

std::string WebrtcPeer::addSendTrack(const SendTrack& track) {
  if (!bin_) return {};
  const auto idle = std::ranges::find_if(sending_, [&track](const auto& sending) {
    return !sending->sender && sending->stage == Sending::Stage::Agreed && sameSection(sending->track, track);
  });
  if (idle != sending_.end()) {
    if (!startSending(**idle, track)) return {};
    g_object_set((*idle)->transceiver.get(), "direction", GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDONLY, nullptr);
    return (*idle)->mid;
  }
  const auto appsrc = pipeline_->add("appsrc");
  if (!appsrc) {
    fail(PeerFailure::Reason::Internal, appsrc.error().message);
    return {};
  }
  auto sending = std::make_unique<Sending>();
  sending->mid = std::format("send{}", sending_.size());
  sending->appsrc = Ref<GstElement>::share(*appsrc);
  if (!startSending(*sending, track)) {
    gst_bin_remove(pipeline_->bin(), *appsrc);
    return {};
  }
  linkSending(*sending);
  sending_.push_back(std::move(sending));
  return sending_.back()->mid;
}

bool WebrtcPeer::startSending(Sending& sending, const SendTrack& track) {
  auto sender = tracks_.makeSender(
      track, {.mid = sending.mid, .ssrcs = newSsrcs(track)}, [source = sending.appsrc](GstSample* packet) {
        // Without the payloader's caps: the pad's are those of the offer.
        gst_app_src_push_buffer(GST_APP_SRC(source.get()), gst_buffer_ref(gst_sample_get_buffer(packet)));
      });
  if (!sender) {
    // The call goes on without this track: seen and heard a little less is better than not at all.
    log::error("webrtc", "the {} track cannot be sent: {}", track.codec, sender.error().message);
    return false;
  }
  sending.stage = Sending::Stage::New;
  sending.track = track;
  sending.sender = std::move(*sender);
  const std::scoped_lock lock(sending.keyFrames->mutex);
  sending.keyFrames->sender = sending.sender.get();
  return true;
}

void WebrtcPeer::linkSending(Sending& sending) {
  const auto caps = Ref<GstCaps>::adopt(gst_caps_copy(sending.sender->caps().get()));
  gst_caps_set_simple(caps.get(), "a-mid", G_TYPE_STRING, sending.mid.c_str(), nullptr);
  g_object_set(sending.appsrc.get(), "format", GST_FORMAT_TIME, "is-live", TRUE, "caps", caps.get(), "max-buffers",
               guint64{500}, "leaky-type", 2, nullptr);
  const auto sink = Ref<GstPad>::adopt(gst_element_request_pad_simple(bin_, "sink_%u"));
  const auto source = Ref<GstPad>::adopt(gst_element_get_static_pad(sending.appsrc.get(), "src"));
  GObject* transceiver = nullptr;
  g_object_set(sink.get(), "msid", "rotonde", nullptr);
  g_object_get(sink.get(), "transceiver", &transceiver, nullptr);
  sending.transceiver = Ref<GObject>::adopt(transceiver);
  // An offer made before the pad has got its caps would leave the section out.
  g_object_set(transceiver, "direction", GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDONLY, "codec-preferences", caps.get(),
               nullptr);
  if (kindOf(sending.track.source) == MediaKind::Video) g_object_set(transceiver, "do-nack", TRUE, nullptr);
  gst_pad_add_probe(source.get(), GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, onUpstreamEvent,
                    new std::shared_ptr<KeyFrameTarget>(sending.keyFrames),
                    [](gpointer data) { delete static_cast<std::shared_ptr<KeyFrameTarget>*>(data); });
  if (const auto linked = gst_pad_link(source.get(), sink.get()); linked != GST_PAD_LINK_OK) {
    fail(PeerFailure::Reason::Internal,
         std::format("webrtcbin refuses our {} track ({})", sending.track.codec, static_cast<int>(linked)));
  }
  gst_element_sync_state_with_parent(sending.appsrc.get());
}

void WebrtcPeer::removeSendTrack(const std::string& cid) {
  Sending* sending = sendingOf(cid);
  if (!sending) return;
  {
    const std::scoped_lock lock(sending->keyFrames->mutex);
    sending->keyFrames->sender = nullptr;
  }
  sending->sender.reset();
  sending->stage = Sending::Stage::New;
  g_object_set(sending->transceiver.get(), "direction", GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_INACTIVE, nullptr);
}

WebrtcPeer::Sending* WebrtcPeer::sendingOf(const std::string& cid) {
  const auto found = std::ranges::find_if(
      sending_, [&cid](const auto& sending) { return sending->sender && sending->track.cid == cid; });
  return found == sending_.end() ? nullptr : found->get();
}

void WebrtcPeer::setWantedLayers(const std::string& cid, const std::vector<std::string>& rids) {
  if (Sending* sending = sendingOf(cid)) sending->sender->setWantedLayers(rids);
}

void WebrtcPeer::setLayer(const std::string& cid, const SendLayer& layer) {
  if (Sending* sending = sendingOf(cid)) sending->sender->setLayer(layer);
}

void WebrtcPeer::sendingOffered() {
  for (const auto& sending : sending_) {
    if (sending->stage == Sending::Stage::New) sending->stage = Sending::Stage::Offered;
  }
}

void WebrtcPeer::sendingAgreed() {
  for (const auto& sending : sending_) {
    if (sending->stage == Sending::Stage::Offered) sending->stage = Sending::Stage::Agreed;
  }
  activateSenders();
}

void WebrtcPeer::activateSenders() {
  if (!connected_) return;
  for (const auto& sending : sending_) {
    if (sending->sender && sending->stage == Sending::Stage::Agreed) sending->sender->setActive(true);
  }
}

}  // namespace rotonde::pipelines
