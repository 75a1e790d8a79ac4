// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"
#include "firmware/calendar/agenda.hpp"
#include "firmware/control/commands.hpp"
#include "firmware/room/room_controller.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace rotonde::room {

/// Finds the Visio link in a text that a person typed; an error says what is wrong with it.
using LinkParser = std::function<Result<calendar::MeetingLink>(const std::string&)>;

/// The room's commands for control::Commands: meeting.join, meeting.leave, meeting.cancel, meeting.ask_again,
/// meeting.announce_again, meeting.stay, meeting.raise_hand, meeting.rename,
/// microphone.open and camera.open. `controller` outlives them.
std::vector<std::unique_ptr<control::Command>> meetingCommands(RoomController& controller, LinkParser parse);

}  // namespace rotonde::room
