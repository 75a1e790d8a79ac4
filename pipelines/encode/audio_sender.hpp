// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"
#include "firmware/base/runtime.hpp"
#include "pipelines/api/peer_connection.hpp"
#include "pipelines/encode/rtp_settings.hpp"
#include "pipelines/gst/feeds.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace rotonde::pipelines {

/// Opus (mono, 48 kb/s, 20 ms, DTX, in-band FEC) in RTP (RFC 7587), in a pipeline of its own. Starts inactive. Main
/// loop, but where said.
class AudioSender {
 public:
  /// `samples` (MicrophoneCapture's) outlives the sender. `out` is called on a streaming thread for each RTP packet;
  /// each sample carries caps() and the PTS of its first sound.
  static Result<std::unique_ptr<AudioSender>> create(Executor& executor, SampleHub& samples, const SendTrack& track,
                                                     const RtpSettings& settings,
                                                     std::function<void(GstSample* rtp)> out);
  ~AudioSender();
  AudioSender(const AudioSender&) = delete;
  AudioSender& operator=(const AudioSender&) = delete;

  /// All of application/x-rtp that a session description needs, known before any media.
  Ref<GstCaps> caps() const;

  void setActive(bool active);    ///< Any thread.
  std::uint64_t packets() const;  ///< Any thread.
  std::string codec() const;      ///< "opus"
  /// The encoder gave up; nothing more comes from this sender. Main loop.
  void onError(std::function<void(Error)> fn);

 private:
  struct Impl;
  explicit AudioSender(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace rotonde::pipelines
