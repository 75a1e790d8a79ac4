// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <gst/gst.h>

#include <algorithm>

namespace rotonde::pipelines {

/// Thins a stream of pictures out to a rate without delaying any: a picture that comes too early is dropped, one that
/// comes late is not made up. One thread.
class RateLimit {
 public:
  explicit RateLimit(int framesPerSecond) { setRate(framesPerSecond); }

  void setRate(int framesPerSecond) {
    period_ = GST_SECOND / static_cast<GstClockTime>(std::max(framesPerSecond, 1));
    next_ = 0;
  }

  bool take(GstClockTime pts) {
    const GstClockTime slack = period_ / 4;       // The jitter of a camera that runs at just this rate.
    if (pts + 2 * period_ <= next_) next_ = pts;  // The time went back: another camera.
    if (pts + slack < next_) return false;
    next_ = std::max(next_ + period_, pts + period_ - slack);
    return true;
  }

 private:
  GstClockTime period_ = 0;
  GstClockTime next_ = 0;
};

}  // namespace rotonde::pipelines
