// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "drivers/api/devices.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace rotonde::drivers {

/// Whether the pipelines take pictures of this V4L2 pixel format (a four-character code): MJPG, JPEG, YUYV, UYVY,
/// NV12, YU12.
bool usablePixels(std::uint32_t fourcc);

/// Each size once with its highest rate, best first: 1280×720 and rates of at least 25 before all, then the larger
/// picture.
std::vector<VideoFormat> sortFormats(const std::vector<VideoFormat>& formats);

/// The stable id of a camera from what udev and the driver say; `index` tells several nodes of one device apart.
std::string cameraId(const std::map<std::string, std::string>& udev, const std::string& busInfo, int index);

}  // namespace rotonde::drivers
