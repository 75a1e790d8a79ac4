// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/media/compose/pictures.hpp"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace rotonde::pipelines {

namespace {

using Paint = std::function<Colour(int x, int y)>;

Ref<GstSample> converted(GstSample* sample, const GstVideoInfo& to) {
  GstVideoInfo from;
  gst_video_info_from_caps(&from, gst_sample_get_caps(sample));
  from.fps_n = to.fps_n;
  from.fps_d = to.fps_d;
  const auto buffer = Ref<GstBuffer>::adopt(gst_buffer_new_allocate(nullptr, to.size, nullptr));
  GstVideoFrame source;
  GstVideoFrame target;
  gst_video_frame_map(&source, &from, gst_sample_get_buffer(sample), GST_MAP_READ);
  gst_video_frame_map(&target, &to, buffer.get(), GST_MAP_READWRITE);
  GstVideoConverter* converter = gst_video_converter_new(&from, &to, nullptr);
  gst_video_converter_frame(converter, &source, &target);
  gst_video_converter_free(converter);
  gst_video_frame_unmap(&target);
  gst_video_frame_unmap(&source);
  const auto caps = Ref<GstCaps>::adopt(gst_video_info_to_caps(&to));
  return Ref<GstSample>::adopt(gst_sample_new(buffer.get(), caps.get(), nullptr, nullptr));
}

GstVideoInfo infoOf(int width, int height, GstVideoFormat format) {
  GstVideoInfo info;
  gst_video_info_set_format(&info, format, static_cast<guint>(width), static_cast<guint>(height));
  if (GST_VIDEO_INFO_IS_YUV(&info)) {
    gst_video_colorimetry_from_string(&info.colorimetry, GST_VIDEO_COLORIMETRY_BT601);
  }
  return info;
}

Ref<GstSample> painted(int width, int height, const Paint& paint, GstVideoFormat format = GST_VIDEO_FORMAT_I420) {
  const GstVideoInfo rgb = infoOf(width, height, GST_VIDEO_FORMAT_RGB);
  const auto buffer = Ref<GstBuffer>::adopt(gst_buffer_new_allocate(nullptr, rgb.size, nullptr));
  GstVideoFrame frame;
  gst_video_frame_map(&frame, &rgb, buffer.get(), GST_MAP_WRITE);
  for (int y = 0; y < height; ++y) {
    auto* out = static_cast<guint8*>(GST_VIDEO_FRAME_PLANE_DATA(&frame, 0)) +
                static_cast<std::ptrdiff_t>(y) * GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0);
    for (int x = 0; x < width; ++x) {
      const Colour pixel = paint(x, y);
      *out++ = pixel.red;
      *out++ = pixel.green;
      *out++ = pixel.blue;
    }
  }
  gst_video_frame_unmap(&frame);
  const auto caps = Ref<GstCaps>::adopt(gst_video_info_to_caps(&rgb));
  const auto sample = Ref<GstSample>::adopt(gst_sample_new(buffer.get(), caps.get(), nullptr, nullptr));
  return converted(sample.get(), infoOf(width, height, format));
}

}  // namespace

Ref<GstSample> solid(int width, int height, Colour colour, GstVideoFormat format) {
  return painted(width, height, [colour](int, int) { return colour; }, format);
}

Ref<GstSample> halves(int width, int height, Colour left, Colour right) {
  return painted(width, height, [=](int x, int) { return x < width / 2 ? left : right; });
}

