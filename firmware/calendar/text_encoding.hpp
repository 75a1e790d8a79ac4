// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rotonde::calendar {

/// The UTF-8 of a text in UTF-16, by its byte-order mark or, without one, by a first letter beside a zero byte.
/// Nullopt: it is no UTF-16. Broken surrogates become U+FFFD.
std::optional<std::string> fromUtf16(std::string_view bytes);

/// One line as UTF-8. Bytes that are none are read as Windows-1252, which contains Latin-1; in a line that has UTF-8
/// characters too they stay as they are, since something was cut there.
std::string lineAsUtf8(std::string line);

}  // namespace rotonde::calendar
