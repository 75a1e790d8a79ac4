// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/runtime.hpp"
#include "pipelines/gst/pipeline.hpp"

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

namespace rotonde::test {

/// Unpacks and decodes RTP with GStreamer's own elements, as a far side would.
class RtpDecoder {
 public:
  /// `chain`: depayloader and decoder, "rtpvp8depay ! vp8dec".
  RtpDecoder(Executor& executor, const std::string& chain, const std::string& rawCaps);
  void push(GstSample* rtp);

  struct Picture {
    GstClockTime pts = 0;
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> data;
  };
  std::size_t count() const { return count_; }
  /// What came out so far; keeps the data of the last picture only.
  std::vector<Picture> pictures() const;

 private:
  mutable std::mutex mutex_;
  std::vector<Picture> pictures_;
  std::atomic<std::size_t> count_ = 0;
  GstElement* feed_ = nullptr;
  pipelines::Pipeline pipeline_;
};

}  // namespace rotonde::test
