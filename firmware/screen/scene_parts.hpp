// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/runtime.hpp"
#include "firmware/control/control.pb.h"
#include "firmware/text/text.hpp"
#include "pipelines/api/stage.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// The pieces that sceneOf is put together from.
namespace rotonde::screen {

/// Everything a scene is made of.
struct View {
  const control::v1::Status& status;
  text::Language language;
  WallTime now;
  const std::chrono::time_zone& zone;

  template <class... Args>
  std::string say(text::Text id, const Args&... args) const {
    return text::text(language, id, args...);
  }
  text::LocalTime local(std::int64_t unixMs) const { return zone.to_local(WallTime(milliseconds(unixMs))); }
  std::string clock(std::int64_t unixMs) const { return text::clock(local(unixMs)); }
  std::int64_t nowMs() const { return now.time_since_epoch().count(); }
};

/// Foreign text for one line (foreignLine).
std::string oneLine(std::string_view text);

/// "a · b", without the empty ones.
std::string joined(std::string_view first, std::string_view second);

// scene_agenda.cpp

/// What a meeting is called in the room.
std::string titleOf(const View& view, const control::v1::Occurrence& occurrence);
/// … and the one that Status.meeting is about.
std::string titleOfCurrent(const View& view);
/// Today's meetings that are not over.
std::vector<pipelines::Scene::Meeting> todaysMeetings(const View& view);
/// The meeting that runs now although the room is not in it; null: none.
const control::v1::Occurrence* runningMeeting(const View& view);
/// The next meeting of today; null: none.
const control::v1::Occurrence* nextToday(const View& view);
/// Why a meeting is not joined by itself; empty when it is.
std::string joinNote(const View& view, const control::v1::Occurrence& occurrence);
/// "12:05", or the date when it was not today.
std::string clockOrDate(const View& view, std::int64_t unixMs);
/// During a meeting: the room is booked for another one soon.
void addNextMeetingBanner(const View& view, pipelines::Scene& scene);

// scene_troubles.cpp

/// Something that people in the room can do something about, or should know.
struct Trouble {
  pipelines::Scene::Tone tone = pipelines::Scene::Tone::Notice;
  std::string what;
  std::string cure;  ///< Empty: not worth more than a banner.
};

/// What is wrong with the room while it is in no meeting, worst first.
std::vector<Trouble> troublesOf(const View& view);
/// The fault that leaves the room without this kind of device; DEVICE_FAULT_UNSPECIFIED when there is one that works.
control::v1::DeviceFault faultOf(const View& view, control::v1::DeviceKind kind);
/// During a meeting: devices that it lacks, and what is closed.
void addDeviceBanners(const View& view, pipelines::Scene& scene);

// scene_people.cpp

/// Tiles, own picture, headline and banners of a running meeting.
void showMeeting(const View& view, pipelines::Scene& scene);
/// The meeting is recorded or transcribed: said on every screen, also before the room is in it.
void addRecordingBanner(const View& view, pipelines::Scene& scene);
/// Whether anybody else is in the meeting.
bool hasOthers(const control::v1::Status& status);

}  // namespace rotonde::screen
