// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "drivers/api/devices.hpp"
#include "firmware/base/result.hpp"
#include "firmware/base/runtime.hpp"
#include "pipelines/gst/pipeline.hpp"

#include <functional>
#include <memory>
#include <string>

namespace rotonde::pipelines {

/// A pipeline that puts frames on one display: appsrc, conversion to what the display takes, the driver's sink. Frames
/// that come while the display is busy replace each other. Main loop.
class DisplayOutput {
 public:
  /// Starts to play. `failed` is called at most once, on the main loop, not inside create.
  static Result<std::unique_ptr<DisplayOutput>> create(const drivers::Display& display, Executor& executor,
                                                       std::function<void(const std::string&)> failed);
  /// The appsrc, for pushSample from any thread.
  Ref<GstElement> entry() const { return entry_; }

 private:
  explicit DisplayOutput(Executor& executor) : pipeline_("display", executor) {}
  Result<GstElement*> build(const drivers::Display& display);
  Pipeline pipeline_;
  Ref<GstElement> entry_;
};

}  // namespace rotonde::pipelines
