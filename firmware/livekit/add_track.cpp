// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/livekit/add_track.hpp"

#include "firmware/livekit/layers.hpp"

#include <cstddef>

namespace rotonde::livekit {
namespace {

/// Clients lay a meeting out by the sources.
void nameVideo(wire::AddTrackRequest& request, pipelines::LocalSource source) {
  const bool content = source == pipelines::LocalSource::Content;
  request.set_name(content ? "screen_share" : source == pipelines::LocalSource::SecondCamera ? "camera-2" : "camera");
  request.set_source(content ? wire::SCREEN_SHARE : wire::CAMERA);
  if (content) request.set_stream("screen");
}

void describeVideo(wire::AddTrackRequest& request, const pipelines::SendTrack& track) {
  nameVideo(request, track.source);
  request.set_type(wire::VIDEO);
  auto* codec = request.add_simulcast_codecs();
  codec->set_codec(track.codec);
  codec->set_cid(track.cid);
  codec->set_video_layer_mode(wire::VideoLayer::ONE_SPATIAL_LAYER_PER_STREAM);
  for (std::size_t i = 0; i < track.layers.size(); ++i) {
    const auto& from = track.layers[i];
    auto* layer = request.add_layers();
    layer->set_quality(qualityOf(i, track.layers.size()));
    layer->set_width(static_cast<std::uint32_t>(from.width));
    layer->set_height(static_cast<std::uint32_t>(from.height));
    layer->set_bitrate(static_cast<std::uint32_t>(from.bitsPerSecond));
    layer->set_spatial_layer(static_cast<std::int32_t>(i));
    layer->set_rid(from.rid);
    *codec->add_layers() = *layer;
    request.set_width(layer->width());
    request.set_height(layer->height());
  }
}

void describeMicrophone(wire::AddTrackRequest& request) {
  request.set_name("microphone");
  request.set_type(wire::AUDIO);
  request.set_source(wire::MICROPHONE);
  request.set_disable_red(true);
  for (const auto feature : {wire::TF_ECHO_CANCELLATION, wire::TF_NOISE_SUPPRESSION, wire::TF_AUTO_GAIN_CONTROL}) {
    request.add_audio_features(feature);
  }
}

}  // namespace

wire::AddTrackRequest addTrackRequest(const pipelines::SendTrack& track, bool muted) {
  wire::AddTrackRequest request;
  request.set_cid(track.cid);
  request.set_muted(muted);
  request.set_stream("camera");
  if (kindOf(track.source) == pipelines::MediaKind::Video) {
    describeVideo(request, track);
  } else {
    describeMicrophone(request);
  }
  return request;
}

}  // namespace rotonde::livekit
