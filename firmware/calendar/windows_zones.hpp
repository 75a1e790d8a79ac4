// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <span>
#include <string_view>

namespace rotonde::calendar {

/// One row of CLDR's Windows table, for the territory "001" (the world's default).
struct WindowsZone {
  std::string_view name;     ///< "Romance Standard Time"
  std::string_view iana;     ///< "Europe/Paris"; may be an old name that only links know.
  std::string_view display;  ///< "(UTC+01:00) Brussels, Copenhagen, Madrid, Paris"; may be empty.
};

/// By name, in byte order.
std::span<const WindowsZone> windowsZones();

}  // namespace rotonde::calendar
