// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/runtime.hpp"

#include <optional>
#include <string>

namespace rotonde::net {

/// Reads a Retry-After header (RFC 9110 §10.2.3): whole seconds or an HTTP date. Between 0 and one day.
std::optional<milliseconds> parseRetryAfter(const std::string& value, WallTime now);

}  // namespace rotonde::net
