// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
// What one frame of the room's screen costs: our painter (with names, marks and corners) and GStreamer's compositor
// element (bare pictures) on the same 640x360 pictures in the same run, as processor time. Every tile has a new picture
// in every frame. Usage: compose_bench [FRAMES]
#include "pipelines/compose/layout.hpp"
#include "pipelines/compose/painter.hpp"
#include "tests/media/compose/pictures.hpp"

#include <gst/app/gstappsrc.h>
#include <sys/resource.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <format>
#include <string>
#include <vector>

namespace rotonde::pipelines {
namespace {

constexpr int kWidth = 1920;
constexpr int kHeight = 1080;

double processorMilliseconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto of = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
  };
  return of(usage.ru_utime) + of(usage.ru_stime);
}

double painterCost(std::size_t tiles, int frames) {
  Feeds feeds;
  Scene scene;
  std::vector<std::array<Ref<GstSample>, 2>> pictures;
  for (std::size_t tile = 0; tile < tiles; ++tile) {
    const auto number = static_cast<unsigned>(tile);
    pictures.push_back({portrait(640, 360, number), portrait(640, 360, number + 1)});
    scene.tiles.push_back(
        {.feed = std::to_string(tile), .name = "Élodie Martin", .speaking = tile == 1, .muted = tile % 2 == 0});
  }
  Painter painter(kWidth, kHeight, 30);
  painter.show(scene);
  std::vector<std::string> shown;
  const auto frame = [&](int number) {
    for (std::size_t tile = 0; tile < tiles; ++tile) {
      feeds.put(std::to_string(tile), pictures[tile][static_cast<std::size_t>(number) % 2].get());
    }
    painter.draw(feeds, shown);
  };
  for (int warm = 0; warm < 4; ++warm) frame(warm);
  const double start = processorMilliseconds();
  for (int number = 0; number < frames; ++number) frame(number);
  return (processorMilliseconds() - start) / frames;
}

double compositorCost(std::size_t tiles, int frames) {
  std::string pads;
  std::string sources;
  const auto places = layout({kWidth, kHeight, tiles, std::nullopt, false}).places;
  for (std::size_t tile = 0; tile < tiles; ++tile) {
    const Rect& rect = places[tile].rect;
    pads += std::format(" sink_{0}::xpos={1} sink_{0}::ypos={2} sink_{0}::width={3} sink_{0}::height={4}", tile, rect.x,
                        rect.y, rect.width, rect.height);
    sources += std::format(" appsrc name=s{0} format=time max-bytes=0 ! c.sink_{0}", tile);
  }
  const std::string text = std::format(
      "compositor name=c background=black{} ! video/x-raw,format=I420,width={},height={},framerate=30/1,"
      "colorimetry=bt601 ! fakesink name=sink sync=false{}",
      pads, kWidth, kHeight, sources);
  const auto pipeline = Ref<GstElement>::sink(gst_parse_launch(text.c_str(), nullptr));
  // An appsrc that is not started yet refuses buffers.
  gst_element_set_state(pipeline.get(), GST_STATE_PAUSED);
  for (std::size_t tile = 0; tile < tiles; ++tile) {
    const auto source =
        Ref<GstElement>::adopt(gst_bin_get_by_name(GST_BIN(pipeline.get()), std::format("s{}", tile).c_str()));
    const auto picture = portrait(640, 360, static_cast<unsigned>(tile));
    const auto caps = Ref<GstCaps>::adopt(gst_caps_copy(gst_sample_get_caps(picture.get())));
    gst_caps_set_simple(caps.get(), "framerate", GST_TYPE_FRACTION, 30, 1, nullptr);
    g_object_set(source.get(), "caps", caps.get(), nullptr);
    for (int number = 0; number < frames; ++number) {
      GstBuffer* buffer = gst_buffer_copy(gst_sample_get_buffer(picture.get()));
      GST_BUFFER_PTS(buffer) = gst_util_uint64_scale(static_cast<guint64>(number), GST_SECOND, 30);
      GST_BUFFER_DURATION(buffer) = GST_SECOND / 30;
      gst_app_src_push_buffer(GST_APP_SRC(source.get()), buffer);
    }
    gst_app_src_end_of_stream(GST_APP_SRC(source.get()));
  }
  const double start = processorMilliseconds();
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  const auto bus = Ref<GstBus>::adopt(gst_element_get_bus(pipeline.get()));
  const auto end = Ref<GstMessage>::adopt(gst_bus_timed_pop_filtered(
      bus.get(), 120 * GST_SECOND, static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR)));
  const double cost = (processorMilliseconds() - start) / frames;
  gst_element_set_state(pipeline.get(), GST_STATE_NULL);
  return end && GST_MESSAGE_TYPE(end.get()) == GST_MESSAGE_EOS ? cost : 0.0;
}

}  // namespace
}  // namespace rotonde::pipelines

int main(int argc, char** argv) {
  gst_init(nullptr, nullptr);
  const int frames = argc > 1 ? std::atoi(argv[1]) : 300;
  std::printf("tiles  ours ms/frame  compositor ms/frame  ratio   (640x360 to 1920x1080, %d frames)\n", frames);
  for (const std::size_t tiles : {std::size_t{9}, std::size_t{16}}) {
    const double ours = rotonde::pipelines::painterCost(tiles, frames);
    const double theirs = rotonde::pipelines::compositorCost(tiles, frames);
    std::printf("%5zu  %13.2f  %19.2f  %5.2f\n", tiles, ours, theirs, ours / theirs);
  }
  return 0;
}
