// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/livekit/layers.hpp"

#include <algorithm>
#include <set>

namespace rotonde::livekit {
namespace {

using Qualities = google::protobuf::RepeatedPtrField<wire::SubscribedQuality>;

const Qualities* qualitiesOf(const std::string& codec, const wire::SubscribedQualityUpdate& update) {
  if (update.subscribed_codecs().empty()) return &update.subscribed_qualities();
  const auto found = std::ranges::find(update.subscribed_codecs(), codec, &wire::SubscribedCodec::codec);
  return found == update.subscribed_codecs().end() ? nullptr : &found->qualities();
}

std::size_t layerFor(wire::VideoQuality quality, std::size_t count) {
  for (std::size_t i = 0; i + 1 < count; ++i) {
    if (qualityOf(i, count) >= quality) return i;
  }
  return count - 1;
}

}  // namespace

std::vector<pipelines::SendLayer> cameraLayers(bool simulcast) {
  pipelines::SendLayer full;
  if (!simulcast) return {full};
  full.rid = "f";
  return {{.rid = "q", .width = 320, .height = 180, .bitsPerSecond = 160'000},
          {.rid = "h", .width = 640, .height = 360, .bitsPerSecond = 500'000},
          full};
}

std::vector<pipelines::SendLayer> contentLayers() {
  return {{.rid = "q", .width = 960, .height = 540, .framesPerSecond = 15, .bitsPerSecond = 600'000},
          {.rid = "h", .width = 1920, .height = 1080, .framesPerSecond = 15, .bitsPerSecond = 2'500'000}};
}

wire::VideoQuality qualityOf(std::size_t index, std::size_t count) {
  if (index + 1 == count) return wire::HIGH;
  return index == 0 ? wire::LOW : wire::MEDIUM;
}

std::optional<std::vector<std::string>> wantedLayers(const pipelines::SendTrack& track,
                                                     const wire::SubscribedQualityUpdate& update) {
  const Qualities* qualities = qualitiesOf(track.codec, update);
  if (!qualities || qualities->empty() || track.layers.empty()) return std::nullopt;
  std::set<std::size_t> wanted;
  for (const auto& each : *qualities) {
    if (each.enabled()) wanted.insert(layerFor(each.quality(), track.layers.size()));
  }
  std::vector<std::string> rids;
  rids.reserve(wanted.size());
  for (const std::size_t i : wanted) rids.push_back(track.layers[i].rid);
  return rids;
}

}  // namespace rotonde::livekit
