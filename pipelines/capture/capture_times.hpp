// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <gst/gst.h>

#include <algorithm>

namespace rotonde::pipelines {

/// Keeps a microphone's times true. alsasrc counts samples; after an overrun it may count some twice, and its times are
/// ahead of the clock for ever (328 ms were seen), so that the echo canceller gets the wrong sound. A sample cannot
/// come before it was captured, and one that never comes soon after its capture was captured later. One streaming
/// thread.
class CaptureTimes {
 public:
  /// What to add to the block's PTS. `age`: from the block's end, by its PTS, to `now`.
  GstClockTimeDiff correction(GstClockTimeDiff age, GstClockTime now) {
    if (age - shift_ < -kAhead) begin(age, now);
    least_ = std::min(least_, age - shift_);
    if (now - since_ >= kWindow) {
      if (least_ > kBehind) shift_ += least_;
      begin(shift_, now);
    }
    return shift_;
  }

 private:
  static constexpr GstClockTimeDiff kAhead = 20 * static_cast<GstClockTimeDiff>(GST_MSECOND);
  static constexpr GstClockTimeDiff kBehind = 80 * static_cast<GstClockTimeDiff>(GST_MSECOND);
  static constexpr GstClockTime kWindow = 2 * GST_SECOND;

  void begin(GstClockTimeDiff shift, GstClockTime now) {
    shift_ = shift;
    since_ = now;
    least_ = G_MAXINT64;
  }

  GstClockTimeDiff shift_ = 0;
  GstClockTimeDiff least_ = G_MAXINT64;  ///< Of the window's ages, corrected.
  GstClockTime since_ = 0;
};

}  // namespace rotonde::pipelines
