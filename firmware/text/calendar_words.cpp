// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/text/text.hpp"

#include <format>

namespace rotonde::text {
namespace {

// By hand, not by the C library's locales: an appliance image carries none, and the format has to be the same
// everywhere.
constexpr std::array<std::array<std::string_view, 7>, 2> kDays = {{
    {"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"},
    {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
}};
constexpr std::array<std::array<std::string_view, 12>, 2> kMonths = {{
    {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
     "décembre"},
    {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
     "December"},
}};

}  // namespace

std::string clock(LocalTime time) {
  const auto inDay = std::chrono::floor<std::chrono::minutes>(time - std::chrono::floor<std::chrono::days>(time));
  return std::format("{:02}:{:02}", inDay.count() / 60, inDay.count() % 60);
}

std::string date(Language language, std::chrono::local_days day) {
  const std::chrono::year_month_day parts(day);
  const std::chrono::weekday weekday(day);
  const auto row = static_cast<std::size_t>(language);
  const auto number = static_cast<unsigned>(parts.day());
  const std::string_view suffix = language == Language::French && number == 1 ? "er" : "";
  return std::format("{} {}{} {}", kDays[row][weekday.c_encoding()], number, suffix,
                     kMonths[row][static_cast<unsigned>(parts.month()) - 1]);
}

}  // namespace rotonde::text
