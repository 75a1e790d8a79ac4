// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"
#include "firmware/calendar/ical_reader.hpp"
#include "firmware/calendar/ical_time.hpp"
#include "firmware/calendar/link_finder.hpp"
#include "firmware/calendar/recurrence.hpp"
#include "firmware/calendar/zones.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rotonde::calendar {

/// A time of an event in its zone. The zone outlives the event.
struct EventTime {
  IcalTime::Kind kind = IcalTime::Kind::Utc;
  LocalTime local;
  const Zone* zone = nullptr;

  bool isDate() const { return kind == IcalTime::Kind::Date; }
  Instant instant() const { return zone->toInstant(local); }
};

/// One VEVENT, read and judged; what the room does not need (body, attendees) is gone.
struct CalendarEvent {
  /// RDATE.
  struct Extra {
    EventTime at;
    std::optional<IcalDuration> length;  ///< Of a PERIOD.
  };

  std::string uid;
  EventTime start;
  IcalDuration length;  ///< 0 to 31 days.
  std::vector<RecurrenceRule> rules;
  std::vector<RecurrenceRule> exRules;
  std::vector<Extra> extras;
  std::vector<EventTime> removed;  ///< EXDATE
  std::optional<EventTime> recurrenceId;
  bool thisAndFuture = false;

  int sequence = 0;
  Instant stamp;     ///< DTSTAMP
  Instant modified;  ///< LAST-MODIFIED

  bool cancelled = false;
  bool ignored = false;  ///< Transparent, free or declined: no booking.
  bool tentative = false;
  bool allDay = false;
  std::optional<bool> isPrivate;
  std::string title;
  std::string organizer;
  FoundLink link;

  bool recurs() const { return !rules.empty() || !extras.empty(); }
};

/// What was read of a feed. Events keep pointers to `zones` and to the Zones that they were read with.
struct CalendarContent {
  std::vector<CalendarEvent> events;
  std::vector<std::unique_ptr<Zone>> zones;
  std::vector<std::string> skipped;     ///< Events left out or read in part, each with the reason.
  std::vector<std::string> unresolved;  ///< Time zones that nobody knows; the room's zone stands for them.
};

/// Turns VEVENTs into events. `roomAddress` is the room's calendar address, to find its own answer (PARTSTAT); may be
/// empty. Borrows all three.
class EventReader {
 public:
  EventReader(Zones& zones, const LinkFinder& links, const std::string& roomAddress)
      : zones_(zones), links_(links), roomAddress_(roomAddress) {}

  /// Adds the events of one stream to `content`.
  void read(const IcalStream& stream, CalendarContent& content) const;

 private:
  Result<CalendarEvent> readEvent(const IcalComponent& component, CalendarZones& zones,
                                  std::vector<std::string>& notes) const;
  void readState(const IcalComponent& component, CalendarEvent& event) const;

  Zones& zones_;
  const LinkFinder& links_;
  const std::string& roomAddress_;
};

}  // namespace rotonde::calendar
