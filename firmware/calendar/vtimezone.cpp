// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/calendar/recurrence.hpp"
#include "firmware/calendar/zones.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace rotonde::calendar {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMaxObservances = 200;
constexpr std::size_t kMaxOnsets = 2'000;
constexpr LocalTime kFirst = std::chrono::local_days(1970y / 1 / 1);
constexpr LocalTime kLast = std::chrono::local_days(2101y / 1 / 1);

/// UTC-OFFSET of RFC 5545 §3.3.14: "+0100", "-033015".
std::optional<seconds> parseUtcOffset(std::string_view text) {
  while (text.ends_with(' ')) text.remove_suffix(1);
  if ((text.size() != 5 && text.size() != 7) || (text.front() != '+' && text.front() != '-')) return std::nullopt;
  const auto number = parseInteger(text.substr(1, 4));
  const auto second = text.size() == 7 ? parseInteger(text.substr(5, 2)) : std::optional<int>(0);
  if (!number || !second || *number < 0 || *number > 2'400 || *second < 0) return std::nullopt;
  const seconds size = std::chrono::hours(*number / 100) + std::chrono::minutes(*number % 100) + seconds(*second);
  return text.front() == '-' ? -size : size;
}

struct Onset {
  Instant at;
  seconds before;
  seconds after;
};

/// The times when one STANDARD or DAYLIGHT begins to rule.
class Observance {
 public:
  Observance(const IcalComponent& component, std::vector<Onset>& onsets) : component_(component), onsets_(onsets) {}

  bool read(StepBudget& budget) {
    const auto start = parseTime(component_.value("DTSTART"));
    const auto from = parseUtcOffset(component_.value("TZOFFSETFROM"));
    const auto to = parseUtcOffset(component_.value("TZOFFSETTO"));
    if (!start || !from || !to) return false;
    from_ = *from;
    to_ = *to;
    add(start->local);
    for (const IcalProperty& property : component_.properties) {
      if (property.name == "RRULE") addRule(property.value, start->local, budget);
      if (property.name == "RDATE") addDates(property.value);
    }
    return true;
  }

 private:
  void add(LocalTime local) {
    if (onsets_.size() < kMaxOnsets) onsets_.push_back({Instant(local.time_since_epoch() - from_), from_, to_});
  }

  void addRule(std::string_view text, LocalTime start, StepBudget& budget) {
    const auto rule = parseRule(text);
    if (!rule) return;
    LocalTime until = kLast;
    if (const auto& last = rule->until) {
      until = last->local + 1s;
      if (last->kind == IcalTime::Kind::Utc) until += from_;
      if (last->kind == IcalTime::Kind::Date) until += 24h;
    }
    RecurrenceIterator times(*rule, start, rule->count ? start : kFirst, budget);
    int left = rule->count.value_or(static_cast<int>(kMaxOnsets));
    while (left-- > 0) {
      const auto next = times.next(until);
      if (!next) return;
      if (*next != start) add(*next);
    }
  }

  void addDates(std::string_view list) {
    while (!list.empty()) {
      const std::size_t comma = list.find(',');
      if (const auto time = parseTime(list.substr(0, comma))) {
        add(time->kind == IcalTime::Kind::Utc ? time->local + from_ : time->local);
      }
      list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
    }
  }

  const IcalComponent& component_;
  std::vector<Onset>& onsets_;
  seconds from_{0};
  seconds to_{0};
};

}  // namespace

std::unique_ptr<Zone> zoneFromVtimezone(const IcalComponent& vtimezone) {
  std::vector<Onset> onsets;
  // Two yearly rules over all our years cost about 8 000 steps.
  StepBudget budget{30'000};
  std::size_t observances = 0;
  for (const IcalComponent& child : vtimezone.children) {
    if (++observances > kMaxObservances) break;
    if (!Observance(child, onsets).read(budget)) return nullptr;
  }
  if (onsets.empty()) return nullptr;
  std::ranges::stable_sort(onsets, {}, &Onset::at);
  std::vector<Zone::Period> periods{{onsets.front().at - 24h, onsets.front().before}};
  for (const Onset& onset : onsets) {
    if (onset.at == periods.back().from) {
      periods.back().offset = onset.after;
    } else if (onset.after != periods.back().offset) {
      periods.push_back({onset.at, onset.after});
    }
  }
  return std::make_unique<Zone>(std::string(vtimezone.value("TZID")), std::move(periods));
}

}  // namespace rotonde::calendar
