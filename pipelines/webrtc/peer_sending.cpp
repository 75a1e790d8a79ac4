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

namespace rotonde::pipelines {

namespace {

/// RTP sources of our own, one for each layer; sound has one too.
SendIds newIds(const SendTrack& track, std::size_t number) {
  SendIds ids{.mid = std::format("layers{}", number), .ssrcs = {}};
  while (ids.ssrcs.size() < std::max<std::size_t>(track.layers.size(), 1)) {
    const auto ssrc = static_cast<std::uint32_t>(g_random_int_range(1, G_MAXINT32)) * 2U;
    if (!std::ranges::contains(ids.ssrcs, ssrc)) ids.ssrcs.push_back(ssrc);
  }
  return ids;
}

/// webrtcbin sends a request for an SSRC that the pad's caps do not name to all its pads.
GstPadProbeReturn onUpstreamEvent(GstPad*, GstPadProbeInfo* info, gpointer sender) noexcept {
  takeOver();
  GstEvent* event = GST_PAD_PROBE_INFO_EVENT(info);
  guint ssrc = 0;
  if (gst_video_event_is_force_key_unit(event) &&
      gst_structure_get_uint(gst_event_get_structure(event), "ssrc", &ssrc)) {
    static_cast<TrackSender*>(sender)->requestKeyFrame(ssrc);
  }
  return GST_PAD_PROBE_OK;
}

}  // namespace

void WebrtcPeer::addSendTrack(const SendTrack& track) {
  if (!bin_) return;
  const auto appsrc = pipeline_->add("appsrc");
  if (!appsrc) return fail(PeerFailure::Reason::Internal, appsrc.error().message);
  auto sending = std::make_unique<Sending>();
  sending->track = track;
  sending->appsrc = Ref<GstElement>::share(*appsrc);
  auto sender =
      tracks_.makeSender(track, newIds(track, sending_.size()), [source = sending->appsrc](GstSample* packet) {
        // Without the payloader's caps: the pad's are those of the offer.
        gst_app_src_push_buffer(GST_APP_SRC(source.get()), gst_buffer_ref(gst_sample_get_buffer(packet)));
      });
  if (!sender) {
    // The call goes on without this track: seen and heard a little less is better than not at all.
    log::error("webrtc", "the {} track cannot be sent: {}", track.codec, sender.error().message);
    gst_bin_remove(pipeline_->bin(), *appsrc);
    return;
  }
  sending->sender = std::move(*sender);
  linkSending(*sending);
  sending_.push_back(std::move(sending));
}

void WebrtcPeer::linkSending(Sending& sending) {
  const auto caps = sending.sender->caps();
  g_object_set(sending.appsrc.get(), "format", GST_FORMAT_TIME, "is-live", TRUE, "caps", caps.get(), "max-buffers",
               guint64{500}, "leaky-type", 2, nullptr);
  const auto sink = Ref<GstPad>::adopt(gst_element_request_pad_simple(bin_, "sink_%u"));
  const auto source = Ref<GstPad>::adopt(gst_element_get_static_pad(sending.appsrc.get(), "src"));
  GstWebRTCRTPTransceiver* transceiver = nullptr;
  g_object_set(sink.get(), "msid", "rotonde", nullptr);
  g_object_get(sink.get(), "transceiver", &transceiver, nullptr);
  // An offer made before the pad has got its caps would leave the section out.
  g_object_set(transceiver, "direction", GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDONLY, "codec-preferences", caps.get(),
               nullptr);
  if (sending.track.source == LocalSource::Camera) g_object_set(transceiver, "do-nack", TRUE, nullptr);
  gst_object_unref(transceiver);
  sending.probe = gst_pad_add_probe(source.get(), GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, onUpstreamEvent,
                                    sending.sender.get(), nullptr);
  if (const auto linked = gst_pad_link(source.get(), sink.get()); linked != GST_PAD_LINK_OK) {
    fail(PeerFailure::Reason::Internal,
         std::format("webrtcbin refuses our {} track ({})", sending.track.codec, static_cast<int>(linked)));
  }
}

WebrtcPeer::Sending* WebrtcPeer::sendingOf(const std::string& cid) {
  const auto found = std::ranges::find(sending_, cid, [](const auto& sending) { return sending->track.cid; });
  return found == sending_.end() ? nullptr : found->get();
}

void WebrtcPeer::setWantedLayers(const std::string& cid, const std::vector<std::string>& rids) {
  if (Sending* sending = sendingOf(cid)) sending->sender->setWantedLayers(rids);
}

void WebrtcPeer::setLayer(const std::string& cid, const SendLayer& layer) {
  if (Sending* sending = sendingOf(cid)) sending->sender->setLayer(layer);
}

void WebrtcPeer::activateSenders() {
  for (const auto& sending : sending_) sending->sender->setActive(true);
}

}  // namespace rotonde::pipelines
