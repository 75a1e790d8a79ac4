// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/calendar/expander.hpp"

#include <algorithm>
#include <format>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

namespace rotonde::calendar {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::local_days;
using namespace std::chrono_literals;

/// A series moved by more than this from one instance on is taken for that instance only.
constexpr days kLongestShift{400};

auto revision(const CalendarEvent& event) { return std::tie(event.sequence, event.stamp, event.modified); }

/// How much an event says to the room, to choose between copies in several calendars.
int weight(const CalendarEvent& event) {
  return (event.cancelled || event.ignored ? 0 : 2) + (event.link.link ? 1 : 0);
}

bool newer(const CalendarEvent& a, const CalendarEvent& b) {
  return revision(a) != revision(b) ? revision(a) > revision(b) : weight(a) >= weight(b);
}

/// Some producers write the instances of a series as single events with one UID, without RECURRENCE-ID.
bool isTwin(const CalendarEvent& a, const CalendarEvent& b) {
  return revision(a) == revision(b) && !a.recurs() && !b.recurs() && a.start.instant() != b.start.instant();
}

/// The day that a date or time means to a series kept in `zone`.
local_days dayIn(const EventTime& time, const Zone& zone) {
  return floor<days>(time.kind == IcalTime::Kind::Utc ? zone.toLocal(time.instant()) : time.local);
}

/// Occurrence ids and EXDATEs name an instance of `master` by its original start, in whatever type and zone.
Instant originalInstant(const EventTime& id, const EventTime& master) {
  if (master.isDate()) return master.zone->toInstant(dayIn(id, *master.zone));
  if (id.isDate()) return master.zone->toInstant(id.local + (master.local - floor<days>(master.local)));
  if (id.kind == IcalTime::Kind::Floating) return master.zone->toInstant(id.local);
  return id.instant();
}

Instant endOf(LocalTime start, const Zone& zone, const IcalDuration& length) {
  // Days by the wall clock, then exact time.
  return zone.toInstant(start + length.days) + length.exact;
}

bool within(const std::optional<IcalTime>& until, LocalTime time, const EventTime& start) {
  if (!until) return true;
  switch (until->kind) {
    case IcalTime::Kind::Date:
      return floor<days>(time) <= floor<days>(until->local);
    case IcalTime::Kind::Utc: {
      const Instant last(until->local.time_since_epoch());
      if (start.isDate()) return floor<days>(time) <= floor<days>(start.zone->toLocal(last));
      return start.zone->toInstant(time) <= last;
    }
    case IcalTime::Kind::Floating:
    case IcalTime::Kind::Zoned:
      break;
  }
  return time <= until->local;
}

struct Original {
  LocalTime local;
  IcalDuration length;
};

/// One UID.
class Series {
 public:
  Series(ExpansionWindow window, const ExpansionLimits& limits, StepBudget& budget, std::vector<Occurrence>& out)
      : window_(window), limits_(limits), budget_(budget), out_(out) {}

  void add(const CalendarEvent& event) {
    if (event.recurrenceId) {
      overrides_.push_back(&event);
    } else if (master_ == nullptr) {
      master_ = &event;
    } else if (isTwin(event, *master_)) {
      keepNewest(twins_, event.start.instant(), event);
    } else if (newer(event, *master_)) {
      if (revision(event) != revision(*master_)) twins_.clear();
      master_ = &event;
    }
  }

  /// False when the series was read in part.
  bool expand() {
    if (master_ == nullptr) {
      std::map<Instant, const CalendarEvent*> byId;
      for (const CalendarEvent* event : overrides_) {
        if (const auto& id = event->recurrenceId) keepNewest(byId, id->instant(), *event);
      }
      for (const auto& [id, event] : byId) emitOwn(*event, idKey(event->uid, id));
      return !full_;
    }
    indexOverrides();
    indexRemoved();
    for (const auto& [at, original] : originals()) emitOriginal(at, original);
    for (const auto& [at, event] : twins_) emitOwn(*event, idKey(event->uid, at));
    for (const auto& [id, event] : byId_) {
      if (removed(id) && master_->sequence > event->sequence) continue;
      if (master_->cancelled && master_->sequence >= event->sequence) continue;
      emitOwn(*event, idKey(event->uid, id));
    }
    return !full_ && (master_->rules.empty() || !budget_.spent());
  }

 private:
  static std::string idKey(const std::string& uid, Instant id) { return std::format("{}/{:%Y%m%dT%H%M%SZ}", uid, id); }

  static void keepNewest(std::map<Instant, const CalendarEvent*>& byId, Instant id, const CalendarEvent& event) {
    const CalendarEvent*& slot = byId[id];
    if (slot == nullptr || newer(event, *slot)) slot = &event;
  }

  void indexOverrides() {
    for (const CalendarEvent* event : overrides_) {
      if (const auto& id = event->recurrenceId) keepNewest(byId_, originalInstant(*id, master_->start), *event);
    }
    for (const auto& [id, event] : byId_) {
      if (!event->thisAndFuture) continue;
      const Zone& zone = *master_->start.zone;
      const auto shift = zone.toLocal(event->start.instant()) - zone.toLocal(id);
      if (shift > kLongestShift || shift < -kLongestShift) continue;
      future_[id] = {event, shift};
      longestShift_ = std::max(longestShift_, shift < 0s ? -shift : shift);
    }
  }

  void indexRemoved() {
    for (const EventTime& time : master_->removed) {
      if (time.isDate() && !master_->start.isDate()) {
        removedDays_.insert(floor<days>(time.local));
      } else {
        removed_.insert(originalInstant(time, master_->start));
      }
    }
  }

  bool removed(Instant at) const {
    return removed_.contains(at) ||
           (!removedDays_.empty() && removedDays_.contains(floor<days>(master_->start.zone->toLocal(at))));
  }

