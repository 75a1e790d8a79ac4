// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/calendar/ical_reader.hpp"
#include "firmware/calendar/ical_time.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace rotonde::calendar {

/// The offsets of one place, 1970 to 2100; before that its first one. Immutable.
class Zone {
 public:
  struct Period {
    Instant from;    ///< The first period begins with time itself, whatever it says here.
    seconds offset;  ///< Local minus UTC.
  };

  /// `periods` is sorted and not empty.
  Zone(std::string name, std::vector<Period> periods);

  const std::string& name() const { return name_; }
  /// A time that a fold shows twice is the first one; a time that a gap leaves out takes the offset before the gap
  /// (RFC 5545 §3.3.5).
  Instant toInstant(LocalTime local) const { return look(local).instant; }
  /// False inside a gap.
  bool exists(LocalTime local) const { return look(local).exists; }
  LocalTime toLocal(Instant instant) const;

 private:
  struct Look {
    Instant instant;
    bool exists = false;
  };
  Look look(LocalTime local) const;
  std::size_t periodAt(Instant instant) const;

  std::string name_;
  std::vector<Period> periods_;
};

/// A zone described by a VTIMEZONE (RFC 5545 §3.6.5), without iterating over centuries; null when it describes none.
std::unique_ptr<Zone> zoneFromVtimezone(const IcalComponent& vtimezone);

/// Zones by name, from the system's tzdata (its link names included) and CLDR's Windows table. Zones live as long as
/// this object.
class Zones {
 public:
  /// `roomZone` is an IANA name; an unknown one becomes Europe/Paris, and `problem` says so.
  explicit Zones(std::string_view roomZone);
  Zones(const Zones&) = delete;
  Zones& operator=(const Zones&) = delete;

  const Zone& room() const { return *room_; }
  const Zone& utc() const { return utc_; }
  const std::string& problem() const { return problem_; }

  /// IANA names in any case, Windows names, display names as "(UTC+01:00) Brussels, …", vendor prefixes, Windows'
  /// suffixes for edited copies, fixed offsets as "GMT+0100"; null when it is none of them.
  const Zone* find(std::string_view name);

 private:
  const Zone* findIana(std::string_view name);
  const Zone* findWindows(std::string_view name);
  const Zone* findDisplay(std::string_view name);
  const Zone* findFixed(std::string_view name);

  std::map<std::string, std::string, std::less<>> canonical_;  ///< Lower-case IANA name → its spelling.
  std::map<std::string, std::unique_ptr<Zone>, std::less<>> zones_;
  Zone utc_;
  const Zone* room_ = nullptr;
  std::string problem_;
};

/// The zones of one VCALENDAR: its own VTIMEZONEs first, then Zones, then X-WR-TIMEZONE, then the room's. Never UTC
/// for want of something better.
class CalendarZones {
 public:
  /// Borrows both for its life.
  CalendarZones(Zones& zones, const IcalComponent& calendar);

  /// The zone of a TZID, and of floating times (empty `tzid`).
  const Zone& resolve(std::string_view tzid);
  const Zone& room() const { return zones_.room(); }
  const Zone& utc() const { return zones_.utc(); }
  /// TZIDs that nothing could resolve, for the log.
  const std::set<std::string>& unresolved() const { return unresolved_; }
  /// The zones made from VTIMEZONE; events keep pointers to them, so they outlive this object.
  std::vector<std::unique_ptr<Zone>> takeOwned() { return std::move(owned_); }

 private:
  Zones& zones_;
  const IcalComponent& calendar_;
  const Zone* floating_ = nullptr;
  std::map<std::string, const Zone*, std::less<>> known_;
  std::vector<std::unique_ptr<Zone>> owned_;
  std::set<std::string> unresolved_;
};

}  // namespace rotonde::calendar
