// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/calendar/zones.hpp"

#include "firmware/calendar/windows_zones.hpp"

#include <algorithm>
#include <chrono>
#include <format>
#include <optional>
#include <stdexcept>
#include <utility>

namespace rotonde::calendar {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMaxZonesPerCalendar = 500;
constexpr std::size_t kMaxUnresolved = 50;
constexpr Instant kFirst = std::chrono::sys_days(1970y / 1 / 1);
constexpr Instant kLast = std::chrono::sys_days(2101y / 1 / 1);

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '"' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '"' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::vector<Zone::Period> readPeriods(const std::chrono::time_zone& zone) {
  std::vector<Zone::Period> periods;
  for (Instant at = kFirst; at < kLast;) {
    const std::chrono::sys_info info = zone.get_info(at);
    if (periods.empty() || periods.back().offset != info.offset) periods.push_back({at, info.offset});
    if (info.end <= at || info.end >= kLast) break;
    at = info.end;
  }
  return periods;
}

/// "+01:00", "-0330", "+1": minutes may be absent.
std::optional<seconds> parseOffset(std::string_view text) {
  if (text.empty() || (text.front() != '+' && text.front() != '-')) return std::nullopt;
  const int sign = text.front() == '-' ? -1 : 1;
  std::string numbers;
  for (const char c : text.substr(1)) {
    if (c == ':') continue;
    if (c < '0' || c > '9') return std::nullopt;
    numbers += c;
  }
  if (numbers.empty() || numbers.size() > 4) return std::nullopt;
  const int number = std::stoi(numbers);
  const int hours = numbers.size() > 2 ? number / 100 : number;
  const int minutes = numbers.size() > 2 ? number % 100 : 0;
  if (hours > 14 || minutes > 59) return std::nullopt;
  return sign * (std::chrono::hours(hours) + std::chrono::minutes(minutes));
}

/// "(UTC+01:00) Brussels, Paris" → "+01:00" and the cities; the offset is empty for plain UTC or GMT.
struct DisplayName {
  std::string offset;
  std::vector<std::string> cities;
};

std::optional<DisplayName> parseDisplay(std::string_view text) {
  const std::size_t close = text.find(')');
  if (!text.starts_with('(') || close == std::string_view::npos) return std::nullopt;
  std::string_view inside = text.substr(1, close - 1);
  if (!inside.starts_with("UTC") && !inside.starts_with("GMT")) return std::nullopt;
  DisplayName name{.offset = std::string(trimmed(inside.substr(3))), .cities = {}};
  std::string_view rest = text.substr(close + 1);
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    if (const auto city = trimmed(rest.substr(0, comma)); !city.empty()) name.cities.push_back(lower(city));
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
  }
  return name;
}

}  // namespace

Zone::Zone(std::string name, std::vector<Period> periods) : name_(std::move(name)), periods_(std::move(periods)) {}

std::size_t Zone::periodAt(Instant instant) const {
  const auto after = std::ranges::upper_bound(periods_, instant, {}, &Period::from);
  return after == periods_.begin() ? 0 : static_cast<std::size_t>(after - periods_.begin()) - 1;
}

LocalTime Zone::toLocal(Instant instant) const {
  return LocalTime(instant.time_since_epoch() + periods_[periodAt(instant)].offset);
}

Zone::Look Zone::look(LocalTime local) const {
  // No offset is larger than a day and two hours: the right period is one of those around.
  const Instant guess(local.time_since_epoch());
  const std::size_t last = periodAt(guess + 26h);
  Instant fromGap = guess - periods_[last].offset;
  for (std::size_t i = periodAt(guess - 26h); i <= last; ++i) {
    const Instant instant = guess - periods_[i].offset;
    const bool begun = i == 0 || instant >= periods_[i].from;
    const bool ended = i + 1 < periods_.size() && instant >= periods_[i + 1].from;
    if (begun && !ended) return {instant, true};
    if (ended && i < last) fromGap = instant;
  }
  return {fromGap, false};
}

Zones::Zones(std::string_view roomZone) : utc_("UTC", {{kFirst, 0s}}) {
  try {
    const std::chrono::tzdb& database = std::chrono::get_tzdb();
    for (const auto& zone : database.zones) canonical_.emplace(lower(zone.name()), zone.name());
    for (const auto& link : database.links) canonical_.emplace(lower(link.name()), link.name());
  } catch (const std::runtime_error& error) {
    problem_ = std::format("the time zone database cannot be read ({}); install tzdata", error.what());
  }
  room_ = findIana(roomZone);
  if (room_ != nullptr) return;
  if (problem_.empty()) {
    problem_ = std::format("the room's time zone \"{}\" is unknown, Europe/Paris is used; set an IANA name", roomZone);
  }
  room_ = findIana("Europe/Paris");
  if (room_ != nullptr) return;
  auto& fallback = zones_["Europe/Paris"];
  fallback = std::make_unique<Zone>("Europe/Paris", std::vector<Zone::Period>{{kFirst, 1h}});
  room_ = fallback.get();
}

