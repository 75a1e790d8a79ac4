// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/base/foreign_text.hpp"
#include "firmware/screen/scene_parts.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

namespace rotonde::screen {
namespace {

using namespace control::v1;
using pipelines::Scene;
using text::Text;
using Tone = Scene::Tone;

/// What the room says when it has no working device of a kind: large with its cure while idle, short in a meeting.
struct Words {
  DeviceKind kind;
  DeviceFault fault;
  Tone tone;
  Text what;
  Text cure;
  Text inMeeting;
};

/// Worst first: not being heard is worse than hearing nobody, a missing picture is the least.
constexpr auto kWords = std::to_array<Words>({
    {DEVICE_KIND_MICROPHONE, DEVICE_FAULT_NONE, Tone::Alarm, Text::NoMicrophone, Text::NoMicrophoneDetail,
     Text::BannerMicrophoneNone},
    {DEVICE_KIND_MICROPHONE, DEVICE_FAULT_FAILED, Tone::Alarm, Text::MicrophoneFailed, Text::DeviceFailedDetail,
     Text::BannerMicrophoneFailed},
    {DEVICE_KIND_SPEAKER, DEVICE_FAULT_NONE, Tone::Alarm, Text::NoSpeaker, Text::NoSpeakerDetail,
     Text::BannerSpeakerNone},
    {DEVICE_KIND_SPEAKER, DEVICE_FAULT_FAILED, Tone::Alarm, Text::SpeakerFailed, Text::DeviceFailedDetail,
     Text::BannerSpeakerFailed},
    {DEVICE_KIND_CAMERA, DEVICE_FAULT_NONE, Tone::Notice, Text::NoCamera, Text::NoCameraDetail, Text::BannerCameraNone},
    {DEVICE_KIND_CAMERA, DEVICE_FAULT_FAILED, Tone::Notice, Text::CameraFailed, Text::DeviceFailedDetail,
     Text::BannerCameraFailed},
});

const DeviceProblem* problemOf(const View& view, DeviceKind kind, DeviceFault fault) {
  const auto& faults = view.status.devices().faults();
  const auto found = std::ranges::find_if(
      faults, [&](const DeviceProblem& problem) { return problem.kind() == kind && problem.fault() == fault; });
  return found == faults.end() ? nullptr : &*found;
}

void addDeviceTroubles(const View& view, std::vector<Trouble>& out) {
  const bool neither = problemOf(view, DEVICE_KIND_CAMERA, DEVICE_FAULT_NONE) &&
                       problemOf(view, DEVICE_KIND_MICROPHONE, DEVICE_FAULT_NONE);
  if (neither) {
    out.push_back({Tone::Alarm, view.say(Text::NoCameraNorMicrophone), view.say(Text::NoCameraNorMicrophoneDetail)});
  }
  for (const Words& words : kWords) {
    const DeviceProblem* problem = problemOf(view, words.kind, words.fault);
    const bool told = neither && words.fault == DEVICE_FAULT_NONE && words.kind != DEVICE_KIND_SPEAKER;
    if (!problem || told) continue;
    out.push_back({words.tone, view.say(words.what), view.say(words.cure, oneLine(problem->device()))});
  }
}

/// The room works with another device than was meant.
void addReplacedDevices(const View& view, std::vector<Trouble>& out) {
  static constexpr std::array<std::pair<DeviceKind, Text>, 4> kReplaced = {{
      {DEVICE_KIND_MICROPHONE, Text::MicrophoneReplaced},
      {DEVICE_KIND_SPEAKER, Text::SpeakerReplaced},
      {DEVICE_KIND_CAMERA, Text::CameraReplaced},
      {DEVICE_KIND_DISPLAY, Text::DisplayReplaced},
  }};
  for (const auto& [kind, what] : kReplaced) {
    const DeviceProblem* problem = problemOf(view, kind, DEVICE_FAULT_REPLACED);
    if (problem) out.push_back({Tone::Notice, view.say(what, oneLine(problem->device())), ""});
  }
}

bool calendarNeverRead(const Agenda& agenda) { return agenda.feed_fetched_ms() == 0 && !agenda.feed_problem().empty(); }

void addSettings(const View& view, std::vector<Trouble>& out) {
  const int count = view.status.system().config_problems_size();
  // The attention screen lists them.
  if (count == 0 || view.status.meeting().phase() == PHASE_ATTENTION) return;
  out.push_back({Tone::Calm,
                 count == 1 ? view.say(Text::BannerSettingsOne) : view.say(Text::BannerSettings, std::to_string(count)),
                 ""});
}

/// Whether the room misses a device of this kind, which is more than that it is closed.
bool missing(const View& view, DeviceKind kind) { return faultOf(view, kind) != DEVICE_FAULT_UNSPECIFIED; }

}  // namespace

std::vector<Trouble> troublesOf(const View& view) {
  const Agenda& agenda = view.status.agenda();
  std::vector<Trouble> out;
  addDeviceTroubles(view, out);
  if (calendarNeverRead(agenda)) {
    out.push_back({Tone::Alarm, view.say(Text::CalendarNeverRead), view.say(Text::CalendarNeverReadDetail)});
  } else if (agenda.feed_stale() && agenda.feed_fetched_ms() != 0) {
    // A single fetch that failed is nobody's business.
    out.push_back({Tone::Notice, view.say(Text::BannerCalendarStale, clockOrDate(view, agenda.feed_fetched_ms())), ""});
  }
  std::ranges::stable_sort(out, std::ranges::greater(), &Trouble::tone);
  addReplacedDevices(view, out);
  addSettings(view, out);
  return out;
}

DeviceFault faultOf(const View& view, DeviceKind kind) {
  for (const DeviceFault fault : {DEVICE_FAULT_NONE, DEVICE_FAULT_FAILED}) {
    if (problemOf(view, kind, fault)) return fault;
  }
  return DEVICE_FAULT_UNSPECIFIED;
}

void addDeviceBanners(const View& view, Scene& scene) {
  const Meeting& meeting = view.status.meeting();
  const auto add = [&scene](Tone tone, std::string text) { scene.banners.push_back({tone, std::move(text)}); };
  for (const Words& words : kWords) {
    if (!problemOf(view, words.kind, words.fault)) continue;
    const bool wanted = words.kind != DEVICE_KIND_MICROPHONE || meeting.microphone_open();
    add(wanted ? words.tone : Tone::Notice, view.say(words.inMeeting));
  }
  const bool microphone = !meeting.microphone_open() && !missing(view, DEVICE_KIND_MICROPHONE);
  const bool camera = !meeting.camera_open() && !missing(view, DEVICE_KIND_CAMERA);
  const bool microphoneTaken = meeting.microphone_closed_remotely() || !meeting.microphone_closed_by().empty();
  const bool cameraTaken = meeting.camera_closed_remotely() || !meeting.camera_closed_by().empty();
  if (meeting.handover_closed()) return;  // Said with its reason.
  // What people here chose, or how the room came in, is said calmly; what somebody else did is news.
  if (microphone && camera && !microphoneTaken && !cameraTaken) {
    return add(Tone::Calm, view.say(Text::BannerBothClosed));
  }
  const auto taken = [&](const std::string& name, Text named, Text unnamed) {
    const std::string by = isolated(oneLine(name));
    add(Tone::Notice, by.empty() ? view.say(unnamed) : view.say(named, by));
  };
  if (microphone && microphoneTaken) {
    taken(meeting.microphone_closed_by(), Text::BannerMicrophoneClosedBy, Text::BannerMicrophoneClosedByOther);
  } else if (microphone) {
    add(Tone::Calm, view.say(Text::BannerMicrophoneClosed));
  }
  if (camera && cameraTaken) {
    taken(meeting.camera_closed_by(), Text::BannerCameraClosedBy, Text::BannerCameraClosedByOther);
  } else if (camera) {
    add(Tone::Calm, view.say(Text::BannerCameraClosed));
  }
}

}  // namespace rotonde::screen
