// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/calendar/event.hpp"

#include <glib.h>

#include <algorithm>
#include <array>
#include <format>
#include <string_view>
#include <utility>

namespace rotonde::calendar {
namespace {

using std::chrono::days;
using std::chrono::year_month_day;
using namespace std::chrono_literals;

constexpr days kLongest{31};
constexpr std::size_t kMaxDates = 5'000;
constexpr std::size_t kMaxTitle = 500;
constexpr std::size_t kMaxNotes = 200;

bool equalsNoCase(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, g_ascii_tolower, g_ascii_tolower);
}

/// One line of valid UTF-8, at most kMaxTitle bytes.
std::string shownText(std::string_view raw) {
  const std::string text = unescapeText(raw);
  const std::unique_ptr<char, decltype(&g_free)> valid(g_utf8_make_valid(text.data(), static_cast<gssize>(text.size())),
                                                       g_free);
  std::string out = valid.get();
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  if (out.size() > kMaxTitle) {
    std::size_t cut = kMaxTitle;
    while (cut > 0 && (static_cast<unsigned char>(out[cut]) & 0xC0U) == 0x80U) --cut;
    out.resize(cut);
  }
  const auto first = out.find_first_not_of(' ');
  return first == std::string::npos ? std::string() : out.substr(first, out.find_last_not_of(' ') - first + 1);
}

/// UIDs name occurrences in files and snapshots: short, and valid UTF-8.
std::string shownUid(const IcalComponent& component) {
  const std::string_view raw = component.value("UID");
  const bool plain =
      !raw.empty() && raw.size() <= 200 && std::ranges::all_of(raw, [](char c) { return c > 0x20 && c < 0x7F; });
  if (plain) return std::string(raw);
  std::string named(raw);
  if (named.empty()) named = std::format("{}|{}", component.value("DTSTART"), component.value("SUMMARY"));
  const std::unique_ptr<char, decltype(&g_free)> sum(
      g_compute_checksum_for_data(G_CHECKSUM_SHA256, reinterpret_cast<const guchar*>(named.data()), named.size()),
      g_free);
  return std::format("sha256-{}", sum.get());
}

EventTime place(const IcalTime& time, CalendarZones& zones) {
  EventTime placed{.kind = time.kind, .local = time.local, .zone = nullptr};
  switch (time.kind) {
    case IcalTime::Kind::Date:
      placed.zone = &zones.room();
      break;
    case IcalTime::Kind::Utc:
      placed.zone = &zones.utc();
      break;
    case IcalTime::Kind::Floating:
    case IcalTime::Kind::Zoned:
      placed.zone = &zones.resolve(time.tzid);
      break;
  }
  return placed;
}

std::optional<EventTime> readTime(std::string_view text, const IcalProperty& property, CalendarZones& zones) {
  const auto time = parseTime(text, property.parameter("TZID"));
  if (!time || year_month_day(std::chrono::floor<days>(time->local)).year() < 1900y) return std::nullopt;
  return place(*time, zones);
}

std::optional<EventTime> readTime(const IcalComponent& component, std::string_view name, CalendarZones& zones) {
  const IcalProperty* property = component.property(name);
  if (property == nullptr) return std::nullopt;
  return readTime(property->value, *property, zones);
}

Instant readStamp(const IcalComponent& component, std::string_view name) {
  const auto time = parseTime(component.value(name));
  return time ? Instant(time->local.time_since_epoch()) : Instant();
}

IcalDuration clamped(IcalDuration length) {
  const seconds total = length.days + length.exact;
  if (total <= 0s) return {};
  if (total > kLongest) return {kLongest, 0s};
  return length;
}

/// The length by DTEND or DURATION (RFC 5545 §3.6.1): one day or nothing when there is neither.
IcalDuration readLength(const IcalComponent& component, const EventTime& start, CalendarZones& zones) {
  const IcalDuration oneDay{days(1), 0s};
  if (const auto end = readTime(component, "DTEND", zones)) {
    if (!start.isDate()) return clamped({days(0), end->instant() - start.instant()});
    const auto whole = std::chrono::ceil<days>(end->local - start.local);
    return whole < days(1) ? oneDay : clamped({whole, 0s});
  }
  if (const auto duration = parseDuration(component.value("DURATION"))) {
    if (!start.isDate()) return clamped(*duration);
    const auto whole = std::chrono::ceil<days>(duration->days + duration->exact);
    return whole < days(1) ? oneDay : clamped({whole, 0s});
  }
  return start.isDate() ? oneDay : IcalDuration{};
}

template <class Fn>
void eachInList(std::string_view list, Fn fn) {
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    fn(list.substr(0, comma));
    list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
  }
}

