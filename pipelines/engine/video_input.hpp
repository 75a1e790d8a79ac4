// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "pipelines/capture/camera_capture.hpp"
#include "pipelines/engine/device_retry.hpp"

#include <functional>
#include <optional>
#include <utility>

namespace rotonde::pipelines {

/// One source of pictures with its device, which is tried again when it fails. Main loop.
class VideoInput {
 public:
  VideoInput(Runtime& runtime, drivers::VideoFormat wanted, std::function<void(const std::optional<Error>&)> problem)
      : capture_(runtime, wanted), retry_(runtime, [this] { capture_.open(true); }), problem_(std::move(problem)) {
    capture_.onProblem([this](const std::optional<Error>& heard) {
      retry_.heard(heard);
      problem_(heard);
    });
  }

  void select(std::optional<drivers::Camera> device) { capture_.select(std::move(device)); }
  void open(bool open) {
    retry_.wanted(open);
    capture_.open(open);
  }
  SampleHub& frames() { return capture_.frames(); }

 private:
  CameraCapture capture_;
  DeviceRetry retry_;
  std::function<void(const std::optional<Error>&)> problem_;
};

}  // namespace rotonde::pipelines
