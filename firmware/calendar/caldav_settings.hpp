// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"
#include "firmware/base/secret.hpp"
#include "firmware/net/http_login.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace rotonde::calendar {

/// The room's CalDAV calendars and who the room is there.
struct CalDavSettings {
  std::vector<Secret> addresses;  ///< Each a server, an account's home or a calendar; empty: no CalDAV.
  std::string user;
  Secret password;                     ///< Or the token of Bearer.
  std::filesystem::path passwordFile;  ///< Holds the password in its first line, when `password` is empty.
  net::HttpLogin::Scheme scheme = net::HttpLogin::Scheme::Auto;
  std::vector<std::string> calendars;  ///< Names of those to take of an account; empty: all.
  friend bool operator==(const CalDavSettings&, const CalDavSettings&) = default;
};

/// Who the room is; reads the password's file. AskHuman when something is missing.
Result<net::HttpLogin> makeLogin(const CalDavSettings& settings);

}  // namespace rotonde::calendar
