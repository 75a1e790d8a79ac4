// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/runtime.hpp"
#include "firmware/base/secret.hpp"
#include "firmware/calendar/caldav_settings.hpp"
#include "firmware/calendar/calendar_source.hpp"
#include "firmware/calendar/dav_client.hpp"
#include "firmware/calendar/dav_discovery.hpp"
#include "firmware/net/http_client.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rotonde::calendar {

/// A CalDAV address of the configuration: one calendar or all calendars of an account, found again every day and when
/// they fail. Main loop.
class DavAccount : public CalendarSource {
 public:
  /// Borrows `runtime` and `http`. The login is made anew before each discovery, so that a new password is taken up.
  DavAccount(Runtime& runtime, net::HttpClient& http, Secret url, CalDavSettings settings);
  ~DavAccount() override;

  std::string identity() const override;
  Handle fetch(std::function<void(Result<SourceContent>)> done) override;
  void forget() override;
  Handle watch(std::function<void()> changed) override;

 private:
  void discover();
  void discovered(Result<std::vector<DavDiscovery::Found>> found);
  void adopt(const std::vector<DavDiscovery::Found>& found);
  void fetchCalendars();

  Runtime& runtime_;
  DavClient client_;
  const Secret url_;
  const CalDavSettings settings_;
  std::unique_ptr<DavDiscovery> discovery_;
  std::vector<Secret> urls_;
  std::unique_ptr<CalendarSource> calendars_;
  std::optional<SteadyTime> discoveredAt_;
  std::function<void(Result<SourceContent>)> done_;
  std::uint64_t fetches_ = 0;
  Handle fetch_;
};

}  // namespace rotonde::calendar
