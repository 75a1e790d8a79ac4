// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/handle.hpp"
#include "firmware/calendar/agenda.hpp"
#include "firmware/visio/room_actions.hpp"

#include <optional>
#include <string>

namespace rotonde::livekit {
class Session;
}

namespace rotonde::meeting {

/// The room's raised hand and its name in one call. Both belong to one connection of ours on the server, so that they
/// are asked for again after a rejoin. Main loop.
class OwnPresence {
 public:
  using Done = visio::RoomActions::Done;

  /// `actions` outlives it.
  OwnPresence(visio::RoomActions& actions, calendar::MeetingLink link) : actions_(actions), link_(std::move(link)) {}

  /// Where we are; null: nowhere.
  void setSession(const livekit::Session* session);
  /// The session is up: what people here wanted before is asked for again.
  void connected();
  /// Whether the others see our hand. A host may lower it.
  void handSeen(bool raised);
  /// `done` is called once, now or later.
  void raiseHand(bool raised, Done done);
  void rename(const std::string& name, Done done);

 private:
  const livekit::Session* session_ = nullptr;
  visio::RoomActions& actions_;
  const calendar::MeetingLink link_;
  bool connected_ = false;
  bool raised_ = false;  ///< As people here want it.
  bool seen_ = false;
  std::optional<std::string> name_;
  Handle hand_;
  Handle naming_;
};

}  // namespace rotonde::meeting
