// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/livekit/video_requests.hpp"

#include "firmware/livekit/wire.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace rotonde::livekit {
namespace {

/// The heights that browsers publish in layers. A tile a little larger than a layer is not worth the next one: the
/// server itself takes a layer for a request of up to 1/0.9 of its height.
constexpr std::array kHeights = {180, 360, 540, 720, 1080};
constexpr double kStretch = 1.1;

int stepFor(int height) {
  const auto* fits = std::ranges::find_if(kHeights, [height](int step) { return height <= step * kStretch; });
  return fits == kHeights.end() ? kHeights.back() : *fits;
}

}  // namespace

VideoRequests::VideoRequests(Runtime& runtime, std::function<void(const ::livekit::UpdateTrackSettings&)> send)
    : runtime_(runtime), send_(std::move(send)) {}

void VideoRequests::published(std::set<std::string> sids) {
  std::erase_if(tracks_, [&sids](const auto& entry) { return !sids.contains(entry.first); });
  for (const auto& sid : sids) {
    if (!tracks_.contains(sid)) tracks_[sid] = {.asked = {}, .wanted = -1, .due = {}};
  }
  refresh();
}

void VideoRequests::shown(const std::vector<ShownVideo>& videos) {
  shown_.clear();
  for (const auto& video : videos) {
    // The same video may have two places: the larger counts.
    auto& step = shown_[video.sid];
    step = std::max(step, stepFor(video.height));
  }
  refresh();
}

VideoRequests::Step VideoRequests::stepOf(const std::string& sid) const {
  const auto found = shown_.find(sid);
  return found == shown_.end() ? 0 : found->second;
}

void VideoRequests::refresh() {
  for (auto& [sid, track] : tracks_) {
    const Step wanted = stepOf(sid);
    if (wanted == std::exchange(track.wanted, wanted)) continue;
    const bool less = track.asked && wanted < *track.asked;
    track.due = runtime_.steady() + (less ? kLess : kMore);
  }
  sendDue();
}

void VideoRequests::sendDue() {
  const auto now = runtime_.steady();
  std::map<Step, wire::UpdateTrackSettings> messages;
  auto next = SteadyTime::max();
  for (auto& [sid, track] : tracks_) {
    if (track.asked == track.wanted) continue;
    if (track.due > now) {
      next = std::min(next, track.due);
      continue;
    }
    track.asked = track.wanted;
    messages[track.wanted].add_track_sids(sid);
  }
  for (auto& [step, message] : messages) {
    // Each message replaces all that was said before; without a size the server would send its smallest layer.
    message.set_disabled(step == 0);
    message.set_height(static_cast<std::uint32_t>(step == 0 ? kHeights.front() : step));
    message.set_width(message.height() * 16 / 9);
    send_(message);
  }
  timer_ = {};
  if (next != SteadyTime::max())
    timer_ = runtime_.after(std::chrono::ceil<milliseconds>(next - now), [this] { sendDue(); });
}

}  // namespace rotonde::livekit
