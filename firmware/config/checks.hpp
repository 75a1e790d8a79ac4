// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rotonde::config {

/// Seconds of "90s", "10min", "4h", "1d" or several of them ("1h 30min"). nullopt: no duration, or above 10 years.
std::optional<std::int64_t> parseDuration(std::string_view text);
/// The shortest text that parseDuration reads as `seconds`: "1min 30s".
std::string durationText(std::int64_t seconds);

// Checks of texts (setting.hpp, Check): what is wrong, as "must be …"; empty: nothing. They never repeat the text,
// which may be a secret.
std::string checkLine(const std::string& text);
std::string checkFeed(const std::string& text);
std::string checkCalDav(const std::string& text);
std::string checkPasswordFile(const std::string& text);
std::string checkProxy(const std::string& text);
std::string checkHost(const std::string& text);
std::string checkZone(const std::string& text);
std::string checkAbsolutePath(const std::string& text);
std::string checkSocketPath(const std::string& text);
std::string checkMail(const std::string& text);
std::string checkMark(const std::string& text);

}  // namespace rotonde::config
