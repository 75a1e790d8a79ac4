// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/livekit/video_requests.hpp"

#include <functional>
#include <utility>
#include <vector>

namespace rotonde::meeting {

/// The remote videos on the room's screen, told by the screen to whoever is in a call. Main loop.
class ShownVideos {
 public:
  void set(std::vector<livekit::ShownVideo> videos) {
    if (videos == std::exchange(videos_, videos)) return;
    if (watcher_) watcher_(videos_);
  }
  const std::vector<livekit::ShownVideo>& now() const { return videos_; }
  /// One call at a time. The handle ends it.
  Handle watch(std::function<void(const std::vector<livekit::ShownVideo>&)> changed) {
    watcher_ = std::move(changed);
    return Handle([this] { watcher_ = nullptr; });
  }

 private:
  std::vector<livekit::ShownVideo> videos_;
  std::function<void(const std::vector<livekit::ShownVideo>&)> watcher_;
};

}  // namespace rotonde::meeting
