// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/calendar/ical_time.hpp"

#include <string>
#include <string_view>
#include <vector>

// The bodies of the room's WebDAV requests.
namespace rotonde::calendar::dav {

/// PROPFIND: what a resource is, who asks, and where calendars are (RFC 5397, RFC 4791 §6.2.1).
std::string discovery();
/// PROPFIND: what a calendar is and whether it has changed.
std::string calendarState();
/// PROPFIND with depth 1: the etags of all objects.
std::string listing();
/// REPORT of RFC 6578 §3.2. An empty token asks for everything.
std::string syncCollection(std::string_view token);
/// REPORT of RFC 4791 §7.9. `paths` are percent-encoded, as the server wrote them.
std::string multiget(const std::vector<std::string>& paths);
/// REPORT of RFC 4791 §7.8: the etags of events that touch [from, to).
std::string timeRange(Instant from, Instant to);

}  // namespace rotonde::calendar::dav
