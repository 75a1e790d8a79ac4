// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rotonde::calendar {

/// An absolute http or https URL taken apart (RFC 3986).
struct Url {
  std::string scheme;  ///< "http" or "https"
  bool userInfo = false;
  std::string host;   ///< Lower-case ASCII (IDNA); IPv6 without brackets.
  int port = 443;     ///< The scheme's own when none is written.
  std::string path;   ///< Percent-decoded; empty or beginning with "/".
  std::string query;  ///< As written.
};

/// nullopt for relative references, other schemes, and text that is no URL.
std::optional<Url> parseUrl(std::string_view text);

/// localhost, 127.0.0.0/8 and ::1, by their text.
bool isLoopback(std::string_view host);

/// One parameter of a query, percent-decoded; nullopt when absent.
std::optional<std::string> queryParameter(const Url& url, std::string_view name);

}  // namespace rotonde::calendar
