// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/handle.hpp"
#include "firmware/base/result.hpp"
#include "firmware/base/secret.hpp"
#include "firmware/calendar/agenda.hpp"

#include <functional>
#include <string>

namespace rotonde::visio {

/// What a participant may do by Visio's REST. LiveKit itself refuses changes of one's own name and attributes in
/// Visio's rooms. Main loop; `done` is called once, later, unless the handle dies first.
class RoomActions {
 public:
  using Done = std::function<void(Result<void>)>;
  virtual ~RoomActions() = default;
  /// `token` is the newest LiveKit token of the participant: it is the login.
  virtual Handle raiseHand(const calendar::MeetingLink& link, const Secret& token, bool raised, Done done) = 0;
  virtual Handle rename(const calendar::MeetingLink& link, const Secret& token, const std::string& name, Done done) = 0;
  /// Who may enter the room: "public", "trusted" or "restricted"; needs no login.
  virtual Handle askAccess(const calendar::MeetingLink& link, std::function<void(Result<std::string>)> done) = 0;
};

}  // namespace rotonde::visio
