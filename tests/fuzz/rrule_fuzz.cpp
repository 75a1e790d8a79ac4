// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
//
// Any text as a recurrence rule: instances come in order, none before the start, and the work is bounded.
#include "firmware/calendar/recurrence.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rotonde::calendar;
  const auto rule = parseRule({reinterpret_cast<const char*>(data), size});
  if (!rule) return 0;
  const LocalTime start = std::chrono::local_days(std::chrono::year(2025) / 12 / 31) + std::chrono::hours(23);
  for (const std::chrono::days later : {std::chrono::days(0), std::chrono::days(500)}) {
    StepBudget budget{50'000};
    RecurrenceIterator times(*rule, start, start + later, budget);
    LocalTime last = start + later;
    while (const auto time = times.next(start + later + std::chrono::days(900))) {
      if (*time < last) std::abort();
      last = *time;
    }
    // One period may overdraw the budget by the times of one day.
    if (budget.left < -100'000) std::abort();
  }
  return 0;
}
