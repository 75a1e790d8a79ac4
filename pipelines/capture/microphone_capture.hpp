// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "drivers/api/devices.hpp"
#include "firmware/base/result.hpp"
#include "firmware/base/runtime.hpp"
#include "pipelines/gst/feeds.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace rotonde::pipelines {

/// The room's microphone as mono 48 kHz S16LE in blocks of 10 ms. Sound of real devices passes the voice processor
/// (echo canceller, noise suppressor, gain control); a driver's own AudioProducer is taken as it is. Main loop, but
/// for samples(), which come on a streaming thread.
class MicrophoneCapture {
 public:
  explicit MicrophoneCapture(Runtime& runtime);
  ~MicrophoneCapture();
  MicrophoneCapture(const MicrophoneCapture&) = delete;
  MicrophoneCapture& operator=(const MicrophoneCapture&) = delete;

  void select(std::optional<drivers::Microphone> microphone);
  /// Closed means: no sample comes after the call. The device itself is opened and closed on a thread, because a card
  /// may hang; while it closes, the next opening of the same microphone waits, and after 2 s that is reported.
  void open(bool open);
  /// The SpeakerMixer::echoProbeName() whose sound is taken out of the microphone's; nullopt: no echo canceller. The
  /// probe must exist while a microphone is open.
  void setEchoProbe(std::optional<std::string> probe);

  /// Every sample has the same caps; PTS is the running time of the capture.
  SampleHub& samples();
  /// RMS of the last 100 ms in dBFS, -100 for silence and while closed.
  double level() const;

  /// A device failed or delivered nothing for 3 s (it is closed then), or the first sound came after that (nullopt).
  void onProblem(std::function<void(std::optional<Error>)> fn);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rotonde::pipelines
