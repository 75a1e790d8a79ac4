// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "drivers/api/devices.hpp"

#include <string>

namespace rotonde::drivers {

/// The window systems around us, as their environment variables name them; empty for none.
struct WindowSystems {
  std::string wayland;  ///< $WAYLAND_DISPLAY
  std::string x11;      ///< $DISPLAY
  static WindowSystems fromEnvironment();
};

/// Connected connectors of the kernel's mode setting ("drm:HDMI-A-1"), before them a window when there is a window
/// system ("window:wayland", "window:x11"): its server owns the connectors then.
class DrmDisplays : public DeviceSource {
 public:
  explicit DrmDisplays(WindowSystems windows = WindowSystems::fromEnvironment());
  std::vector<Display> displays() const override;
  Handle watch(std::function<void()> changed) override;

 private:
  WindowSystems windows_;
};

}  // namespace rotonde::drivers
