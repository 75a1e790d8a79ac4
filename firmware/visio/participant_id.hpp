// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/secret.hpp"

#include <string>
#include <string_view>

namespace rotonde::visio {

/// The id under which this device asks to enter one occurrence of a meeting: the same after a reboot, another for the
/// next occurrence, and nobody without `deviceSecret` can guess or link it. HMAC-SHA256 in the form of a version 8 UUID
/// (RFC 9562 §5.8). It becomes the LiveKit identity, so inside the meeting it is no secret.
std::string participantIdFor(const Secret& deviceSecret, const std::string& host, const Secret& slug,
                             const std::string& occurrenceKey);

/// Lower case with hyphens: the only form that a host's "accept" can name.
bool isCanonicalUuid(std::string_view text);

}  // namespace rotonde::visio
