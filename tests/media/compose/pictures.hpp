// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "pipelines/compose/look.hpp"
#include "pipelines/gst/ref.hpp"

#include <gst/video/video.h>

#include <cstdint>
#include <string>

namespace rotonde::pipelines {

/// A picture of one colour, in any format, BT.601 where that applies.
Ref<GstSample> solid(int width, int height, Colour colour, GstVideoFormat format = GST_VIDEO_FORMAT_I420);
/// A picture whose left half is `left` and right half `right`.
Ref<GstSample> halves(int width, int height, Colour left, Colour right);
/// Something like a person before a wall, in the tint `number` chooses.
Ref<GstSample> portrait(int width, int height, unsigned number);
/// Something like a slide.
Ref<GstSample> slide(int width, int height);

/// Pixels of a decoded picture, three bytes (red, green, blue) each.
struct Image {
  int width = 0;
  int height = 0;
  std::string rgb;
  Colour at(int x, int y) const;
};

/// Decodes with GStreamer's pngdec; an empty image when it is no PNG.
Image decodePng(const std::string& file);
Image toImage(GstSample* sample);

/// Largest difference of a channel.
int distance(Colour one, Colour other);

}  // namespace rotonde::pipelines
