// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/handle.hpp"
#include "firmware/base/runtime.hpp"
#include "pipelines/api/local_media.hpp"

#include <memory>

namespace rotonde::pipelines {

class SpeakerMixer;

/// Plays the room's short tones as one more track of the mix, so that they need nothing of the mixer that a
/// participant's sound does not need, and the echo canceller knows of them. While nothing plays there is no pipeline
/// and no thread. Main loop.
class TonePlayer {
 public:
  /// Both outlive the player.
  TonePlayer(Runtime& runtime, SpeakerMixer& mixer);
  ~TonePlayer();
  TonePlayer(const TonePlayer&) = delete;
  TonePlayer& operator=(const TonePlayer&) = delete;

  /// A tone that plays already is not started again.
  void play(Tone tone);

 private:
  struct Playing;
  void stop();

  Runtime& runtime_;
  SpeakerMixer& mixer_;
  std::unique_ptr<Playing> playing_;
  Handle end_;
};

}  // namespace rotonde::pipelines
