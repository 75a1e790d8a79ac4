// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "drivers/api/devices.hpp"

namespace rotonde::drivers {

/// Cameras with a V4L2 capture node (UVC, capture cards). A camera's id is "v4l2:" and its serial number or, without
/// one, the path of its bus.
class V4l2Devices : public DeviceSource {
 public:
  std::vector<Camera> cameras() const override;
  Handle watch(std::function<void()> changed) override;
};

}  // namespace rotonde::drivers
