// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/calendar/event.hpp"
#include "firmware/calendar/expander.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <format>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace rotonde::calendar::test {

/// A room that reads a text in one call.
struct Room {
  std::string zone = "Europe/Paris";
  std::string address;
  std::vector<std::string> hosts{"visio.numerique.gouv.fr"};
  CalendarContent content{};
  std::vector<std::string> partlyRead{};
  std::unique_ptr<Zones> zones{};

  std::vector<Occurrence> read(std::string_view text, std::string_view from, std::string_view to) {
    zones = std::make_unique<Zones>(zone);
    content = {};
    const auto stream = readIcal(text);
    EXPECT_TRUE(stream) << (stream ? "" : stream.error().message);
    if (!stream) return {};
    const LinkFinder links(hosts);
    EventReader(*zones, links, address).read(*stream, content);
    Expansion expansion = expand(content.events, {instant(from), instant(to)});
    partlyRead = std::move(expansion.partlyRead);
    return std::move(expansion.occurrences);
  }

  /// Starts in UTC, as "20260105T080000Z".
  std::vector<std::string> starts(std::string_view text, std::string_view from, std::string_view to) {
    std::vector<std::string> out;
    for (const Occurrence& occurrence : read(text, from, to)) out.push_back(show(occurrence.start));
    return out;
  }

  static std::string show(WallTime time) {
    return std::format("{:%Y%m%dT%H%M%SZ}", std::chrono::floor<std::chrono::seconds>(time));
  }
  /// "20260105" is midnight UTC.
  static Instant instant(std::string_view text) {
    const auto time = parseTime(text);
    EXPECT_TRUE(time) << text;
    return time ? Instant(time->local.time_since_epoch()) : Instant();
  }
};

/// A VCALENDAR around lines that are written with "\n".
inline std::string calendarOf(std::string_view inside) {
  std::string out = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n";
  for (const char c : inside) out += c == '\n' ? std::string("\r\n") : std::string(1, c);
  return out + "END:VCALENDAR\r\n";
}

inline std::string eventOf(std::string_view lines, std::string_view uid = "u1@example.org") {
  return std::format("BEGIN:VEVENT\nUID:{}\nDTSTAMP:20260101T000000Z\n{}END:VEVENT\n", uid, lines);
}

/// One event alone.
inline std::string feedOf(std::string_view lines) { return calendarOf(eventOf(lines)); }

}  // namespace rotonde::calendar::test
