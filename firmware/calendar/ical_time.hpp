// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace rotonde::calendar {

/// What a clock on the wall shows, without a zone.
using LocalTime = std::chrono::local_seconds;
/// UTC.
using Instant = std::chrono::sys_seconds;
using std::chrono::seconds;

/// DATE or DATE-TIME as written (RFC 5545 §3.3.4, §3.3.5). Years 1600 to 2100: zone rules may begin in 1601.
struct IcalTime {
  enum class Kind {
    Date,      ///< `local` is midnight.
    Floating,  ///< Whatever zone the reader is in.
    Utc,       ///< `local` is UTC.
    Zoned,     ///< In `tzid`.
  };
  Kind kind = Kind::Floating;
  LocalTime local;
  std::string tzid;
  friend bool operator==(const IcalTime&, const IcalTime&) = default;
};

/// DURATION (RFC 5545 §3.3.6): days are nominal (the same wall time later), seconds exact.
struct IcalDuration {
  std::chrono::days days{0};
  seconds exact{0};
  friend bool operator==(const IcalDuration&, const IcalDuration&) = default;
};

/// "20260105" or "20260105T090000" or "20260105T090000Z"; `tzid` counts for the second form only. Second 60 is read
/// as 59. nullopt: no time, or a day that does not exist, or a year out of range.
std::optional<IcalTime> parseTime(std::string_view text, std::string_view tzid = {});

/// "P1D", "PT1H30M", "-P1W", … nullopt when it is none or longer than about a century.
std::optional<IcalDuration> parseDuration(std::string_view text);

/// A whole number with optional sign; nullopt for anything else and beyond ±1e9.
std::optional<int> parseInteger(std::string_view text);

}  // namespace rotonde::calendar
