// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/handle.hpp"
#include "firmware/base/result.hpp"
#include "firmware/base/secret.hpp"
#include "firmware/net/http_client.hpp"
#include "firmware/net/http_login.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rotonde::calendar {

struct DavRequest {
  std::string method;  ///< "PROPFIND", "REPORT" or "GET".
  Secret url;
  int depth = 0;  ///< Sent with PROPFIND and REPORT.
  std::string body;
};

struct DavResponse {
  int status = 0;
  std::string body;
  milliseconds retryAfter{0};
  Secret url;  ///< Where the answer came from, after redirects: what relative addresses in it start from.
};

/// `reference` (an href) seen from `base`; nullopt when it is no address, leaves the base's server (scheme, host and
/// port), or carries a user. The result has neither query nor fragment of the base.
std::optional<Secret> resolveHref(const Secret& base, std::string_view reference);

/// The path of an address, percent-decoded but for "/", to compare addresses that are written differently. A slash at
/// the end counts for nothing.
std::string comparablePath(const Secret& url);

/// The last part of a comparable path, for diagnostics; never the whole.
std::string lastPart(const std::string& path);

/// WebDAV requests in the room's name. Its login goes to the servers that are asked for, and no further: redirects are
/// followed within a server (at most 5, the method kept), and refused with a word of advice when they lead elsewhere.
/// Main loop.
class DavClient {
 public:
  /// Borrows `http`. Nobody is logged in yet.
  explicit DavClient(net::HttpClient& http) : http_(http) {}
  void setLogin(net::HttpLogin login) { login_ = std::move(login); }

  /// Calls `done` exactly once, later, unless the handle dies first. Statuses are answers, but for these errors:
  /// AskHuman for 401 (with its cure); Refused for forbidden redirects; what HttpClient::send reports. The handle must
  /// not outlive the client.
  Handle send(DavRequest request, std::function<void(Result<DavResponse>)> done);

 private:
  class Call;

  net::HttpClient& http_;
  net::HttpLogin login_;
};

/// Plain words and the cure for a status that ends a synchronisation. `what` names the step: "the calendar's listing".
Error explainStatus(const DavResponse& response, std::string_view what);

}  // namespace rotonde::calendar
