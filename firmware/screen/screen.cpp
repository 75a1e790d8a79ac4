// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/screen/screen.hpp"

#include "firmware/screen/scene.hpp"

#include <algorithm>

namespace rotonde::screen {
namespace {

constexpr milliseconds kShortestPause{100};

}  // namespace

Screen::Screen(Runtime& runtime, control::StatusStore& store, pipelines::Stage& stage, text::Language language,
               const std::chrono::time_zone& zone)
    : runtime_(runtime), store_(store), stage_(stage), language_(language), zone_(&zone) {
  watch_ = store_.watch([this](const control::v1::Event&) { refreshSoon(); });
  refresh();
}

void Screen::configure(text::Language language, const std::chrono::time_zone& zone) {
  language_ = language;
  zone_ = &zone;
  refreshSoon();
}

void Screen::wallClockChanged() { refreshSoon(); }

void Screen::refreshSoon() {
  if (soon_) return;
  const auto since = std::chrono::duration_cast<milliseconds>(runtime_.steady() - refreshed_);
  // Never inside the change itself: several changes of one moment make one scene.
  soon_ = runtime_.after(std::max(milliseconds(0), kShortestPause - since), [this] { refresh(); });
}

void Screen::refresh() {
  soon_.reset();
  refreshed_ = runtime_.steady();
  pipelines::Scene scene = sceneOf(store_.status(), language_, runtime_.wall(), *zone_);
  if (scene != shown_) {
    shown_ = scene;
    stage_.show(scene);
  }
  tick_ = runtime_.after(untilTick(), [this] { refresh(); });
}

milliseconds Screen::untilTick() const {
  const WallTime now = runtime_.wall();
  const auto minute = std::chrono::floor<std::chrono::minutes>(now) + std::chrono::minutes(1) - now;
  const auto& meeting = store_.status().meeting();
  const std::int64_t nowMs = now.time_since_epoch().count();
  if (meeting.waiting_since_ms() != 0) {
    const milliseconds waited((nowMs - meeting.waiting_since_ms()) % 60'000);
    return std::min<milliseconds>(minute, milliseconds(60'000) - waited);
  }
  const bool asks = meeting.handover_ms() > nowMs;
  if (meeting.phase() != control::v1::PHASE_COUNTDOWN && !asks) return minute;
  const milliseconds second(((asks ? meeting.handover_ms() : meeting.join_at_ms()) - nowMs) % 1000);
  return std::min<milliseconds>(minute, second > milliseconds(0) ? second : milliseconds(1000));
}

}  // namespace rotonde::screen
