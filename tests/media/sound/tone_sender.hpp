// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "pipelines/gst/pipeline.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace rotonde::test {

/// A far person's steady tone (-10 dBFS RMS) as live Opus RTP, until it dies. `out` on a streaming thread.
class ToneSender {
 public:
  ToneSender(Executor& executor, double hertz, std::function<void(GstSample*)> out, const char* wave = "sine");
  /// The same with `sound` (48 kHz) over and over again instead of the tone.
  ToneSender(Executor& executor, std::vector<std::int16_t> sound, std::function<void(GstSample*)> out);

 private:
  static GstPadProbeReturn replace(GstPad* pad, GstPadProbeInfo* info, gpointer self) noexcept;
  std::vector<std::int16_t> sound_;
  std::size_t at_ = 0;
  std::function<void(GstSample*)> out_;
  pipelines::Pipeline pipeline_;
};

}  // namespace rotonde::test
