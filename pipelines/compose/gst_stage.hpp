// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/runtime.hpp"
#include "pipelines/api/stage.hpp"
#include "pipelines/gst/feeds.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace rotonde::pipelines {

class Composer;
class DisplayOutput;
class PngEncoder;

/// Size of the composed picture (rounded down to even) and the most frames in a second.
struct StageSettings {
  int width = 1920;
  int height = 1080;
  int maxFramesPerSecond = 30;
};

/// The room's screen, composed in software from the newest picture of each feed (docs/screen.md). Main loop. `executor`
/// and `feeds` must live longer; it is the one receiver of Feeds::onPut.
class GstStage : public Stage {
 public:
  GstStage(Executor& executor, Feeds& feeds, StageSettings settings = {});
  ~GstStage() override;
  GstStage(const GstStage&) = delete;
  GstStage& operator=(const GstStage&) = delete;

  /// A display that fails is logged and given up until the next call; composing goes on.
  void selectDisplay(std::optional<drivers::Display> display) override;
  void show(const Scene& scene) override;
  /// Draws first when the scene or a picture is newer than the last frame. `done` is never called after the stage's
  /// death.
  void screenshot(std::function<void(Result<std::string>)> done) override;
  void setFeedShown(std::function<void(const std::string& feed)> shown) override;
  void setFeedSizes(std::function<void(const std::vector<FeedSize>& sizes)> changed) override;

 private:
  /// What posted functions hold weakly.
  struct Callbacks {
    std::function<void(const std::string&)> shown;
  };
  void dropDisplay();

  Executor& executor_;
  const StageSettings settings_;
  std::vector<FeedSize> sizes_;
  std::function<void(const std::vector<FeedSize>&)> sizesChanged_;
  std::shared_ptr<Callbacks> callbacks_;
  std::unique_ptr<DisplayOutput> display_;
  int displayNumber_ = 0;  ///< Tells a late failure of an old display from one of the present.
  std::unique_ptr<PngEncoder> png_;
  std::unique_ptr<Composer> composer_;  // Last: its thread uses the others.
};

}  // namespace rotonde::pipelines
