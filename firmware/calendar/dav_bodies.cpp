// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/calendar/dav_bodies.hpp"

#include <glib.h>

#include <format>
#include <memory>

namespace rotonde::calendar::dav {
namespace {

constexpr std::string_view kStart = R"(<?xml version="1.0" encoding="utf-8"?>)";
constexpr std::string_view kSpaces =
    R"(xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:S="http://calendarserver.org/ns/")";

std::string escaped(std::string_view text) {
  const std::unique_ptr<char, decltype(&g_free)> out(
      g_markup_escape_text(text.data(), static_cast<gssize>(text.size())), g_free);
  return out.get();
}

std::string propfind(std::string_view properties) {
  return std::format("{}<D:propfind {}><D:prop>{}</D:prop></D:propfind>", kStart, kSpaces, properties);
}

}  // namespace

std::string discovery() {
  return propfind(
      "<D:resourcetype/><D:displayname/><D:current-user-principal/><C:calendar-home-set/>"
      "<C:supported-calendar-component-set/>");
}

std::string calendarState() {
  return propfind("<D:resourcetype/><S:getctag/><D:sync-token/><D:supported-report-set/>");
}

std::string listing() { return propfind("<D:resourcetype/><D:getetag/>"); }

std::string syncCollection(std::string_view token) {
  return std::format(
      "{}<D:sync-collection {}><D:sync-token>{}</D:sync-token><D:sync-level>1</D:sync-level>"
      "<D:prop><D:resourcetype/><D:getetag/></D:prop></D:sync-collection>",
      kStart, kSpaces, escaped(token));
}

std::string multiget(const std::vector<std::string>& paths) {
  std::string hrefs;
  for (const std::string& path : paths) hrefs += std::format("<D:href>{}</D:href>", escaped(path));
  return std::format(
      "{}<C:calendar-multiget {}><D:prop><D:getetag/><C:calendar-data/></D:prop>{}</C:calendar-multiget>", kStart,
      kSpaces, hrefs);
}

std::string timeRange(Instant from, Instant to) {
  return std::format(
      "{}<C:calendar-query {}><D:prop><D:getetag/></D:prop><C:filter><C:comp-filter name=\"VCALENDAR\">"
      "<C:comp-filter name=\"VEVENT\"><C:time-range start=\"{:%Y%m%dT%H%M%SZ}\" end=\"{:%Y%m%dT%H%M%SZ}\"/>"
      "</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>",
      kStart, kSpaces, from, to);
}

}  // namespace rotonde::calendar::dav