std::optional<CalendarEvent::Extra> readExtra(std::string_view text, const IcalProperty& property,
                                              CalendarZones& zones) {
  const std::size_t slash = text.find('/');
  const auto start = readTime(text.substr(0, slash), property, zones);
  if (!start) return std::nullopt;
  CalendarEvent::Extra extra{.at = *start, .length = std::nullopt};
  if (slash == std::string_view::npos) return extra;
  const std::string_view end = text.substr(slash + 1);
  if (const auto duration = parseDuration(end)) {
    extra.length = clamped(*duration);
  } else if (const auto time = readTime(end, property, zones)) {
    extra.length = clamped({days(0), time->instant() - start->instant()});
  }
  return extra;
}

/// RRULE, EXRULE, RDATE and EXDATE. A rule that is not followed leaves the other dates.
void readRecurrence(const IcalComponent& component, CalendarZones& zones, CalendarEvent& event,
                    std::vector<std::string>& notes) {
  bool tooMany = false;
  for (const IcalProperty& property : component.properties) {
    if (property.name == "RRULE" || property.name == "EXRULE") {
      auto rule = parseRule(property.value);
      if (!rule) {
        notes.push_back(std::format("VEVENT {}: {}; only its first date is shown", event.uid, rule.error().message));
      } else if (event.rules.size() + event.exRules.size() < 20) {
        (property.name == "RRULE" ? event.rules : event.exRules).push_back(std::move(*rule));
      }
    } else if (property.name == "RDATE") {
      eachInList(property.value, [&](std::string_view item) {
        if (event.extras.size() >= kMaxDates) tooMany = true;
        if (tooMany) return;
        if (const auto extra = readExtra(item, property, zones)) event.extras.push_back(*extra);
      });
    } else if (property.name == "EXDATE") {
      eachInList(property.value, [&](std::string_view item) {
        if (event.removed.size() >= kMaxDates) tooMany = true;
        if (tooMany) return;
        // Of a PERIOD, which some write here, the start counts.
        const auto time = readTime(item.substr(0, item.find('/')), property, zones);
        if (time) event.removed.push_back(*time);
      });
    }
  }
  if (tooMany) notes.push_back(std::format("VEVENT {}: more than {} dates; partly read", event.uid, kMaxDates));
}

std::string_view withoutMailto(std::string_view address) {
  if (address.size() >= 7 && equalsNoCase(address.substr(0, 7), "mailto:")) address.remove_prefix(7);
  return address;
}

std::string readOrganizer(const IcalComponent& component) {
  const IcalProperty* organizer = component.property("ORGANIZER");
  if (organizer == nullptr) return {};
  const std::string_view name = organizer->parameter("CN");
  return shownText(name.empty() ? withoutMailto(organizer->value) : name);
}

}  // namespace

