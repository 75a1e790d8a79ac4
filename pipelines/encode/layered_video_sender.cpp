// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/encode/layered_video_sender.hpp"

#include "firmware/base/log.hpp"

#include <algorithm>
#include <format>
#include <utility>

namespace rotonde::pipelines {

namespace {

/// The caps of one layer without what is its own, and the lines that webrtcbin writes from such fields.
Ref<GstCaps> describeLayers(GstCaps* ofOne, const SendTrack& track) {
  auto caps = Ref<GstCaps>::adopt(gst_caps_copy(ofOne));
  GstStructure* fields = gst_caps_get_structure(caps.get(), 0);
  gst_structure_remove_field(fields, "ssrc");
  std::string all;
  for (const SendLayer& layer : track.layers) {
    gst_structure_set(fields, ("rid-" + layer.rid).c_str(), G_TYPE_STRING, "send", nullptr);
    all += (all.empty() ? "send " : ";") + layer.rid;
  }
  gst_structure_set(fields, "a-simulcast", G_TYPE_STRING, all.c_str(), nullptr);
  return caps;
}

}  // namespace

LayeredVideoSender::LayeredVideoSender(std::string cid, std::size_t layers, std::function<void(GstSample*)> out)
    : cid_(std::move(cid)), release_(layers, std::move(out)), layers_(layers) {}

Result<std::unique_ptr<LayeredVideoSender>> LayeredVideoSender::create(Executor& executor, SampleHub& frames,
                                                                       const SendTrack& track, const RtpSettings& rtp,
                                                                       const std::vector<std::uint32_t>& ssrcs,
                                                                       std::function<void(GstSample* rtp)> out,
                                                                       const EncoderCatalogue* catalogue) {
  const std::size_t count = track.layers.size();
  if (count == 0 || ssrcs.size() != count) return bug("a video track needs layers, and an SSRC for each");
  std::unique_ptr<LayeredVideoSender> made(new LayeredVideoSender(track.cid, count, std::move(out)));
  // The largest first: hardware that encodes one stream only shall take the one that costs most.
  for (std::size_t i = count; i-- > 0;) {
    RtpSettings settings = rtp;
    settings.ssrc = ssrcs[i];
    settings.rid = track.layers[i].rid;
    auto sender = VideoSender::create(
        executor, frames, track, track.layers[i], settings,
        [release = &made->release_, i](GstSample* packet) { release->take(i, packet); }, catalogue);
    if (!sender) return std::unexpected(sender.error());
    Layer& layer = made->layers_[i];
    layer.ssrc = ssrcs[i];
    layer.sender = std::move(*sender);
    layer.sender->onError([self = made.get(), i](const Error& error) {
      log::error("encode", "the layer «{}» of our video is not sent any more: {}", self->layers_[i].sender->layer().rid,
                 error.message);
      self->layers_[i].broken = true;
      self->apply();
    });
  }
  const auto ofOne = made->layers_.front().sender->caps();
  made->caps_ = count == 1 ? ofOne : describeLayers(ofOne.get(), track);
  return made;
}

void LayeredVideoSender::apply() {
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const Layer& layer = layers_[i];
    const bool sends = active_ && layer.wanted && !layer.broken;
    layer.sender->setActive(sends);
    release_.setActive(i, sends);
  }
}

void LayeredVideoSender::setActive(bool active) {
  active_ = active;
  apply();
}

void LayeredVideoSender::setWanted(const std::vector<std::string>& rids) {
  for (Layer& layer : layers_) layer.wanted = std::ranges::contains(rids, layer.sender->layer().rid);
  apply();
}

void LayeredVideoSender::setLayer(const SendLayer& changed) {
  for (Layer& layer : layers_) {
    if (layer.sender->layer().rid == changed.rid) layer.sender->setLayer(changed);
  }
}

void LayeredVideoSender::requestKeyFrame(std::uint32_t ssrc) {
  for (const Layer& layer : layers_) {
    if (layer.ssrc == ssrc) layer.sender->requestKeyFrame();
  }
}

std::vector<TrackStats> LayeredVideoSender::stats() const {
  std::vector<TrackStats> all;
  all.reserve(layers_.size());
  for (const Layer& layer : layers_) {
    const VideoSender& sender = *layer.sender;
    all.push_back({.id = cid_,
                   .rid = sender.layer().rid,
                   .kind = MediaKind::Video,
                   .sending = true,
                   .codec = sender.codec(),
                   .packets = sender.packets(),
                   .frames = sender.frames(),
                   .width = sender.layer().width,
                   .height = sender.layer().height});
  }
  return all;
}

}  // namespace rotonde::pipelines
