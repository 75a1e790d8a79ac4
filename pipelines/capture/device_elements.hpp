// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "drivers/api/devices.hpp"
#include "firmware/base/result.hpp"
#include "firmware/base/runtime.hpp"
#include "pipelines/gst/feeds.hpp"
#include "pipelines/gst/pipeline.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rotonde::pipelines {

/// The way of a capture's samples and troubles out of its pipeline; outlives the pipeline, shared with posted calls.
class CaptureOutlet : public std::enable_shared_from_this<CaptureOutlet> {
 public:
  explicit CaptureOutlet(Executor& executor) : executor_(executor) {}

  /// Publishes the sample's buffer with `caps`. Streaming thread.
  void publish(GstSample* sample, GstCaps* caps);
  /// Main loop.
  void fail(Error error);

  SampleHub hub;
  std::function<void(std::optional<Error>)> problem;  ///< Main loop.

 private:
  Executor& executor_;
  std::atomic<bool> failed_ = false;
};

/// Adds the element that `stream` names, with its properties, and finds the caps filter that makes it deliver
/// pictures nearest to `wanted`: raw in that size, else JPEG in that size (its decoder is added), else what it has.
/// Gives the chain to link, source first. The device is opened (READY) by this.
Result<std::vector<GstElement*>> addCamera(Pipeline& pipeline, const drivers::ElementStream& stream,
                                           drivers::VideoFormat wanted);

/// The same for sound, without a choice of formats.
Result<GstElement*> addDevice(Pipeline& pipeline, const drivers::ElementStream& stream);

/// Adds elements of these factories (named after them) and links them behind `chain`.
Result<std::vector<GstElement*>> extend(Pipeline& pipeline, std::vector<GstElement*> chain,
                                        const std::vector<const char*>& factories);

/// A buffer that holds a copy of `size` bytes.
Ref<GstBuffer> copyBuffer(const void* data, std::size_t size, GstClockTime pts, GstClockTime duration);

}  // namespace rotonde::pipelines
