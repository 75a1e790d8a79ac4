// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
// The stage on a window of a real X server (Xvfb): what people would see there is read back from the server.
#include "firmware/base/main_loop.hpp"
#include "pipelines/compose/gst_stage.hpp"
#include "pipelines/compose/layout.hpp"
#include "tests/media/compose/pictures.hpp"
#include "tests/support/run_until.hpp"

#include <gio/gio.h>
#include <gst/app/gstappsink.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <format>
#include <optional>

namespace rotonde::pipelines {
namespace {

constexpr Colour kRed = colour(0xc02020);
constexpr Colour kBlue = colour(0x2040c0);

/// An X server with a free display number of its own choice.
class Xvfb {
 public:
  Xvfb() {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) return;
    const auto launcher = Ref<GSubprocessLauncher>::adopt(g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDERR_SILENCE));
    g_subprocess_launcher_take_fd(launcher.get(), ends[1], 3);
    server_ = Ref<GSubprocess>::adopt(g_subprocess_launcher_spawn(launcher.get(), nullptr, "Xvfb", "-displayfd", "3",
                                                                  "-screen", "0", "1920x1080x24", "-nolisten", "tcp",
                                                                  nullptr));
    // The server keeps its end open: the line's end is the end of the answer.
    for (char c = 0; server_ && read(ends[0], &c, 1) == 1 && c != '\n';) number_ += c;
    close(ends[0]);
  }
  ~Xvfb() {
    if (!server_) return;
    g_subprocess_send_signal(server_.get(), SIGTERM);
    g_subprocess_wait(server_.get(), nullptr, nullptr);
  }
  Xvfb(const Xvfb&) = delete;
  Xvfb& operator=(const Xvfb&) = delete;
  bool runs() const { return !number_.empty(); }
  std::string name() const { return ":" + number_; }

 private:
  Ref<GSubprocess> server_;
  std::string number_;
};

Image grab(const std::string& display) {
  const std::string text = std::format(
      "ximagesrc display-name={} use-damage=false show-pointer=false num-buffers=1 ! appsink name=out sync=false",
      display);
  const auto pipeline = Ref<GstElement>::sink(gst_parse_launch(text.c_str(), nullptr));
  const auto out = Ref<GstElement>::adopt(gst_bin_get_by_name(GST_BIN(pipeline.get()), "out"));
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  auto sample = Ref<GstSample>::adopt(gst_app_sink_try_pull_sample(GST_APP_SINK(out.get()), 5 * GST_SECOND));
  Image image = toImage(sample.get());
  // The source can give its shared memory back only while it is connected.
  sample.reset();
  gst_element_set_state(pipeline.get(), GST_STATE_NULL);
  return image;
}

class DisplayTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(x_.runs()) << "Xvfb does not start: is the package xvfb installed?"; }

  drivers::Display window(int width, int height) const {
    return {"window", "Xvfb", width, height, {"ximagesink", {{"display", x_.name()}, {"force-aspect-ratio", "false"}}}};
  }
  /// Looks at the server's screen again and again until `x`, `y` is `wanted`.
  ::testing::AssertionResult becomes(int x, int y, Colour wanted) {
    Colour last;
    for (int attempt = 0; attempt < 60; ++attempt) {
      bool due = false;
      const Handle timer = loop_.after(milliseconds(50), [&] { due = true; });
      test::runUntil(loop_, [&] { return due; });
      last = grab(x_.name()).at(x, y);
      if (distance(last, wanted) <= 8) return testing::AssertionSuccess();
    }
    return testing::AssertionFailure() << std::format("#{:02x}{:02x}{:02x} is there", last.red, last.green, last.blue);
  }

  Xvfb x_;
  MainLoop loop_;
  Feeds feeds_;
  GstStage stage_{loop_, feeds_};
};

TEST_F(DisplayTest, TheComposedPictureReachesTheWindow) {
  Scene scene;
  scene.tiles = {{.feed = "a", .name = "Zoé"}};
  const Rect rect = layout({1920, 1080, 1, std::nullopt, false}).places[0].rect;
  feeds_.put("a", solid(640, 360, kRed).get());
  stage_.show(scene);
  stage_.selectDisplay(window(1920, 1080));
  // A still picture is sent when the display is chosen, without anything changing.
  EXPECT_TRUE(becomes(rect.x + 300, rect.y + 300, kRed));
  EXPECT_TRUE(becomes(2, 2, look::kBackground));
  feeds_.put("a", solid(640, 360, kBlue).get());
  EXPECT_TRUE(becomes(rect.x + 300, rect.y + 300, kBlue));
}

TEST_F(DisplayTest, ThePictureIsScaledToTheDisplay) {
  Scene scene;
  scene.tiles = {{.feed = "a", .name = "Zoé"}};
  feeds_.put("a", solid(640, 360, kBlue).get());
  stage_.show(scene);
  stage_.selectDisplay(window(1280, 720));
  EXPECT_TRUE(becomes(640, 300, kBlue));
  EXPECT_TRUE(becomes(1278, 718, look::kBackground));
  EXPECT_TRUE(becomes(1400, 300, colour(0))) << "beside the window";
}

TEST_F(DisplayTest, TheDisplayCanBeLeftAndTakenAgain) {
  Scene scene;
  scene.tiles = {{.feed = "a", .name = "Zoé"}};
  feeds_.put("a", solid(640, 360, kBlue).get());
  stage_.show(scene);
  for (int round = 0; round < 3; ++round) {
    stage_.selectDisplay(window(1920, 1080));
    EXPECT_TRUE(becomes(960, 300, kBlue));
    stage_.selectDisplay(std::nullopt);
    EXPECT_TRUE(becomes(960, 300, colour(0))) << "the window is gone";
  }
}

}  // namespace
}  // namespace rotonde::pipelines
