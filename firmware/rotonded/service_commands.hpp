// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/calendar/agenda_feed.hpp"
#include "firmware/control/commands.hpp"
#include "pipelines/api/stage.hpp"

#include <memory>
#include <vector>

namespace rotonde {

/// The commands that belong to no other folder: screen.screenshot and calendar.refresh. Both arguments outlive them.
std::vector<std::unique_ptr<control::Command>> serviceCommands(pipelines::Stage& stage, calendar::AgendaFeed& feed);

}  // namespace rotonde
