// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "pipelines/gst/ref.hpp"

#include <gst/gst.h>

#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace rotonde::pipelines {

/// Lets the layers of one captured picture leave together: packets of a smaller layer wait here until every larger
/// layer that is sent has come as far. Each encoder takes its own time, but an SFU moves a viewer to a layer only when
/// that one is not more than some 50 ms behind the one that he has. Nothing waits longer than kLongest. Any thread.
class LayerRelease {
 public:
  /// In capture time.
  static constexpr GstClockTime kLongest = 150 * GST_MSECOND;

  /// `out` takes the packets, those of a layer in their order. It must not block.
  LayerRelease(std::size_t layers, std::function<void(GstSample*)> out) : layers_(layers), out_(std::move(out)) {}
  LayerRelease(const LayerRelease&) = delete;
  LayerRelease& operator=(const LayerRelease&) = delete;

  /// A packet of a layer (0 is the smallest), whose PTS is its picture's capture time.
  void take(std::size_t layer, GstSample* packet);
  /// Only active layers are waited for.
  void setActive(std::size_t layer, bool active);

 private:
  struct Layer {
    bool active = false;
    std::optional<GstClockTime> reached;
    std::deque<Ref<GstSample>> held;
  };
  void release();
  bool ready(std::size_t layer, GstClockTime pts) const;

  std::mutex mutex_;
  std::vector<Layer> layers_;
  GstClockTime newest_ = 0;
  std::function<void(GstSample*)> out_;
};

}  // namespace rotonde::pipelines
