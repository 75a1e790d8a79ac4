// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/net/retry_after.hpp"

#include <libsoup/soup.h>

#include <algorithm>

namespace rotonde::net {

std::optional<milliseconds> parseRetryAfter(const std::string& value, WallTime now) {
  constexpr milliseconds kMost = std::chrono::hours(24);
  guint64 seconds = 0;
  if (g_ascii_string_to_unsigned(value.c_str(), 10, 0, G_MAXUINT32, &seconds, nullptr)) {
    return std::min<milliseconds>(std::chrono::seconds(seconds), kMost);
  }
  GDateTime* date = soup_date_time_new_from_http_string(value.c_str());
  if (!date) return std::nullopt;
  const auto at = WallTime(std::chrono::seconds(g_date_time_to_unix(date)));
  g_date_time_unref(date);
  return std::clamp<milliseconds>(at - now, milliseconds(0), kMost);
}

}  // namespace rotonde::net
