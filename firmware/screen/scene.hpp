// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/runtime.hpp"
#include "firmware/control/control.pb.h"
#include "firmware/text/text.hpp"
#include "pipelines/api/stage.hpp"

#include <chrono>

namespace rotonde::screen {

/// What the room's screen shows for `status`, in the room's language and time. The same values give the same Scene.
pipelines::Scene sceneOf(const control::v1::Status& status, text::Language language, WallTime now,
                         const std::chrono::time_zone& zone);

}  // namespace rotonde::screen
