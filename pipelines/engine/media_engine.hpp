// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/runtime.hpp"
#include "pipelines/api/local_media.hpp"
#include "pipelines/api/peer_connection.hpp"
#include "pipelines/api/stage.hpp"
#include "pipelines/api/video_inputs.hpp"
#include "pipelines/encode/encoder_catalogue.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rotonde::pipelines {

struct EngineSettings {
  int screenWidth = 1920;
  int screenHeight = 1080;
};

/// All media of the room: implements the ports of pipelines/api by assembling the bins of the other folders. The one
/// place where a remote track meets a decoder, the mixer and the screen, and a local device meets an encoder. Main
/// loop.
class MediaEngine : public LocalMedia, public VideoInputs, public PeerFactory {
 public:
  MediaEngine(Runtime& runtime, const EngineSettings& settings);
  ~MediaEngine() override;

  /// Does what a first join would wait for: tries the encoders, makes the DTLS certificate, loads plug-ins. Opens no
  /// device. Calls `done` once.
  void warmUp(std::function<void()> done);
  const EncoderCatalogue& encoders() const;

  Stage& stage();

  void setListener(LocalMedia::Listener* listener) override;
  void selectCamera(std::optional<drivers::Camera> camera) override;
  void selectMicrophone(std::optional<drivers::Microphone> microphone) override;
  void selectSpeaker(std::optional<drivers::Speaker> speaker) override;
  void openCamera(bool open) override;
  void openMicrophone(bool open) override;
  SoundLevels levels() const override;
  void playTone(Tone tone) override;

  void selectVideo(LocalSource source, std::optional<drivers::Camera> device) override;
  void openVideo(LocalSource source, bool open) override;
  void onVideoProblem(std::function<void(LocalSource, std::optional<Error>)> fn) override;

  std::unique_ptr<PeerConnection> createPeer(const PeerSettings& settings, PeerConnection::Listener& listener) override;
  std::vector<std::string> sendCodecs() const override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rotonde::pipelines
