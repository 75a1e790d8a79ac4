// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/handle.hpp"
#include "firmware/base/result.hpp"
#include "firmware/base/secret.hpp"
#include "firmware/calendar/dav_answer.hpp"
#include "firmware/calendar/dav_client.hpp"

#include <functional>
#include <string>
#include <vector>

namespace rotonde::calendar {

/// Finds the room's calendars from any address of a CalDAV server: a calendar itself, a principal or a home, a folder
/// of calendars, or the server alone, by /.well-known/caldav (RFC 6764 §5, without DNS: an unsigned SRV record must
/// not decide who gets the password). Used once. Main loop.
class DavDiscovery {
 public:
  struct Found {
    Secret url;
    std::string name;  ///< Its display name, else the last part of its path.
  };

  /// Borrows `client`. `names`: take only these calendars of a home, by display name or last part of the path; empty:
  /// all that hold events.
  DavDiscovery(DavClient& client, Secret url, std::vector<std::string> names);

  /// Calls `done` exactly once, later, unless this dies first; the callback may destroy this. At least one calendar,
  /// or an error with its cure.
  void start(std::function<void(Result<std::vector<Found>>)> done);

 private:
  void ask(Secret url, int depth, std::function<void(const DavResource*, const DavResponse&)> next);
  void tryNext();
  void looked(const DavResource& resource, const DavResponse& response);
  void principal(const Secret& url);
  void nextHome();
  void homeRead(const DavAnswer& answer, const Secret& base);
  void addHomes(const std::vector<std::string>& hrefs, const Secret& base);
  void finish(Result<std::vector<Found>> result);
  void finishWithWhatWasFound();

  DavClient& client_;
  const Secret url_;
  const std::vector<std::string> names_;
  std::vector<Secret> candidates_;  ///< Still to be tried, the next one last.
  std::vector<Secret> homes_;       ///< Likewise.
  std::vector<Found> found_;
  std::vector<std::string> otherNames_;
  std::string elsewhere_;  ///< A server that the answers named instead.
  std::optional<Error> firstError_;
  std::function<void(Result<std::vector<Found>>)> done_;
  Handle request_;
};

}  // namespace rotonde::calendar
