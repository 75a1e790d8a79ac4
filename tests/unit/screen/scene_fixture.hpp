// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/screen/scene.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace rotonde::test {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// The screen of a room in Paris on Tuesday 24 November 2026, 14:05 (13:05 UTC).
class SceneTest : public testing::Test {
 protected:
  SceneTest() {
    status.mutable_system()->set_room_name("Ségur");
    status.mutable_agenda()->set_feed_configured(true);
    status.mutable_agenda()->set_feed_fetched_ms(ms(now - minutes(1)));
    meeting().set_phase(control::v1::PHASE_IDLE);
  }

  static std::int64_t ms(WallTime time) { return time.time_since_epoch().count(); }
  pipelines::Scene scene(text::Language language = text::Language::French) const {
    return screen::sceneOf(status, language, now, *zone);
  }
  pipelines::Scene english() const { return scene(text::Language::English); }
  control::v1::Meeting& meeting() { return *status.mutable_meeting(); }

  /// A meeting in the agenda that the room joins by itself.
  control::v1::Occurrence& add(const std::string& key, WallTime start, milliseconds length = hours(1)) {
    auto& occurrence = (*status.mutable_agenda()->mutable_occurrences())[key];
    occurrence.set_title("Réunion " + key);
    occurrence.set_start_ms(ms(start));
    occurrence.set_end_ms(ms(start + length));
    occurrence.set_joinability(control::v1::JOINABILITY_AUTO);
    return occurrence;
  }
  /// Status.meeting is about the occurrence `key`.
  void about(const std::string& key) {
    const auto& occurrence = status.agenda().occurrences().at(key);
    meeting().set_occurrence(key);
    meeting().set_title(occurrence.title());
    meeting().set_start_ms(occurrence.start_ms());
    meeting().set_end_ms(occurrence.end_ms());
  }
  control::v1::Participant& person(const std::string& sid, const std::string& name, std::int64_t joined) {
    auto& who = (*status.mutable_roster())[sid];
    who.set_name(name);
    who.set_joined_ms(joined);
    who.set_authenticated(true);
    who.set_camera_track("TR_camera_" + sid);
    who.set_microphone_track("TR_microphone_" + sid);
    return who;
  }
  void fault(control::v1::DeviceKind kind, control::v1::DeviceFault what, const std::string& device = "") {
    auto& problem = *status.mutable_devices()->add_faults();
    problem.set_kind(kind);
    problem.set_fault(what);
    problem.set_device(device);
  }
  static std::vector<std::string> banners(const pipelines::Scene& scene) {
    std::vector<std::string> out;
    for (const auto& banner : scene.banners) out.push_back(banner.text);
    return out;
  }

  const std::chrono::time_zone* zone = std::chrono::locate_zone("Europe/Paris");
  WallTime now = std::chrono::sys_days{std::chrono::year(2026) / 11 / 24} + hours(13) + minutes(5);
  control::v1::Status status;
};

}  // namespace rotonde::test