void EventReader::readState(const IcalComponent& component, CalendarEvent& event) const {
  const auto is = [&](std::string_view name, std::string_view value) {
    return equalsNoCase(component.value(name), value);
  };
  const std::string_view microsoft = "X-MICROSOFT-CDO-BUSYSTATUS";
  event.cancelled = event.cancelled || is("STATUS", "CANCELLED");
  event.tentative = is("STATUS", "TENTATIVE") || is(microsoft, "TENTATIVE");
  event.ignored = is("TRANSP", "TRANSPARENT") || is(microsoft, "FREE");
  if (const auto secrecy = component.value("CLASS"); !secrecy.empty()) {
    event.isPrivate = !equalsNoCase(secrecy, "PUBLIC");
  }
  if (roomAddress_.empty()) return;
  for (const IcalProperty& attendee : component.properties) {
    if (attendee.name != "ATTENDEE") continue;
    // RFC 7986 §6.2: EMAIL when the address itself is of another scheme.
    const bool own = equalsNoCase(withoutMailto(attendee.value), withoutMailto(roomAddress_)) ||
                     equalsNoCase(attendee.parameter("EMAIL"), withoutMailto(roomAddress_));
    if (!own) continue;
    const std::string_view answer = attendee.parameter("PARTSTAT");
    if (equalsNoCase(answer, "DECLINED")) event.ignored = true;
    // RFC 5545 §3.2.12: absent means NEEDS-ACTION, but feeds without answers are common and mean bookings.
    if (equalsNoCase(answer, "NEEDS-ACTION") || equalsNoCase(answer, "TENTATIVE")) event.tentative = true;
  }
}

Result<CalendarEvent> EventReader::readEvent(const IcalComponent& component, CalendarZones& zones,
                                             std::vector<std::string>& notes) const {
  CalendarEvent event;
  event.uid = shownUid(component);
  const auto start = readTime(component, "DTSTART", zones);
  if (!start) return refused(std::format("VEVENT {}: no DTSTART between 1900 and 2100", event.uid));
  event.start = *start;
  event.length = readLength(component, *start, zones);
  event.allDay = start->isDate() || (equalsNoCase(component.value("X-MICROSOFT-CDO-ALLDAYEVENT"), "TRUE") &&
                                     start->local == std::chrono::floor<days>(start->local));
  if (const IcalProperty* id = component.property("RECURRENCE-ID")) {
    event.recurrenceId = readTime(id->value, *id, zones);
    if (!event.recurrenceId) return refused(std::format("VEVENT {}: its RECURRENCE-ID is no time", event.uid));
    event.thisAndFuture = equalsNoCase(id->parameter("RANGE"), "THISANDFUTURE");
  } else {
    readRecurrence(component, zones, event, notes);
  }
  event.sequence = parseInteger(component.value("SEQUENCE")).value_or(0);
  event.stamp = readStamp(component, "DTSTAMP");
  event.modified = readStamp(component, "LAST-MODIFIED");
  readState(component, event);
  event.title = shownText(component.value("SUMMARY"));
  event.organizer = readOrganizer(component);
  event.link = links_.find(component);
  return event;
}

void EventReader::read(const IcalStream& stream, CalendarContent& content) const {
  const auto note = [&](std::string text) {
    if (content.skipped.size() < kMaxNotes) content.skipped.push_back(std::move(text));
  };
  for (const std::string& skipped : stream.skipped) note(skipped);
  for (const IcalComponent& calendar : stream.calendars) {
    CalendarZones zones(zones_, calendar);
    const bool cancelled = equalsNoCase(calendar.value("METHOD"), "CANCEL");
    std::vector<std::string> notes;
    for (const IcalComponent& component : calendar.children) {
      if (component.name != "VEVENT") continue;
      auto event = readEvent(component, zones, notes);
      if (!event) {
        note(std::move(event.error().message));
        continue;
      }
      event->cancelled = event->cancelled || cancelled;
      content.events.push_back(std::move(*event));
    }
    for (std::string& text : notes) note(std::move(text));
    content.unresolved.insert(content.unresolved.end(), zones.unresolved().begin(), zones.unresolved().end());
    std::ranges::move(zones.takeOwned(), std::back_inserter(content.zones));
  }
}

}  // namespace rotonde::calendar
