// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"
#include "firmware/base/runtime.hpp"
#include "firmware/base/secret.hpp"
#include "firmware/calendar/caldav_settings.hpp"
#include "firmware/calendar/calendar_source.hpp"
#include "firmware/net/http_client.hpp"

#include <memory>

namespace rotonde::calendar {

/// All of the room's calendars as one source; null when none is set. AskHuman when an address cannot be used.
Result<std::unique_ptr<CalendarSource>> makeSource(Runtime& runtime, net::HttpClient& http, const Secret& feed,
                                                   const CalDavSettings& caldav);

}  // namespace rotonde::calendar
