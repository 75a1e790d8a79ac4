// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/compose/png_encoder.hpp"

#include <cairo.h>
#include <gst/video/video.h>
#include <pthread.h>

#include <format>

namespace rotonde::pipelines {

namespace {

cairo_status_t append(void* file, const unsigned char* data, unsigned int size) noexcept {
  // Cairo hands over bytes; a std::string holds them.
  static_cast<std::string*>(file)->append(reinterpret_cast<const char*>(data), size);  // NOLINT(*-reinterpret-cast)
  return CAIRO_STATUS_SUCCESS;
}

/// Converts to what Cairo calls RGB24: 0x00RRGGBB in the machine's order.
bool convert(GstVideoFrame* from, GstVideoFrame* to) {
  GstVideoConverter* converter = gst_video_converter_new(&from->info, &to->info, nullptr);
  if (!converter) return false;
  gst_video_converter_frame(converter, from, to);
  gst_video_converter_free(converter);
  return true;
}

}  // namespace

Result<std::string> toPng(GstSample* frame) {
  GstVideoInfo from;
  GstVideoInfo to;
  if (!gst_video_info_from_caps(&from, gst_sample_get_caps(frame))) return bug("the frame is no raw video");
  const int width = GST_VIDEO_INFO_WIDTH(&from);
  const int height = GST_VIDEO_INFO_HEIGHT(&from);
  constexpr auto kFormat = G_BYTE_ORDER == G_LITTLE_ENDIAN ? GST_VIDEO_FORMAT_BGRx : GST_VIDEO_FORMAT_xRGB;
  gst_video_info_set_format(&to, kFormat, static_cast<guint>(width), static_cast<guint>(height));
  to.fps_n = from.fps_n;  // The converter wants equal rates.
  to.fps_d = from.fps_d;
  const auto buffer = Ref<GstBuffer>::adopt(gst_buffer_new_allocate(nullptr, to.size, nullptr));
  GstVideoFrame source;
  if (!gst_video_frame_map(&source, &from, gst_sample_get_buffer(frame), GST_MAP_READ)) {
    return bug("the frame's memory cannot be read");
  }
  GstVideoFrame target;
  if (!gst_video_frame_map(&target, &to, buffer.get(), GST_MAP_WRITE)) {
    gst_video_frame_unmap(&source);
    return bug("no memory for the PNG's pixels");
  }
  std::string file;
  cairo_status_t status = CAIRO_STATUS_INVALID_FORMAT;
  if (convert(&source, &target)) {
    cairo_surface_t* surface = cairo_image_surface_create_for_data(
        static_cast<unsigned char*>(GST_VIDEO_FRAME_PLANE_DATA(&target, 0)), CAIRO_FORMAT_RGB24, width, height,
        GST_VIDEO_FRAME_PLANE_STRIDE(&target, 0));
    status = cairo_surface_write_to_png_stream(surface, append, &file);
    cairo_surface_destroy(surface);
  }
  gst_video_frame_unmap(&target);
  gst_video_frame_unmap(&source);
  if (status != CAIRO_STATUS_SUCCESS) return bug(std::format("PNG: {}", cairo_status_to_string(status)));
  return file;
}

PngEncoder::~PngEncoder() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
}

void PngEncoder::encode(Ref<GstSample> frame, Done done) {
  const std::scoped_lock lock(mutex_);
  queue_.emplace_back(std::move(frame), std::move(done));
  if (!thread_.joinable()) thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  changed_.notify_one();
}

void PngEncoder::run(const std::stop_token& stop) {
  pthread_setname_np(pthread_self(), "png");
  while (true) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait(lock, stop, [this] { return !queue_.empty(); }) || stop.stop_requested()) return;
    const auto [frame, done] = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    done(frame ? toPng(frame.get()) : Result<std::string>(bug("the stage has no picture yet")));
  }
}

}  // namespace rotonde::pipelines
