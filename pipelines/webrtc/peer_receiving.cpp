// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/webrtc/peer_receiving.hpp"

#include "pipelines/webrtc/peer_shared.hpp"

#include <gst/app/gstappsink.h>
#include <gst/video/video.h>

#include <algorithm>
#include <format>
#include <utility>

namespace rotonde::pipelines {

namespace {

constexpr milliseconds kCleanUpDelay{200};

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

}  // namespace

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
  {
    const std::scoped_lock lock(shared.mutex);
    shared.arrived.push_back(std::move(receiving));
  }
  shared.onMain([](WebrtcPeer& peer) {
    std::vector<std::shared_ptr<Receiving>> arrived;
    {
      const std::scoped_lock lock(peer.shared_->mutex);
      arrived.swap(peer.shared_->arrived);
    }
    for (const auto& each : arrived) peer.receiving_.insert_or_assign(each->ssrc, each);
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

}  // namespace rotonde::pipelines
