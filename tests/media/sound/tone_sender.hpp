// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "pipelines/gst/pipeline.hpp"

#include <functional>

namespace rotonde::test {

/// A far person's steady tone (-10 dBFS RMS) as live Opus RTP, until it dies. `out` on a streaming thread.
class ToneSender {
 public:
  ToneSender(Executor& executor, double hertz, std::function<void(GstSample*)> out, const char* wave = "sine");

 private:
  std::function<void(GstSample*)> out_;
  pipelines::Pipeline pipeline_;
};

}  // namespace rotonde::test
