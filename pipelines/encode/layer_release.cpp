// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/encode/layer_release.hpp"

#include <algorithm>

namespace rotonde::pipelines {

namespace {

GstClockTime ptsOf(GstSample* packet) { return GST_BUFFER_PTS(gst_sample_get_buffer(packet)); }

}  // namespace

void LayerRelease::take(std::size_t layer, GstSample* packet) {
  const std::scoped_lock lock(mutex_);
  const GstClockTime pts = ptsOf(packet);
  layers_[layer].reached = pts;
  // A time that went back is another camera's: nothing of before is waited for.
  newest_ = pts + kLongest < newest_ ? pts : std::max(newest_, pts);
  layers_[layer].held.push_back(Ref<GstSample>::share(packet));
  release();
}

void LayerRelease::setActive(std::size_t layer, bool active) {
  const std::scoped_lock lock(mutex_);
  layers_[layer].active = active;
  release();
}

/// The largest layer first: a viewer who moves up finds its picture before the next one of his own.
void LayerRelease::release() {
  for (std::size_t i = layers_.size(); i-- > 0;) {
    auto& held = layers_[i].held;
    while (!held.empty() && ready(i, ptsOf(held.front().get()))) {
      out_(held.front().get());
      held.pop_front();
    }
  }
}

bool LayerRelease::ready(std::size_t layer, GstClockTime pts) const {
  if (pts + kLongest <= newest_) return true;
  return std::all_of(
      layers_.begin() + static_cast<std::ptrdiff_t>(layer) + 1, layers_.end(),
      [pts](const Layer& larger) { return !larger.active || (larger.reached && *larger.reached >= pts); });
}

}  // namespace rotonde::pipelines
