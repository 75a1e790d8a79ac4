// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/calendar/agenda.hpp"
#include "firmware/calendar/event.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace rotonde::calendar {

/// Occurrences that touch [from, to).
struct ExpansionWindow {
  Instant from;
  Instant to;
};

/// What a feed's events come to in a window.
struct Expansion {
  std::vector<Occurrence> occurrences;  ///< By start, then key.
  std::vector<std::string> partlyRead;  ///< UIDs of series that cost or gave more than the bounds allow.
};

/// The bounds of the work, in steps and not in time, so that the result does not depend on the machine.
struct ExpansionLimits {
  std::int64_t stepsPerSeries = 100'000;
  std::int64_t steps = 5'000'000;  ///< Of all series together.
  std::size_t instancesPerSeries = 500;
};

/// Recurrence sets with their overrides merged before clipping, and what is no booking left out. RFC 5545 §3.8.4.4,
/// §3.8.5; docs/calendar.md has the rules for what the RFC leaves open.
Expansion expand(const std::vector<CalendarEvent>& events, ExpansionWindow window, const ExpansionLimits& limits = {});

}  // namespace rotonde::calendar
