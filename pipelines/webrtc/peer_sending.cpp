// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/webrtc/peer_sending.hpp"

#include "firmware/base/crossing.hpp"
#include "firmware/base/log.hpp"

#include <gst/app/gstappsrc.h>
#include <gst/video/video.h>
#include <gst/webrtc/webrtc.h>

#include <format>
#include <utility>

namespace rotonde::pipelines {

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
    log::error("webrtc", "the {} track cannot be sent: {}", track.codec, sender.error().message);
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

void WebrtcPeer::activateSenders() {
  for (const auto& sending : sending_) sending->sender->setActive(true);
}

}  // namespace rotonde::pipelines
