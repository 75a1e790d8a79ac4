// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace rotonde::livekit {

/// "#rrggbb" for Visio's participant colour, "hsl(206, 68%, 56%)" (CSS Color 4 §7) or "#rrggbb"; empty for anything
/// else.
std::string colorFromAttribute(std::string_view text);

}  // namespace rotonde::livekit
