// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/screen/scene.hpp"

#include "firmware/base/foreign_text.hpp"
#include "firmware/screen/scene_parts.hpp"

#include <algorithm>
#include <format>
#include <utility>

namespace rotonde::screen {
namespace {

using namespace control::v1;
using pipelines::Scene;
using text::Text;

/// As many as fit under the headline.
constexpr int kProblemsShown = 2;
/// As many as can be read side by side.
constexpr std::size_t kBannersShown = 3;

void say(Scene& scene, Scene::Tone tone, std::string headline, std::string detail) {
  scene.tone = tone;
  scene.headline = std::move(headline);
  scene.detail = std::move(detail);
}

/// How the last meeting ended, when that is news to the people in the room.
bool showLastEnd(const View& view, Scene& scene, const std::string& detail) {
  using Tone = Scene::Tone;
  const auto show = [&](Tone tone, Text id) {
    say(scene, tone, view.say(id), detail);
    return true;
  };
  switch (view.status.meeting().last_end()) {
    case END_REMOVED:
      return show(Tone::Notice, Text::EndRemoved);
    case END_ROOM_CLOSED:
      return show(Tone::Notice, Text::EndRoomClosed);
    case END_DUPLICATE:
      return show(Tone::Notice, Text::EndDuplicate);
    case END_DENIED:
      return show(Tone::Notice, Text::EndDenied);
    case END_CANCELLED:
      return show(Tone::Calm, Text::EndCancelled);
    case END_FAILED:
      return show(Tone::Alarm, Text::EndFailed);
    case END_ENCRYPTED:
      say(scene, Tone::Notice, view.say(Text::EndEncrypted), view.say(Text::EndEncryptedDetail));
      return true;
    case END_WRONG_CERTIFICATE:
      return show(Tone::Alarm, Text::EndWrongCertificate);
    default:
      return false;  // Left by somebody here, or at its end: they know.
  }
}

/// The day without a meeting of the agenda's.
void showQuiet(const View& view, Scene& scene) {
  const Agenda& agenda = view.status.agenda();
  if (agenda.feed_fetched_ms() == 0 && !agenda.feed_configured()) {
    return say(scene, Scene::Tone::Calm, view.say(Text::CalendarNone), view.say(Text::CalendarNoneDetail));
  }
  const auto today = std::chrono::floor<std::chrono::days>(view.zone.to_local(view.now));
  const Text headline = agenda.feed_fetched_ms() == 0 ? Text::CalendarReading : Text::NoMoreMeetings;
  say(scene, Scene::Tone::Calm, view.say(headline), text::date(view.language, today));
}

/// Tells the worst of `troubles` large, and takes it out, when nothing is of more use to the people in the room.
void showIdle(const View& view, Scene& scene, std::vector<Trouble>& troubles) {
  const Occurrence* running = runningMeeting(view);
  const bool left = running && running->joinability() == JOINABILITY_LEFT;
  if (showLastEnd(view, scene, left ? view.say(Text::EndWhatNow) : "")) return;
  if (running) {
    const std::string note = joinNote(view, *running);
    return say(scene, Scene::Tone::Calm, titleOf(view, *running), note.empty() ? view.say(Text::Running) : note);
  }
  if (!troubles.empty() && !troubles.front().cure.empty()) {
    const Trouble worst = std::move(troubles.front());
    troubles.erase(troubles.begin());
    return say(scene, worst.tone, worst.what, worst.cure);
  }
  if (const Occurrence* next = nextToday(view)) {
    return say(scene, Scene::Tone::Calm, view.say(Text::NextMeetingAt, view.clock(next->start_ms())),
               titleOf(view, *next));
  }
  showQuiet(view, scene);
}

/// "Commence dans 5 minutes"
std::string startsIn(const View& view) {
  const std::int64_t until = view.status.meeting().start_ms() - view.nowMs();
  if (until <= -60'000) return view.say(Text::Running);
  if (until <= 0) return view.say(Text::StartsNow);
  const std::int64_t minutes = (until + 59'999) / 60'000;
  return minutes == 1 ? view.say(Text::StartsInOneMinute) : view.say(Text::StartsInMinutes, std::to_string(minutes));
}

void showAnnounced(const View& view, Scene& scene) {
  const std::int64_t joinAt = view.status.meeting().join_at_ms();
  const std::string how = joinAt != 0 ? view.say(Text::JoinsAt, view.clock(joinAt)) : view.say(Text::JoinFromPanel);
  if (showLastEnd(view, scene, how)) return;
  say(scene, Scene::Tone::Calm, titleOfCurrent(view), joined(startsIn(view), how));
}

void showCountdown(const View& view, Scene& scene) {
  const std::int64_t left = view.status.meeting().join_at_ms() - view.nowMs();
  const std::int64_t seconds = std::max<std::int64_t>(1, (left + 999) / 1000);
  const std::string headline =
      seconds == 1 ? view.say(Text::JoinsInOneSecond) : view.say(Text::JoinsInSeconds, std::to_string(seconds));
  say(scene, Scene::Tone::Notice, headline, joined(titleOfCurrent(view), view.say(Text::CancelFromPanel)));
}

/// A host who has not come so long after the start is late.
bool isLate(const View& view) {
  constexpr std::int64_t kLateMs = 3 * 60'000;
  const std::int64_t start = view.status.meeting().start_ms();
  return start != 0 && view.nowMs() >= start + kLateMs;
}

std::string waited(const View& view) {
  const std::int64_t since = view.status.meeting().waiting_since_ms();
  if (since == 0) return {};
  const std::int64_t minutes = std::max<std::int64_t>(0, view.nowMs() - since) / 60'000;
  if (minutes == 0) return view.say(Text::WaitedUnderAMinute);
  if (minutes == 1) return view.say(Text::WaitedOneMinute);
  if (minutes < 60) return view.say(Text::WaitedMinutes, std::to_string(minutes));
  return view.say(Text::WaitedHours, std::to_string(minutes / 60), std::format("{:02}", minutes % 60));
}

/// What it waits for, how long already, what people can do, and the way in for a host who sits in this room.
void showWaiting(const View& view, Scene& scene, Text headline, Text what, Text act) {
  const std::string since = waited(view);
  say(scene, Scene::Tone::Calm, view.say(headline),
      view.say(what) + (since.empty() ? "" : "\n" + since) + "\n" + view.say(act));
  const std::string& link = view.status.meeting().link();
  if (!link.empty()) scene.code = Scene::Code{.content = link, .caption = view.say(Text::CodeCaption)};
}

void showEntering(const View& view, Scene& scene) {
  using Tone = Scene::Tone;
  const auto show = [&](Tone tone, Text headline, Text detail) {
    say(scene, tone, view.say(headline), view.say(detail));
  };
  switch (view.status.meeting().entry()) {
    case ENTRY_WAITING:
      return showWaiting(view, scene, Text::Waiting, isLate(view) ? Text::WaitingLateDetail : Text::WaitingDetail,
                         Text::AnnounceFromPanel);
    case ENTRY_NOT_OPEN:
      return showWaiting(view, scene, Text::NotOpen, isLate(view) ? Text::NotOpenLateDetail : Text::NotOpenDetail,
                         Text::GiveUpFromPanel);
    case ENTRY_DENIED:
      return show(Tone::Notice, Text::Denied, Text::DeniedDetail);
    case ENTRY_BUSY:
      return show(Tone::Notice, Text::Busy, Text::BusyDetail);
    case ENTRY_UNREACHABLE:
      return show(Tone::Alarm, Text::Unreachable, Text::UnreachableDetail);
    default:
      return say(scene, Tone::Calm, view.say(Text::Entering), titleOfCurrent(view));
  }
}

void showAttention(const View& view, Scene& scene) {
  std::string detail = view.say(Text::AttentionDetail);
  const auto& problems = view.status.system().config_problems();
  for (int index = 0; index < std::min(kProblemsShown, problems.size()); ++index) {
    const ConfigProblem& problem = problems[index];
    const std::string message = oneLine(problem.message());
    detail += '\n';
    if (problem.file().empty()) {
      detail += message;
    } else if (problem.line() > 0) {
      detail += view.say(Text::AttentionProblem, problem.file(), std::to_string(problem.line()), message);
    } else {
      detail += view.say(Text::AttentionProblemFile, problem.file(), message);
    }
  }
  if (problems.size() > kProblemsShown) {
    detail += '\n' + view.say(Text::AttentionMore, std::to_string(problems.size() - kProblemsShown));
  }
  say(scene, Scene::Tone::Alarm, view.say(Text::Attention), std::move(detail));
}

/// The phases that fill the screen with words.
void showWords(const View& view, Scene& scene, std::vector<Trouble>& troubles) {
  using Tone = Scene::Tone;
  switch (view.status.meeting().phase()) {
    case PHASE_ANNOUNCED:
      return showAnnounced(view, scene);
    case PHASE_COUNTDOWN:
      return showCountdown(view, scene);
    case PHASE_ENTERING:
      return showEntering(view, scene);
    case PHASE_CONNECTING:
      return say(scene, Tone::Calm, view.say(Text::Connecting), view.say(Text::ConnectingDetail));
    case PHASE_RECONNECTING:
      return say(scene, Tone::Alarm, view.say(Text::Reconnecting), view.say(Text::ReconnectingDetail));
    case PHASE_LEAVING:
      return say(scene, Tone::Calm, view.say(Text::Leaving), "");
    case PHASE_ATTENTION:
      return showAttention(view, scene);
    default:
      return showIdle(view, scene, troubles);
  }
}

}  // namespace

std::string oneLine(std::string_view text) { return foreignLine(text, 200); }

std::string joined(std::string_view first, std::string_view second) {
  std::string out(first);
  if (!first.empty() && !second.empty()) out += " · ";
  return out += second;
}

Scene sceneOf(const Status& status, text::Language language, WallTime now, const std::chrono::time_zone& zone) {
  const View view{status, language, now, zone};
  Scene scene{.room = oneLine(status.system().room_name()), .clock = text::clock(zone.to_local(now))};
  const Phase phase = status.meeting().phase();
  // A lost connection keeps the people on the screen as long as they are known.
  if (phase == PHASE_IN_MEETING || (phase == PHASE_RECONNECTING && hasOthers(status))) {
    showMeeting(view, scene);
    return scene;
  }
  std::vector<Trouble> troubles = troublesOf(view);
  showWords(view, scene, troubles);
  if (phase != PHASE_ATTENTION) scene.meetings = todaysMeetings(view);
  addRecordingBanner(view, scene);
  for (Trouble& trouble : troubles) {
    if (scene.banners.size() == kBannersShown) break;
    scene.banners.push_back({trouble.tone, std::move(trouble.what)});
  }
  return scene;
}

}  // namespace rotonde::screen
