// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "pipelines/compose/layout.hpp"
#include "pipelines/gst/ref.hpp"

#include <gst/video/video.h>

#include <memory>

namespace rotonde::pipelines {

/// Pictures smaller than this in one direction are what senders use for "camera closed".
inline constexpr int kSmallestPicture = 32;

/// Whether `sample` holds a picture that is worth showing.
bool isPicture(GstSample* sample);

/// Scales the pictures of one feed into one place of the stage; keeps its converter until a size or format changes.
/// The colour matrix is kept as it is: conference pictures are BT.601 whatever their untagged caps are taken for, and
/// so are the stage's frames.
class TilePicture {
 public:
  /// Draws `sample` into `place` of `frame`: all of it in the middle (`contain`), or its middle part so that the place
  /// is filled. False when it is no picture, or its memory cannot be read.
  bool draw(GstSample* sample, const Rect& place, bool contain, GstVideoFrame* frame);

 private:
  struct ConverterDeleter {
    void operator()(GstVideoConverter* converter) const { gst_video_converter_free(converter); }
  };
  bool prepare(GstCaps* caps, const Rect& place, bool contain, const GstVideoInfo& stage);
  Ref<GstCaps> caps_;
  GstVideoInfo info_{};
  Rect place_;
  bool contain_ = false;
  std::unique_ptr<GstVideoConverter, ConverterDeleter> converter_;
};

}  // namespace rotonde::pipelines
