// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "drivers/api/devices.hpp"
#include "firmware/base/result.hpp"

#include <functional>
#include <optional>

namespace rotonde::pipelines {

/// Levels in dBFS, -100 for silence.
struct SoundLevels {
  double microphone = -100;  ///< After the microphone's gate: what others may hear.
  double speaker = -100;     ///< What the room hears.
};

/// Short sounds that only the room hears.
enum class Tone {
  Recording,  ///< The meeting is being recorded or transcribed.
};

/// The room's own picture and sound: one camera, one microphone and one loudspeaker at a time. A closed camera or
/// microphone is really closed: its device is not open. Main loop.
class LocalMedia {
 public:
  class Listener {
   public:
    virtual ~Listener() = default;
    /// A device failed or came back; `problem` is nullopt when all is well. The text is for logs and the CLI.
    virtual void cameraProblem(std::optional<Error> problem) = 0;
    virtual void microphoneProblem(std::optional<Error> problem) = 0;
    virtual void speakerProblem(std::optional<Error> problem) = 0;
  };

  virtual ~LocalMedia() = default;
  virtual void setListener(Listener* listener) = 0;
  virtual void selectCamera(std::optional<drivers::Camera> camera) = 0;
  virtual void selectMicrophone(std::optional<drivers::Microphone> microphone) = 0;
  /// nullopt: the sound is mixed and measured, but played nowhere.
  virtual void selectSpeaker(std::optional<drivers::Speaker> speaker) = 0;
  virtual void openCamera(bool open) = 0;
  virtual void openMicrophone(bool open) = 0;
  virtual SoundLevels levels() const = 0;
  /// Mixes a short tone into what the loudspeaker plays.
  virtual void playTone(Tone tone) = 0;
};

}  // namespace rotonde::pipelines
