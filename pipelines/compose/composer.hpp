// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "pipelines/api/stage.hpp"
#include "pipelines/gst/feeds.hpp"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace rotonde::pipelines {

struct StageSettings;

/// The stage's one thread. It sleeps until the scene changes or a feed that is shown has a new picture, draws, and
/// hands the frame on: a screen on which nothing moves costs nothing. Its methods are for the main loop; the functions
/// given to it are called on its thread and must not block.
class Composer {
 public:
  using FrameReceiver = std::function<void(GstSample*)>;

  /// `firstShown` is called for each feed whose first picture was drawn. `feeds` must live longer.
  Composer(Feeds& feeds, const StageSettings& settings, std::function<void(const std::string&)> firstShown);
  /// Returns when the thread has ended.
  ~Composer();
  Composer(const Composer&) = delete;
  Composer& operator=(const Composer&) = delete;

  void show(const Scene& scene);
  /// `receiver` gets the newest frame at once and each new one; empty for none. The one before may still be running.
  void setOutput(FrameReceiver receiver);
  /// Calls `done` once with a frame that has everything up to now in it (drawn now, if need be); with nullptr when
  /// there can be none. Not called any more when the composer dies.
  void snapshot(FrameReceiver done);

 private:
  struct Work {
    std::optional<Scene> scene;
    std::vector<FrameReceiver> snapshots;
    std::optional<FrameReceiver> output;
    bool pictures = false;
  };
  void run(const std::stop_token& stop);
  bool due() const;
  bool urgent() const;
  Work take(const std::stop_token& stop, std::chrono::steady_clock::time_point earliest);
  void onPut(const std::string& feed);

  Feeds& feeds_;
  const int width_;
  const int height_;
  const int maxFramesPerSecond_;
  const std::function<void(const std::string&)> firstShown_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  Work work_;                      // Guarded by mutex_.
  std::set<std::string> watched_;  // Guarded by mutex_.
  std::jthread thread_;            // Last: it must not outlive the members above.
};

}  // namespace rotonde::pipelines
