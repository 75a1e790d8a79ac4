// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "drivers/api/devices.hpp"
#include "firmware/base/result.hpp"
#include "firmware/base/runtime.hpp"

#include <gst/gst.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace rotonde::pipelines {

/// Decodes and mixes the sound of all remote tracks and plays it on the room's loudspeaker (or nowhere: it is mixed
/// and measured all the same). Runs from its construction. A broken track harms no other. Main loop, but for push.
class SpeakerMixer {
 public:
  explicit SpeakerMixer(Runtime& runtime);
  ~SpeakerMixer();
  SpeakerMixer(const SpeakerMixer&) = delete;
  SpeakerMixer& operator=(const SpeakerMixer&) = delete;

  /// nullopt: plays nowhere. A loudspeaker that fails (or takes no sound for 3 s) is reported and replaced by nowhere;
  /// selecting it again tries it again. It is opened and closed on a thread; while it closes, selecting it again waits.
  /// The mix goes on meanwhile.
  void select(std::optional<drivers::Speaker> speaker);

  void addTrack(const std::string& sid);
  /// One Opus RTP packet in order, PTS in running time. Unknown tracks are ignored. Any thread; does not block.
  void push(const std::string& sid, GstSample* rtp);
  void removeTrack(const std::string& sid);

  /// RMS of the last 100 ms of the mix in dBFS, -100 for silence.
  double level() const;
  /// Name for MicrophoneCapture::setEchoProbe: the same for the mixer's life. Empty: this system has no canceller.
  std::string echoProbeName() const;

  /// The loudspeaker failed (the mix goes nowhere then), or it plays after that (nullopt). May come inside select.
  void onProblem(std::function<void(std::optional<Error>)> fn);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rotonde::pipelines
