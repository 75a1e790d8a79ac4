// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/compose/composer.hpp"

#include "pipelines/compose/gst_stage.hpp"
#include "pipelines/compose/painter.hpp"

#include <pthread.h>

#include <utility>

namespace rotonde::pipelines {

Composer::Composer(Feeds& feeds, const StageSettings& settings, std::function<void(const std::string&)> firstShown)
    : feeds_(feeds),
      width_(settings.width & ~1),
      height_(settings.height & ~1),
      maxFramesPerSecond_(settings.maxFramesPerSecond),
      firstShown_(std::move(firstShown)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {
  feeds_.onPut([this](const std::string& feed) { onPut(feed); });
}

Composer::~Composer() {
  feeds_.onPut({});
  thread_.request_stop();
  thread_.join();
}

void Composer::onPut(const std::string& feed) {
  const std::scoped_lock lock(mutex_);
  if (!watched_.contains(feed)) return;
  work_.pictures = true;
  changed_.notify_one();
}

void Composer::show(const Scene& scene) {
  const std::scoped_lock lock(mutex_);
  work_.scene = scene;
  changed_.notify_one();
}

void Composer::setOutput(FrameReceiver receiver) {
  const std::scoped_lock lock(mutex_);
  work_.output = std::move(receiver);
  changed_.notify_one();
}

void Composer::snapshot(FrameReceiver done) {
  const std::scoped_lock lock(mutex_);
  work_.snapshots.push_back(std::move(done));
  changed_.notify_one();
}

bool Composer::due() const { return work_.scene || work_.pictures || urgent(); }
bool Composer::urgent() const { return !work_.snapshots.empty() || work_.output; }

/// Waits for something to do; for pictures and scenes not before `earliest`.
Composer::Work Composer::take(const std::stop_token& stop, std::chrono::steady_clock::time_point earliest) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, stop, [this] { return due(); });
  changed_.wait_until(lock, stop, earliest, [this] { return urgent(); });
  return std::exchange(work_, {});
}

void Composer::run(const std::stop_token& stop) {
  pthread_setname_np(pthread_self(), "compose");
  Painter painter(width_, height_, maxFramesPerSecond_);
  painter.show({});
  FrameReceiver output;
  const auto interval = std::chrono::nanoseconds(std::chrono::seconds(1)) / maxFramesPerSecond_;
  std::chrono::steady_clock::time_point earliest;
  while (!stop.stop_requested()) {
    Work work = take(stop, earliest);
    if (stop.stop_requested()) return;
    earliest = std::chrono::steady_clock::now() + interval;
    if (work.scene) {
      painter.show(*work.scene);
      const std::scoped_lock lock(mutex_);
      watched_ = painter.feeds();
    }
    std::vector<std::string> firstShown;
    const Ref<GstSample> frame = painter.draw(feeds_, firstShown);
    if (work.output) output = std::move(*work.output);
    if (output && frame && (painter.changed() || work.output)) output(frame.get());
    for (const auto& done : work.snapshots) done(frame.get());
    for (const auto& feed : firstShown) firstShown_(feed);
  }
}

}  // namespace rotonde::pipelines
