// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/screen/scene_parts.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace rotonde::screen {
namespace {

using namespace control::v1;
using pipelines::Scene;
using text::Text;

/// The agenda warns this long before the next meeting …
constexpr std::int64_t kWarnBeforeMs = 5 * 60'000;
/// … and from the end of the present one, when the next begins within this time.
constexpr std::int64_t kWarnAtEndMs = 15 * 60'000;

using Entry = std::pair<std::string, const Occurrence*>;

/// All occurrences by start, then key.
std::vector<Entry> inOrder(const Agenda& agenda) {
  std::vector<Entry> out;
  for (const auto& [key, occurrence] : agenda.occurrences()) out.emplace_back(key, &occurrence);
  std::ranges::sort(out, {}, [](const Entry& entry) { return std::tuple(entry.second->start_ms(), entry.first); });
  return out;
}

std::chrono::local_days dayOf(text::LocalTime time) { return std::chrono::floor<std::chrono::days>(time); }

bool isToday(const View& view, std::int64_t unixMs) {
  return dayOf(view.local(unixMs)) == dayOf(view.zone.to_local(view.now));
}

std::string timeOf(const View& view, const Occurrence& occurrence) {
  if (occurrence.all_day()) return view.say(Text::AllDay);
  std::string start = view.clock(occurrence.start_ms());
  if (occurrence.start_ms() == occurrence.end_ms()) return start;
  return view.say(Text::TimeRange, start, view.clock(occurrence.end_ms()));
}

bool runs(const View& view, const Occurrence& occurrence) {
  return occurrence.start_ms() <= view.nowMs() && view.nowMs() < occurrence.end_ms();
}

}  // namespace

std::string titleOf(const View& view, const Occurrence& occurrence) {
  if (occurrence.private_()) return view.say(Text::PrivateMeeting);
  const std::string title = oneLine(occurrence.title());
  return title.empty() ? view.say(Text::UntitledMeeting) : title;
}

std::string titleOfCurrent(const View& view) {
  const Meeting& meeting = view.status.meeting();
  const auto& occurrences = view.status.agenda().occurrences();
  if (const auto found = occurrences.find(meeting.occurrence()); found != occurrences.end()) {
    return titleOf(view, found->second);
  }
  const std::string title = oneLine(meeting.title());
  return title.empty() ? view.say(Text::MeetingByLink) : title;
}

std::string joinNote(const View& view, const Occurrence& occurrence) {
  switch (occurrence.joinability()) {
    case JOINABILITY_BY_HAND:
      return view.say(occurrence.tentative() ? Text::NoteTentative : Text::NoteByHand);
    case JOINABILITY_NO_LINK:
      return view.say(Text::NoteNoLink);
    case JOINABILITY_AMBIGUOUS:
      return view.say(Text::NoteAmbiguous);
    case JOINABILITY_LEFT:
      return view.say(Text::NoteNotAgain);
    case JOINABILITY_FOREIGN:
      return occurrence.service().empty() ? view.say(Text::NoteForeignUnknown)
                                          : view.say(Text::NoteForeign, oneLine(occurrence.service()));
    default:
      return {};
  }
}

std::vector<Scene::Meeting> todaysMeetings(const View& view) {
  const Agenda& agenda = view.status.agenda();
  const Meeting& meeting = view.status.meeting();
  const std::string& marked = meeting.occurrence().empty() ? agenda.next() : meeting.occurrence();
  std::vector<Scene::Meeting> out;
  for (const auto& [key, occurrence] : inOrder(agenda)) {
    const bool begun = occurrence->start_ms() <= view.nowMs();
    const bool over = occurrence->end_ms() <= view.nowMs() && begun;
    if (over || (!begun && !isToday(view, occurrence->start_ms()))) continue;
    const std::string running = begun && !occurrence->all_day() ? view.say(Text::Running) : std::string();
    out.push_back({.time = timeOf(view, *occurrence),
                   .title = titleOf(view, *occurrence),
                   .note = joined(running, joinNote(view, *occurrence)),
                   .next = key == marked});
  }
  return out;
}

const Occurrence* runningMeeting(const View& view) {
  const Occurrence* found = nullptr;
  for (const auto& [key, occurrence] : inOrder(view.status.agenda())) {
    if (!occurrence->all_day() && runs(view, *occurrence)) found = occurrence;  // The last one that began.
  }
  return found;
}

const Occurrence* nextToday(const View& view) {
  const auto& occurrences = view.status.agenda().occurrences();
  const auto next = occurrences.find(view.status.agenda().next());
  if (next == occurrences.end() || !isToday(view, next->second.start_ms())) return nullptr;
  return &next->second;
}

std::string clockOrDate(const View& view, std::int64_t unixMs) {
  return isToday(view, unixMs) ? view.clock(unixMs) : text::date(view.language, dayOf(view.local(unixMs)));
}

void addNextMeetingBanner(const View& view, Scene& scene) {
  const Meeting& meeting = view.status.meeting();
  if (meeting.handover_closed()) {
    scene.banners.push_back({Scene::Tone::Alarm, view.say(Text::BannerHandoverClosed)});
    return;
  }
  if (meeting.handover_ms() != 0) {
    const std::int64_t seconds = std::max<std::int64_t>(0, meeting.handover_ms() - view.nowMs() + 999) / 1000;
    scene.banners.push_back({Scene::Tone::Alarm, view.say(Text::BannerHandover, std::to_string(seconds))});
    return;
  }
  const Occurrence* next = nextToday(view);
  if (!next || view.status.agenda().next() == meeting.occurrence()) return;
  const std::int64_t until = next->start_ms() - view.nowMs();
  const bool over = meeting.end_ms() != 0 && view.nowMs() >= meeting.end_ms();
  const std::string at = view.clock(next->start_ms());
  if (over && until <= kWarnAtEndMs) {
    scene.banners.push_back({Scene::Tone::Notice, view.say(Text::BannerEndReached, at, titleOf(view, *next))});
  } else if (until <= kWarnBeforeMs) {
    scene.banners.push_back({Scene::Tone::Notice, view.say(Text::BannerNextMeeting, at, titleOf(view, *next))});
  }
}

}  // namespace rotonde::screen