const Zone* Zones::findIana(std::string_view name) {
  const auto spelling = canonical_.find(lower(name));
  if (spelling == canonical_.end()) return nullptr;
  const auto known = zones_.find(spelling->second);
  if (known != zones_.end()) return known->second.get();
  try {
    const std::chrono::time_zone* zone = std::chrono::locate_zone(spelling->second);
    auto& made = zones_[spelling->second];
    made = std::make_unique<Zone>(spelling->second, readPeriods(*zone));
    return made.get();
  } catch (const std::runtime_error&) {
    return nullptr;
  }
}

const Zone* Zones::findWindows(std::string_view name) {
  const std::string wanted = lower(name);
  for (const WindowsZone& zone : windowsZones()) {
    if (lower(zone.name) == wanted) return findIana(zone.iana);
  }
  return nullptr;
}

/// The lists of cities change with the versions of Windows: one common city with the same offset is enough.
const Zone* Zones::findDisplay(std::string_view name) {
  const auto wanted = parseDisplay(name);
  if (!wanted) return nullptr;
  if (wanted->offset.empty() && wanted->cities.empty()) return findIana("Etc/UTC");
  const WindowsZone* best = nullptr;
  std::ptrdiff_t bestCommon = 0;
  for (const WindowsZone& zone : windowsZones()) {
    const auto here = parseDisplay(zone.display);
    if (!here) continue;
    const bool sameOffset = here->offset == wanted->offset ||
                            parseOffset(here->offset).value_or(0s) == parseOffset(wanted->offset).value_or(0s);
    if (!sameOffset) continue;
    const auto common = std::ranges::count_if(
        here->cities, [&](const std::string& city) { return std::ranges::contains(wanted->cities, city); });
    if (common > bestCommon) {
      best = &zone;
      bestCommon = common;
    }
  }
  return best == nullptr ? nullptr : findIana(best->iana);
}

const Zone* Zones::findFixed(std::string_view name) {
  if (!name.starts_with("GMT") && !name.starts_with("UTC")) return nullptr;
  const auto offset = parseOffset(trimmed(name.substr(3)));
  if (!offset) return nullptr;
  const std::string key = std::format("fixed {}", offset->count());
  auto& zone = zones_[key];
  if (!zone) zone = std::make_unique<Zone>(std::string(name), std::vector<Zone::Period>{{kFirst, *offset}});
  return zone.get();
}

const Zone* Zones::find(std::string_view name) {
  name = trimmed(name);
  if (name.empty() || name.size() > 300) return nullptr;
  if (const Zone* zone = findIana(name)) return zone;
  if (const Zone* zone = findWindows(name)) return zone;
  if (const Zone* zone = findDisplay(name)) return zone;
  if (const Zone* zone = findFixed(name)) return zone;
  if (name.size() > 2 && name[name.size() - 2] == ' ' && name.back() >= '1' && name.back() <= '9') {
    return find(name.substr(0, name.size() - 2));
  }
  // "/vendor.example/20050126_1/America/Argentina/Ushuaia": at most the last three parts are the name.
  for (int parts = 3; parts >= 1; --parts) {
    std::size_t at = name.size();
    for (int i = 0; i < parts && at != std::string_view::npos && at != 0; ++i) at = name.rfind('/', at - 1);
    if (at == std::string_view::npos) continue;
    const std::string_view tail = name.substr(at + 1);
    if (const Zone* zone = findIana(tail)) return zone;
    if (const Zone* zone = findWindows(tail)) return zone;
  }
  return nullptr;
}

CalendarZones::CalendarZones(Zones& zones, const IcalComponent& calendar) : zones_(zones), calendar_(calendar) {
  floating_ = zones_.find(calendar.value("X-WR-TIMEZONE"));
  if (floating_ == nullptr) floating_ = &zones_.room();
}

const Zone& CalendarZones::resolve(std::string_view tzid) {
  if (tzid.empty()) return *floating_;
  if (const auto known = known_.find(tzid); known != known_.end()) return *known->second;
  const Zone* found = nullptr;
  if (owned_.size() < kMaxZonesPerCalendar) {
    for (const IcalComponent& child : calendar_.children) {
      if (child.name != "VTIMEZONE" || child.value("TZID") != tzid) continue;
      if (auto made = zoneFromVtimezone(child)) {
        found = owned_.emplace_back(std::move(made)).get();
        break;
      }
    }
  }
  if (found == nullptr) found = zones_.find(tzid);
  if (found == nullptr) {
    found = floating_;
    if (unresolved_.size() < kMaxUnresolved) unresolved_.emplace(tzid.substr(0, 100));
  }
  known_.emplace(tzid, found);
  return *found;
}

}  // namespace rotonde::calendar
