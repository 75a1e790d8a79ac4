// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/calendar/agenda.hpp"

#include <initializer_list>
#include <string>

namespace rotonde::test {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// 2026-03-02T10:00:00Z, two hours after FakeTime's beginning.
inline const WallTime kTen = std::chrono::sys_days{std::chrono::year(2026) / 3 / 2} + hours(10);

inline calendar::MeetingLink linkOf(const std::string& slug) {
  return {.host = "visio.example.org", .slug = Secret(slug)};
}

/// An ordinary meeting that the room joins by itself.
inline calendar::Occurrence meetingAt(WallTime start, milliseconds length = hours(1), const std::string& key = "one") {
  return {.key = key,
          .start = start,
          .end = start + length,
          .title = "Title " + key,
          .linkState = calendar::Occurrence::LinkState::Joinable,
          .link = linkOf("slug-" + key)};
}

/// Read just now.
inline calendar::Agenda agendaOf(std::initializer_list<calendar::Occurrence> occurrences, WallTime fetched) {
  return {.occurrences = occurrences, .fetched = fetched};
}

}  // namespace rotonde::test
