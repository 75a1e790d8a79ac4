// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/runtime.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace livekit {
class UpdateTrackSettings;
}  // namespace livekit

namespace rotonde::livekit {

/// A video that has a place on the room's screen, with its size there in pixels.
struct ShownVideo {
  std::string sid;
  int width = 0;
  int height = 0;
  friend bool operator==(const ShownVideo&, const ShownVideo&) = default;
};

/// Asks the SFU for each video in the size in which it is shown, and not to send what is hidden. More is asked for soon
/// (a change of the layout comes as several), less only when it has lasted: people who come and go in a row make no
/// flood of requests, and the SFU no flood of key frames. Main loop.
class VideoRequests {
 public:
  static constexpr milliseconds kMore{100};
  static constexpr milliseconds kLess{2000};

  VideoRequests(Runtime& runtime, std::function<void(const ::livekit::UpdateTrackSettings&)> send);

  /// The videos that the room publishes, by sid.
  void published(std::set<std::string> sids);
  /// The videos that are shown; all others are hidden.
  void shown(const std::vector<ShownVideo>& videos);

 private:
  /// Height of the smallest layer that fills the place, with its 16:9 width. 0: hidden.
  using Step = int;
  struct Track {
    std::optional<Step> asked;  ///< Empty: the server was told nothing yet.
    Step wanted = 0;
    SteadyTime due;
  };
  Step stepOf(const std::string& sid) const;
  void refresh();
  void sendDue();

  Runtime& runtime_;
  std::function<void(const ::livekit::UpdateTrackSettings&)> send_;
  std::map<std::string, Step> shown_;
  std::map<std::string, Track> tracks_;
  Handle timer_;
};

}  // namespace rotonde::livekit
