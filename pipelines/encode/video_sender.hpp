// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"
#include "firmware/base/runtime.hpp"
#include "pipelines/api/peer_connection.hpp"
#include "pipelines/encode/encoder_catalogue.hpp"
#include "pipelines/encode/rtp_settings.hpp"
#include "pipelines/gst/feeds.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace rotonde::pipelines {

/// Encodes one layer of a video track and packs it into RTP, in a pipeline of its own: a failing encoder touches
/// nothing else. Starts inactive. Main loop, but where said.
class VideoSender {
 public:
  /// `frames` outlives the sender. `out` is called on a streaming thread for each RTP packet; each sample carries
  /// caps() and the PTS of its frame's capture. Encoders are tried in the order of `catalogue` (without one: the
  /// software encoders).
  static Result<std::unique_ptr<VideoSender>> create(Executor& executor, SampleHub& frames, const SendTrack& track,
                                                     const SendLayer& layer, const RtpSettings& settings,
                                                     std::function<void(GstSample* rtp)> out,
                                                     const EncoderCatalogue* catalogue = nullptr);
  ~VideoSender();
  VideoSender(const VideoSender&) = delete;
  VideoSender& operator=(const VideoSender&) = delete;

  /// All of application/x-rtp that a session description needs, known before any media.
  Ref<GstCaps> caps() const;

  /// Any thread. An activation begins with a key frame.
  void setActive(bool active);
  /// The next frame becomes a key frame, at most one per 300 ms (the activation's own does not count): an earlier
  /// request waits for that. Any thread.
  void requestKeyFrame();
  /// Takes another size, rate and bit rate from the next frame on; a new size begins with a key frame.
  void setLayer(const SendLayer& layer);
  const SendLayer& layer() const;

  std::uint64_t packets() const;  ///< Any thread.
  std::uint64_t frames() const;   ///< Encoded. Any thread.
  std::string codec() const;
  std::string encoder() const;  ///< GStreamer factory in use.
  /// The encoder gave up; nothing more comes from this sender. Main loop.
  void onError(std::function<void(Error)> fn);

 private:
  struct Impl;
  explicit VideoSender(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace rotonde::pipelines
