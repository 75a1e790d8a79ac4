// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/compose/gst_stage.hpp"

#include "firmware/base/log.hpp"
#include "pipelines/compose/composer.hpp"
#include "pipelines/compose/display_output.hpp"
#include "pipelines/compose/layout.hpp"
#include "pipelines/compose/png_encoder.hpp"

#include <utility>

namespace rotonde::pipelines {

GstStage::GstStage(Executor& executor, Feeds& feeds, StageSettings settings)
    : executor_(executor),
      settings_(settings),
      callbacks_(std::make_shared<Callbacks>()),
      png_(std::make_unique<PngEncoder>()) {
  auto firstShown = [this, weak = std::weak_ptr(callbacks_)](const std::string& feed) {
    executor_.post([weak, feed] {
      const auto callbacks = weak.lock();
      if (!callbacks) return;
      if (const auto shown = callbacks->shown) shown(feed);
    });
  };
  composer_ = std::make_unique<Composer>(feeds, settings, std::move(firstShown));
}

GstStage::~GstStage() {
  composer_->setOutput({});
  composer_.reset();
}

void GstStage::dropDisplay() {
  ++displayNumber_;
  composer_->setOutput({});
  display_.reset();
}

void GstStage::selectDisplay(std::optional<drivers::Display> display) {
  dropDisplay();
  if (!display) return;
  auto failed = [this, weak = std::weak_ptr(callbacks_), name = display->name,
                 number = displayNumber_](const std::string& text) {
    log::error("compose", "The display {} failed, the picture goes on without it: {}", name, text);
    // Not from inside the pipeline's own callback.
    executor_.post([this, weak, number] {
      if (!weak.expired() && displayNumber_ == number) dropDisplay();
    });
  };
  auto output = DisplayOutput::create(*display, executor_, std::move(failed));
  if (!output) {
    log::error("compose", "The display {} cannot be used: {}", display->name, output.error().message);
    return;
  }
  display_ = std::move(*output);
  composer_->setOutput([entry = display_->entry()](GstSample* frame) { pushSample(entry.get(), frame); });
}

void GstStage::show(const Scene& scene) {
  composer_->show(scene);
  auto sizes = feedSizes(scene, settings_.width, settings_.height);
  if (sizes == std::exchange(sizes_, sizes)) return;
  if (sizesChanged_) sizesChanged_(sizes_);
}

void GstStage::setFeedSizes(std::function<void(const std::vector<FeedSize>& sizes)> changed) {
  sizesChanged_ = std::move(changed);
}

void GstStage::screenshot(std::function<void(Result<std::string>)> done) {
  auto deliver = [this, weak = std::weak_ptr(callbacks_), done = std::move(done)](Result<std::string> file) {
    executor_.post([weak, done, file = std::move(file)] {
      if (!weak.expired()) done(file);
    });
  };
  composer_->snapshot(
      [this, deliver = std::move(deliver)](GstSample* frame) { png_->encode(Ref<GstSample>::share(frame), deliver); });
}

void GstStage::setFeedShown(std::function<void(const std::string& feed)> shown) {
  callbacks_->shown = std::move(shown);
}

}  // namespace rotonde::pipelines
