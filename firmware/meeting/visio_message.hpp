// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace rotonde::meeting {

/// The `type` of a Visio data message, JSON {"type": "…", …}; empty when it is none.
std::string visioMessageType(std::string_view payload);

}  // namespace rotonde::meeting
