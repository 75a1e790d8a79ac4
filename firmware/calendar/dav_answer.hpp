// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rotonde::calendar {

/// One DAV:response of a multistatus, with the properties that were found (propstat 2xx).
struct DavResource {
  std::string href;  ///< As the server wrote it: absolute URL, absolute path or relative.
  int status = 0;    ///< Of the response as a whole (404: gone, 507: cut short); 0 when there are properties instead.
  std::optional<std::string> etag;         ///< Opaque, weak or strong.
  std::optional<std::string> calendarTag;  ///< getctag of calendarserver.org.
  std::optional<std::string> syncToken;
  std::optional<std::string> calendarData;
  std::string displayName;
  bool isCollection = false;
  bool isCalendar = false;
  std::vector<std::string> components;  ///< supported-calendar-component-set; empty: not said.
  bool syncReport = false;              ///< supported-report-set names sync-collection.
  std::vector<std::string> principals;  ///< current-user-principal.
  std::vector<std::string> homes;       ///< calendar-home-set.
};

/// A multistatus (RFC 4918 §13, with the sync-token of RFC 6578 §6.2).
struct DavAnswer {
  std::vector<DavResource> resources;
  std::string syncToken;
};

/// The bounds of one answer. Public for the tests; the size in bytes is the HTTP request's.
struct DavLimits {
  std::size_t resources = 20'000;
  std::size_t depth = 32;
  std::size_t hrefBytes = 4'096;      ///< A resource with a longer address is left out.
  std::size_t textBytes = 1U << 20U;  ///< A longer property is as if it were not there.
};

/// Reads a multistatus. Namespaces count, prefixes do not. No document type, no entities but XML's own, nothing is
/// loaded. TryLater when the text is anything else: empty, a web page, cut off, another document, beyond the bounds.
Result<DavAnswer> readMultistatus(std::string_view bytes, const DavLimits& limits = {});

/// Whether a DAV:error names that precondition of the DAV: or CalDAV namespace, like "valid-sync-token" (RFC 4918 §16).
bool namesPrecondition(std::string_view bytes, std::string_view condition);

}  // namespace rotonde::calendar
