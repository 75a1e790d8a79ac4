// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "pipelines/encode/layer_release.hpp"
#include "pipelines/encode/video_sender.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace rotonde::pipelines {

/// A video track in one layer or in several (RFC 8853 simulcast): a VideoSender for each, which encodes only while
/// its layer is wanted, and the LayerRelease behind them. Starts inactive, with all layers wanted. Main loop, but where
/// said.
class LayeredVideoSender {
 public:
  /// As VideoSender::create. `ssrcs` has one for each of `track.layers`; `rtp` says the rest, its ssrc and rid unused.
  static Result<std::unique_ptr<LayeredVideoSender>> create(Executor& executor, SampleHub& frames,
                                                            const SendTrack& track, const RtpSettings& rtp,
                                                            const std::vector<std::uint32_t>& ssrcs,
                                                            std::function<void(GstSample* rtp)> out,
                                                            const EncoderCatalogue* catalogue = nullptr);

  /// What the description says of the track: several layers have no SSRC there, but a=rid and a=simulcast.
  Ref<GstCaps> caps() const { return caps_; }

  void setActive(bool active);
  /// The layers that somebody wants; the others cost nothing. One that comes back begins with a key frame.
  void setWanted(const std::vector<std::string>& rids);
  /// Changes the layer of the same rid while it runs.
  void setLayer(const SendLayer& layer);
  /// Of the layer that has this SSRC. Any thread.
  void requestKeyFrame(std::uint32_t ssrc);
  /// For each layer, small to large.
  std::vector<TrackStats> stats() const;

 private:
  struct Layer {
    std::uint32_t ssrc = 0;
    bool wanted = true;
    bool broken = false;
    std::unique_ptr<VideoSender> sender;
  };
  LayeredVideoSender(std::string cid, std::size_t layers, std::function<void(GstSample*)> out);
  void apply();

  std::string cid_;
  bool active_ = false;
  Ref<GstCaps> caps_;
  LayerRelease release_;
  std::vector<Layer> layers_;  ///< Ends before the release that it feeds.
};

}  // namespace rotonde::pipelines