  /// The recurrence set (EXDATE and overrides still in it) as far as it can reach the window.
  std::map<Instant, Original> originals() {
    const EventTime& start = master_->start;
    std::map<Instant, Original> set;
    set.emplace(start.instant(), Original{start.local, master_->length});
    for (const RecurrenceRule& rule : master_->rules) {
      eachInstance(rule, [&](LocalTime local) {
        set.emplace(start.zone->toInstant(local), Original{local, master_->length});
        if (set.size() < 4 * limits_.instancesPerSeries) return true;
        full_ = true;
        return false;
      });
    }
    for (const CalendarEvent::Extra& extra : master_->extras) {
      const Instant at = start.isDate() || extra.at.isDate() ? originalInstant(extra.at, start) : extra.at.instant();
      set.emplace(at, Original{start.zone->toLocal(at), extra.length.value_or(master_->length)});
    }
    for (const RecurrenceRule& rule : master_->exRules) {
      if (RecurrenceIterator(rule, start.local, start.local, budget_).next(start.local + 1s)) {
        set.erase(start.instant());
      }
      eachInstance(rule, [&](LocalTime local) {
        set.erase(start.zone->toInstant(local));
        return true;
      });
    }
    return set;
  }

  /// Instances after the start that can reach the window; `fn` returns false to stop.
  template <class Fn>
  void eachInstance(const RecurrenceRule& rule, Fn fn) {
    const EventTime& start = master_->start;
    const auto margin = days(33) + longestShift_;
    const LocalTime from = start.zone->toLocal(window_.from - margin);
    const LocalTime to = start.zone->toLocal(window_.to + longestShift_ + days(2));
    RecurrenceIterator times(rule, start.local, rule.count ? start.local : from, budget_);
    int count = 1;  // The start itself.
    while (const auto time = times.next(to)) {
      if (*time == start.local) continue;
      // Times that a change of the clock leaves out are no instances and are not counted (RFC 5545 §3.3.10).
      if (!start.isDate() && !start.zone->exists(*time)) continue;
      if (!within(rule.until, *time, start)) return;
      if (rule.count && ++count > *rule.count) return;
      if (*time >= from && !fn(*time)) return;
    }
  }

  void emitOriginal(Instant at, const Original& original) {
    if (removed(at) || byId_.contains(at)) return;
    const std::string key = master_->recurs() || !twins_.empty() ? idKey(master_->uid, at) : master_->uid;
    const Zone& zone = *master_->start.zone;
    const auto later = future_.upper_bound(at);
    if (later == future_.begin()) {
      emit(*master_, key, zone.toInstant(original.local), endOf(original.local, zone, original.length));
      return;
    }
    const auto& [event, shift] = std::prev(later)->second;
    const LocalTime moved = original.local + shift;
    emit(*event, key, zone.toInstant(moved), endOf(moved, zone, event->length));
  }

  void emitOwn(const CalendarEvent& event, const std::string& key) {
    emit(event, key, event.start.instant(), endOf(event.start.local, *event.start.zone, event.length));
  }

  void emit(const CalendarEvent& event, const std::string& key, Instant start, Instant end) {
    end = std::max(start, end);
    const bool touches = start < window_.to && (end > window_.from || start >= window_.from);
    if (!touches || event.cancelled || event.ignored) return;
    if (++emitted_ > limits_.instancesPerSeries) {
      full_ = true;
      return;
    }
    Occurrence occurrence{.key = key, .start = start, .end = end};
    occurrence.allDay = event.allDay;
    occurrence.tentative = event.tentative;
    // Whoever hides a series hides its moved instances too.
    occurrence.isPrivate =
        event.isPrivate.value_or(false) || (master_ != nullptr && master_->isPrivate.value_or(false));
    if (!occurrence.isPrivate) {
      occurrence.title = event.title;
      occurrence.organizer = event.organizer;
    }
    occurrence.linkState = event.link.state;
    occurrence.link = event.link.link;
    occurrence.service = event.link.service;
    out_.push_back(std::move(occurrence));
  }

  struct Future {
    const CalendarEvent* event = nullptr;
    seconds shift{0};
  };

  ExpansionWindow window_;
  const ExpansionLimits& limits_;
  StepBudget& budget_;
  std::vector<Occurrence>& out_;
  const CalendarEvent* master_ = nullptr;
  std::map<Instant, const CalendarEvent*> twins_;
  std::vector<const CalendarEvent*> overrides_;
  std::map<Instant, const CalendarEvent*> byId_;
  std::map<Instant, Future> future_;
  std::set<Instant> removed_;
  std::set<local_days> removedDays_;
  seconds longestShift_{0};
  std::size_t emitted_ = 0;
  bool full_ = false;
};

}  // namespace

Expansion expand(const std::vector<CalendarEvent>& events, ExpansionWindow window, const ExpansionLimits& limits) {
  std::map<std::string_view, std::vector<const CalendarEvent*>> byUid;
  for (const CalendarEvent& event : events) byUid[event.uid].push_back(&event);
  Expansion expansion;
  std::int64_t left = limits.steps;
  for (const auto& [uid, parts] : byUid) {
    StepBudget budget{std::min(left, limits.stepsPerSeries)};
    const std::int64_t before = budget.left;
    Series series(window, limits, budget, expansion.occurrences);
    for (const CalendarEvent* event : parts) series.add(*event);
    if (!series.expand()) expansion.partlyRead.emplace_back(uid);
    left -= before - budget.left;
  }
  std::ranges::sort(expansion.occurrences, [](const Occurrence& a, const Occurrence& b) {
    return std::tie(a.start, a.key) < std::tie(b.start, b.key);
  });
  return expansion;
}

}  // namespace rotonde::calendar
