// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/handle.hpp"
#include "firmware/base/result.hpp"

#include <functional>
#include <string>
#include <vector>

namespace rotonde::calendar {

/// One iCalendar stream as its provider keeps it.
struct SourceObject {
  std::string name;  ///< What diagnostics call it: "feed", or the last part of a CalDAV href. Never a secret.
  std::string text;
};

/// All that a provider holds now.
struct SourceContent {
  bool unchanged = false;  ///< Nothing new since the last fetch; `objects` is empty then.
  bool validated = false;  ///< The provider can tell cheaply whether something changed, so polling often is fine.
  bool separate = false;  ///< Each object stands alone: one that is no calendar at all is left out like any bad object.
  std::vector<SourceObject> objects;
  std::vector<std::string> skipped;  ///< Objects that could not be had, each with the reason.
  std::string problem;  ///< Why a part of the content is older than this fetch, and the cure; empty: all is of now.
};

/// Where bookings come from: an ICS feed, a CalDAV collection, … It fetches and knows whether something changed;
/// reading, expanding, polling and the copy on disk are the AgendaFeed's. Main loop.
class CalendarSource {
 public:
  virtual ~CalendarSource() = default;
  /// Which provider this is, to tell stored copies apart. Contains no secret.
  virtual std::string identity() const = 0;
  /// Calls `done` exactly once, later, unless the handle dies first. After forget() or on the first call the content
  /// is whole, never `unchanged`. An error says with its kind whether waiting can help.
  virtual Handle fetch(std::function<void(Result<SourceContent>)> done) = 0;
  /// The content of the last fetch was unusable or is lost: do not answer `unchanged` next time.
  virtual void forget() = 0;
  /// Calls `changed` when the source learns by itself that something is new. An empty handle when it never does.
  virtual Handle watch(std::function<void()> changed) = 0;
};

}  // namespace rotonde::calendar
