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

namespace rotonde::pipelines {

/// The room's camera as raw pictures in one size, whatever the device delivers. Main loop, but for frames(), whose
/// samples come on a streaming thread.
class CameraCapture {
 public:
  CameraCapture(Executor& executor, drivers::VideoFormat wanted);
  ~CameraCapture();
  CameraCapture(const CameraCapture&) = delete;
  CameraCapture& operator=(const CameraCapture&) = delete;

  /// The camera to use; nullopt for none. While open, the new device is opened at once.
  void select(std::optional<drivers::Camera> camera);
  /// Closed means: the device is not open and no picture comes after the call. Opening again after a problem tries the
  /// device again (the caller decides when).
  void open(bool open);

  /// I420 in exactly the wanted size, at most at the wanted rate; every sample has the same caps. PTS is the running
  /// time of the capture (Pipeline::runningTime).
  SampleHub& frames();

  /// A device failed (it is closed then), or the first picture came after that (nullopt).
  void onProblem(std::function<void(std::optional<Error>)> fn);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rotonde::pipelines
