// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
// Runs the stage through its life and ends GStreamer: with GST_TRACERS=leaks every object that is still alive then is
// written to the log. With the argument "leak" one is left on purpose, which shows that the check can fail.
#include "firmware/base/main_loop.hpp"
#include "pipelines/compose/gst_stage.hpp"
#include "tests/media/compose/pictures.hpp"

#include <glib.h>
#include <gst/gst.h>

#include <cstdio>
#include <cstring>
#include <optional>
#include <utility>

namespace rotonde::pipelines {
namespace {

bool live() {
  MainLoop loop;
  Feeds feeds;
  bool taken = false;
  {
    GstStage stage(loop, feeds);
    for (int round = 0; round < 3; ++round) {
      stage.selectDisplay(drivers::Display{"d", "nowhere", 1280, 720, {"fakesink", {}}});
      Scene scene;
      scene.tiles = {{.feed = "a", .name = "Zoé"}, {.feed = "b", .name = "Éric", .contain = true}};
      stage.show(scene);
      feeds.put("a", solid(320, 180, colour(0xc02020)).get());
      feeds.put("b", solid(320 + 2 * round, 180, colour(0xc02020), GST_VIDEO_FORMAT_NV12).get());
      std::optional<Result<std::string>> file;
      stage.screenshot([&](Result<std::string> result) { file = std::move(result); });
      while (!file) g_main_context_iteration(nullptr, TRUE);
      taken = file->has_value();
      feeds.remove("a");
    }
  }
  while (g_main_context_iteration(nullptr, FALSE)) {
  }
  return taken;
}

}  // namespace
}  // namespace rotonde::pipelines

int main(int argc, char** argv) {
  gst_init(nullptr, nullptr);
  const bool good = rotonde::pipelines::live();
  if (argc > 1 && std::strcmp(argv[1], "leak") == 0) {
    rotonde::pipelines::solid(64, 64, rotonde::pipelines::colour(0)).release();
  }
  gst_deinit();
  std::puts(good ? "lived" : "failed");
  return good ? 0 : 1;
}
