// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rotonde::calendar {

/// One content line of RFC 5545 §3.1. Names are upper-case, the value is as written (not unescaped).
struct IcalProperty {
  std::string name;
  std::vector<std::pair<std::string, std::string>> parameters;  ///< Values unquoted, RFC 6868 decoded.
  std::string value;

  /// First parameter of that (upper-case) name; empty when absent.
  std::string_view parameter(std::string_view parameterName) const;
};

/// VCALENDAR, VEVENT, VTIMEZONE, STANDARD, …
struct IcalComponent {
  std::string name;
  std::vector<IcalProperty> properties;
  std::vector<IcalComponent> children;

  /// First property of that (upper-case) name, or null.
  const IcalProperty* property(std::string_view propertyName) const;
  /// Its value; empty when absent.
  std::string_view value(std::string_view propertyName) const;
};

/// What one stream of iCalendar text holds.
struct IcalStream {
  std::vector<IcalComponent> calendars;  ///< The VCALENDAR objects; only VEVENT and VTIMEZONE children are kept.
  std::vector<std::string> skipped;      ///< Components left out, each with its UID or line and the reason.
};

/// The bounds of one stream (docs/calendar.md). Public for the tests.
struct IcalLimits {
  std::size_t bodyBytes = 10U << 20U;
  std::size_t lineBytes = 256U << 10U;  ///< After unfolding.
  std::size_t textBytes = 64U << 10U;   ///< Longer values are cut.
  std::size_t components = 20'000;
  std::size_t nesting = 8;
  std::size_t attendees = 500;      ///< Per component; later ones are dropped.
  std::size_t dates = 5'000;        ///< Lines of RDATE, and of EXDATE, per component.
  std::size_t properties = 20'000;  ///< Per component.
};

/// Reads a stream of one or more VCALENDAR objects: bytes are unfolded before anything else (a fold may split a
/// character), a byte-order mark and bare line feeds are accepted. A broken or hostile component is left out and
/// named in `skipped`. Fails (TryLater) when the text is no calendar at all: empty, an HTML page, no VCALENDAR, or
/// cut off before the end. RFC 5545, RFC 6868.
Result<IcalStream> readIcal(std::string_view bytes, const IcalLimits& limits = {});

/// TEXT of RFC 5545 §3.3.11: \\ \; \, \n.
std::string unescapeText(std::string_view value);

}  // namespace rotonde::calendar
