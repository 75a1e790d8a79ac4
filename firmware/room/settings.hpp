// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/config/config.hpp"

#include <string>

namespace rotonde::room {

/// What the room's decisions depend on.
struct Settings {
  config::Join join;
  std::string deviceId;     ///< Spreads the joins of a fleet.
  std::string displayName;  ///< In the meeting; 1 to 50 code points.
  bool calendar = true;     ///< An address of a calendar is set.
};

Settings settingsOf(const config::Config& config, std::string deviceId);

/// The name that the room has in a meeting: the configured one, else the room's name in the catalogue's frame, which
/// does not say "Salle" or "Room" again when the name begins with it. At most 50 code points; a long room name is cut,
/// its frame is not.
std::string displayNameOf(const config::Config& config);

}  // namespace rotonde::room
