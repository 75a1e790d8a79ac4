// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/calendar/sources.hpp"

#include "firmware/calendar/combined_source.hpp"
#include "firmware/calendar/dav_account.hpp"
#include "firmware/calendar/ics_source.hpp"
#include "firmware/calendar/url.hpp"

#include <utility>
#include <vector>

namespace rotonde::calendar {

Result<std::unique_ptr<CalendarSource>> makeSource(Runtime& runtime, net::HttpClient& http, const Secret& feed,
                                                   const CalDavSettings& caldav) {
  std::vector<std::unique_ptr<CalendarSource>> sources;
  if (!feed.empty()) {
    auto source = makeIcsSource(runtime, http, feed);
    if (!source) return std::unexpected(std::move(source.error()));
    sources.push_back(std::move(*source));
  }
  for (const Secret& address : caldav.addresses) {
    const auto url = parseUrl(address.reveal());
    if (!url || url->userInfo || (url->scheme == "http" && !isLoopback(url->host))) {
      return askHuman("calendar.caldav has an address that cannot be used; write https://HOST/…, without a user in it");
    }
    sources.push_back(std::make_unique<DavAccount>(runtime, http, address, caldav));
  }
  if (sources.size() > 1) return std::make_unique<CombinedSource>(runtime, std::move(sources));
  return sources.empty() ? std::unique_ptr<CalendarSource>() : std::move(sources.front());
}

}  // namespace rotonde::calendar
