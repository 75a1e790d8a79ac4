// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/calendar/caldav_settings.hpp"

#include <algorithm>
#include <format>
#include <fstream>
#include <system_error>
#include <utility>

namespace rotonde::calendar {
namespace {

constexpr std::size_t kLongestPassword = 4'096;

Result<Secret> readPassword(const std::filesystem::path& path) {
  std::error_code error;
  std::string text(kLongestPassword + 1, '\0');
  std::ifstream file;
  // Not from a FIFO or a device, which could block.
  if (std::filesystem::is_regular_file(path, error)) file.open(path, std::ios::binary);
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  const bool tooLong = text.size() > kLongestPassword;
  text.resize(std::min(text.find_first_of("\r\n"), text.size()));
  if (!text.empty() && !tooLong) return Secret(std::move(text));
  return askHuman(
      std::format("the calendar's password cannot be read from {}; check calendar.password_file, that the service may "
                  "read it, and that its first line is the password",
                  path.string()));
}

}  // namespace

Result<net::HttpLogin> makeLogin(const CalDavSettings& settings) {
  Secret password = settings.password;
  if (password.empty() && !settings.passwordFile.empty()) {
    auto read = readPassword(settings.passwordFile);
    if (!read) return std::unexpected(std::move(read.error()));
    password = std::move(*read);
  }
  const bool bearer = settings.scheme == net::HttpLogin::Scheme::Bearer;
  if (settings.user.empty() && password.empty() && !bearer) return net::HttpLogin();
  if (password.empty()) {
    return askHuman("the calendar's password is missing; set calendar.password or calendar.password_file");
  }
  if (settings.user.empty() && !bearer) return askHuman("the calendar's user is missing; set calendar.user");
  return net::HttpLogin(settings.scheme, settings.user, std::move(password));
}

}  // namespace rotonde::calendar
