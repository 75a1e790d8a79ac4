// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/compose/tile_picture.hpp"

namespace rotonde::pipelines {

namespace {

/// The middle part of a picture that has the shape of `place`.
Rect cropped(const GstVideoInfo& info, const Rect& place) {
  const double pixelAspect = static_cast<double>(GST_VIDEO_INFO_PAR_N(&info)) / GST_VIDEO_INFO_PAR_D(&info);
  return fitted({0, 0, GST_VIDEO_INFO_WIDTH(&info), GST_VIDEO_INFO_HEIGHT(&info)}, place.width / pixelAspect,
                place.height);
}

Rect letterboxed(const GstVideoInfo& info, const Rect& place) {
  return fitted(place, static_cast<double>(GST_VIDEO_INFO_WIDTH(&info)) * GST_VIDEO_INFO_PAR_N(&info),
                static_cast<double>(GST_VIDEO_INFO_HEIGHT(&info)) * GST_VIDEO_INFO_PAR_D(&info));
}

}  // namespace

bool isPicture(GstSample* sample) {
  GstCaps* caps = sample ? gst_sample_get_caps(sample) : nullptr;
  if (!caps || !gst_sample_get_buffer(sample)) return false;
  const GstStructure* structure = gst_caps_get_structure(caps, 0);
  int width = 0;
  int height = 0;
  return gst_structure_get_int(structure, "width", &width) && gst_structure_get_int(structure, "height", &height) &&
         width >= kSmallestPicture && height >= kSmallestPicture;
}

bool TilePicture::prepare(GstCaps* caps, const Rect& place, bool contain, const GstVideoInfo& stage) {
  const bool sameCaps = caps_ && (caps_.get() == caps || gst_caps_is_equal(caps_.get(), caps));
  if (sameCaps && place == place_ && contain == contain_) return converter_ != nullptr;
  caps_ = Ref<GstCaps>::share(caps);
  place_ = place;
  contain_ = contain;
  converter_.reset();
  if (!gst_video_info_from_caps(&info_, caps)) return false;
  // The converter wants equal rates; here pictures are drawn as they come.
  info_.fps_n = GST_VIDEO_INFO_FPS_N(&stage);
  info_.fps_d = GST_VIDEO_INFO_FPS_D(&stage);
  const Rect all{0, 0, GST_VIDEO_INFO_WIDTH(&info_), GST_VIDEO_INFO_HEIGHT(&info_)};
  const Rect source = contain ? all : cropped(info_, place);
  const Rect target = contain ? letterboxed(info_, place) : place;
  GstStructure* options = gst_structure_new(
      "options", GST_VIDEO_CONVERTER_OPT_SRC_X, G_TYPE_INT, source.x, GST_VIDEO_CONVERTER_OPT_SRC_Y, G_TYPE_INT,
      source.y, GST_VIDEO_CONVERTER_OPT_SRC_WIDTH, G_TYPE_INT, source.width, GST_VIDEO_CONVERTER_OPT_SRC_HEIGHT,
      G_TYPE_INT, source.height, GST_VIDEO_CONVERTER_OPT_DEST_X, G_TYPE_INT, target.x, GST_VIDEO_CONVERTER_OPT_DEST_Y,
      G_TYPE_INT, target.y, GST_VIDEO_CONVERTER_OPT_DEST_WIDTH, G_TYPE_INT, target.width,
      GST_VIDEO_CONVERTER_OPT_DEST_HEIGHT, G_TYPE_INT, target.height, GST_VIDEO_CONVERTER_OPT_FILL_BORDER,
      G_TYPE_BOOLEAN, FALSE, GST_VIDEO_CONVERTER_OPT_THREADS, G_TYPE_UINT, 1U, GST_VIDEO_CONVERTER_OPT_RESAMPLER_METHOD,
      GST_TYPE_VIDEO_RESAMPLER_METHOD, GST_VIDEO_RESAMPLER_METHOD_LINEAR,
      GST_VIDEO_CONVERTER_OPT_CHROMA_RESAMPLER_METHOD, GST_TYPE_VIDEO_RESAMPLER_METHOD,
      GST_VIDEO_RESAMPLER_METHOD_LINEAR, nullptr);
  if (GST_VIDEO_INFO_IS_YUV(&info_)) {
    gst_structure_set(options, GST_VIDEO_CONVERTER_OPT_MATRIX_MODE, GST_TYPE_VIDEO_MATRIX_MODE,
                      GST_VIDEO_MATRIX_MODE_NONE, nullptr);
  }
  converter_.reset(gst_video_converter_new(&info_, &stage, options));
  return converter_ != nullptr;
}

bool TilePicture::draw(GstSample* sample, const Rect& place, bool contain, GstVideoFrame* frame) {
  if (!isPicture(sample) || !prepare(gst_sample_get_caps(sample), place, contain, frame->info)) return false;
  GstVideoFrame picture;
  if (!gst_video_frame_map(&picture, &info_, gst_sample_get_buffer(sample), GST_MAP_READ)) return false;
  gst_video_converter_frame(converter_.get(), &picture, frame);
  gst_video_frame_unmap(&picture);
  return true;
}

}  // namespace rotonde::pipelines
