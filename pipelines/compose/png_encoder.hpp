// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"
#include "pipelines/gst/ref.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

namespace rotonde::pipelines {

/// Makes PNG files of frames on a thread of its own, started by the first one: a full screen takes tens of
/// milliseconds, which neither the main loop nor the composer has.
class PngEncoder {
 public:
  using Done = std::function<void(Result<std::string>)>;

  PngEncoder() = default;
  ~PngEncoder();
  PngEncoder(const PngEncoder&) = delete;
  PngEncoder& operator=(const PngEncoder&) = delete;

  /// Any thread. `done` is called once on the encoder's thread, or never when the encoder dies first.
  void encode(Ref<GstSample> frame, Done done);

 private:
  void run(const std::stop_token& stop);
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<std::pair<Ref<GstSample>, Done>> queue_;
  std::jthread thread_;
};

/// `frame` (raw video) as PNG file. Blocks.
Result<std::string> toPng(GstSample* frame);

}  // namespace rotonde::pipelines
