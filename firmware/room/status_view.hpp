// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/control/control.pb.h"
#include "firmware/room/policy.hpp"
#include "firmware/room/session.hpp"
#include "firmware/room/table.hpp"

#include <optional>
#include <string>

namespace rotonde::room {

/// How the last call ended, for as long as the screen says so.
struct LastEnd {
  control::v1::EndReason reason = control::v1::END_UNSPECIFIED;
  std::string problem;
};

control::v1::Phase phaseOf(State state);
control::v1::Entry entryOf(visio::EntryState state);

/// Writes the room's own fields of Status.meeting; what the Call writes (join times, tracks, …) stays.
void writeMeeting(control::v1::Meeting& out, State state, const Session* session, const Decision& decision,
                  const LastEnd& last);

/// Writes Status.agenda whole.
void writeAgenda(control::v1::Agenda& out, const calendar::Agenda& agenda, const Notes& notes, WallTime now,
                 const Settings& settings);

/// Clears what a Call wrote and nobody else will.
void clearCall(control::v1::Status& out);

}  // namespace rotonde::room