Ref<GstSample> portrait(int width, int height, unsigned number) {
  constexpr Colour kWalls[] = {colour(0xc9c2b4), colour(0x9fb3c0), colour(0xe4e2de), colour(0x6d7f6a),
                               colour(0x8a6f62)};
  constexpr Colour kSkins[] = {colour(0xe3b391), colour(0x8d5a3b), colour(0xc98d66), colour(0xf0cdb2)};
  constexpr Colour kClothes[] = {colour(0x2b3a55), colour(0x7a2e3a), colour(0x3d5a46), colour(0x222222),
                                 colour(0xd8d4c8)};
  const Colour wall = kWalls[number % std::size(kWalls)];
  const Colour skin = kSkins[number % std::size(kSkins)];
  const Colour cloth = kClothes[(number * 3) % std::size(kClothes)];
  return painted(width, height, [=](int px, int py) {
    const double x = (px - width / 2.0) / height;
    const double y = static_cast<double>(py) / height;
    if (std::hypot(x / 0.15, (y - 0.42) / 0.2) < 1) return mixed(colour(0), skin, std::clamp(x + 0.05, 0.0, 0.25));
    if (std::hypot(x / 0.38, (y - 1.05) / 0.42) < 1) return mixed(colour(0), cloth, std::clamp(x + 0.1, 0.0, 0.4));
    return mixed(colour(0), wall, std::clamp(0.1 + 0.5 * (y - 0.2) + 0.2 * x, 0.0, 0.6));
  });
}

Ref<GstSample> slide(int width, int height) {
  return painted(width, height, [=](int px, int py) {
    const double x = static_cast<double>(px) / width;
    const double y = static_cast<double>(py) / height;
    if (y < 0.16) return colour(0x1d3d8f);
    const double bar = std::fmod(x * 8, 1.0);
    if (x > 0.1 && x < 0.9 && bar > 0.3 && y < 0.9 && y > 0.85 - 0.5 * std::fabs(std::sin(std::floor(x * 8)))) {
      return colour(0x4c74d9);
    }
    return colour(0xffffff);
  });
}

Colour Image::at(int x, int y) const {
  const auto offset = (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) * 3;
  if (x < 0 || y < 0 || x >= width || y >= height) return {};
  return {static_cast<std::uint8_t>(rgb[offset]), static_cast<std::uint8_t>(rgb[offset + 1]),
          static_cast<std::uint8_t>(rgb[offset + 2])};
}

Image toImage(GstSample* sample) {
  GstVideoInfo from;
  if (!sample || !gst_video_info_from_caps(&from, gst_sample_get_caps(sample))) return {};
  const GstVideoInfo rgb = infoOf(GST_VIDEO_INFO_WIDTH(&from), GST_VIDEO_INFO_HEIGHT(&from), GST_VIDEO_FORMAT_RGB);
  const auto result = converted(sample, rgb);
  GstVideoFrame frame;
  gst_video_frame_map(&frame, &rgb, gst_sample_get_buffer(result.get()), GST_MAP_READ);
  Image image{rgb.width, rgb.height, {}};
  for (int y = 0; y < image.height; ++y) {
    const auto* row = static_cast<const char*>(GST_VIDEO_FRAME_PLANE_DATA(&frame, 0)) +
                      static_cast<std::ptrdiff_t>(y) * GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0);
    image.rgb.append(row, static_cast<std::size_t>(image.width) * 3);
  }
  gst_video_frame_unmap(&frame);
  return image;
}

Image decodePng(const std::string& file) {
  const auto pipeline = Ref<GstElement>::sink(
      gst_parse_launch("appsrc name=in caps=image/png ! pngdec ! appsink name=out sync=false", nullptr));
  const auto in = Ref<GstElement>::adopt(gst_bin_get_by_name(GST_BIN(pipeline.get()), "in"));
  const auto out = Ref<GstElement>::adopt(gst_bin_get_by_name(GST_BIN(pipeline.get()), "out"));
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  gst_app_src_push_buffer(GST_APP_SRC(in.get()), gst_buffer_new_memdup(file.data(), file.size()));
  gst_app_src_end_of_stream(GST_APP_SRC(in.get()));
  const auto sample = Ref<GstSample>::adopt(gst_app_sink_try_pull_sample(GST_APP_SINK(out.get()), 10 * GST_SECOND));
  Image image = toImage(sample.get());
  gst_element_set_state(pipeline.get(), GST_STATE_NULL);
  return image;
}

int distance(Colour one, Colour other) {
  return std::max({std::abs(one.red - other.red), std::abs(one.green - other.green), std::abs(one.blue - other.blue)});
}

}  // namespace rotonde::pipelines
