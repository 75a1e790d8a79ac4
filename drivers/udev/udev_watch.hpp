// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/handle.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace rotonde::drivers {

/// A device node as udev knows it.
struct UdevNode {
  std::string file;                               ///< "/dev/video0"
  std::map<std::string, std::string> properties;  ///< ID_PATH, ID_SERIAL, … as far as udev has them.
};

/// The nodes of a kernel subsystem ("video4linux", "sound", "drm") that have a file. Empty without udev.
std::vector<UdevNode> udevNodes(const std::string& subsystem);

/// Calls `changed` on the main loop for each event of `subsystem`, until the handle dies. One plugged device makes
/// several events.
Handle watchUdev(const std::string& subsystem, std::function<void()> changed);

}  // namespace rotonde::drivers
