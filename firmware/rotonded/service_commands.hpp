// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/control/commands.hpp"
#include "pipelines/api/stage.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace rotonde {

/// The commands that belong to no other folder: screen.screenshot and calendar.refresh. `stage` outlives them.
std::vector<std::unique_ptr<control::Command>> serviceCommands(pipelines::Stage& stage,
                                                               std::function<void()> refreshCalendar);

}  // namespace rotonde
