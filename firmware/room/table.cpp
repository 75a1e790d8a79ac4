// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/room/table.hpp"

#include <format>
#include <utility>

namespace rotonde::room {
namespace {

constexpr bool deterministic() {
  for (std::size_t a = 0; a < kTable.size(); ++a) {
    for (std::size_t b = a + 1; b < kTable.size(); ++b) {
      if (kTable[a].from == kTable[b].from && kTable[a].event == kTable[b].event) return false;
    }
  }
  return true;
}

/// Which states one can come to from `start`.
constexpr std::array<bool, kStates> reachable(State start) {
  std::array<bool, kStates> seen{};
  seen[static_cast<std::size_t>(start)] = true;
  for (std::size_t round = 0; round < kStates; ++round) {
    for (const Row& row : kTable) {
      if (seen[static_cast<std::size_t>(row.from)]) seen[static_cast<std::size_t>(row.to)] = true;
    }
  }
  return seen;
}

constexpr bool everyStateIsReachableAndLeadsHome() {
  for (std::size_t state = 0; state < kStates; ++state) {
    if (!reachable(State::Idle)[state]) return false;
    if (!reachable(static_cast<State>(state))[static_cast<std::size_t>(State::Idle)]) return false;
  }
  return true;
}

/// A call is started when a state with a call is entered, and let go when it is left; never otherwise.
constexpr bool callsAreStartedAndFinished() {
  for (const Row& row : kTable) {
    if ((!hasCall(row.from) && hasCall(row.to)) != (row.action == Action::StartCall)) return false;
    if ((hasCall(row.from) && !hasCall(row.to)) != (row.action == Action::FinishCall)) return false;
  }
  return true;
}

static_assert(deterministic(), "a state and an event have one row");
static_assert(everyStateIsReachableAndLeadsHome());
static_assert(callsAreStartedAndFinished());

}  // namespace

std::string_view nameOf(State state) {
  switch (state) {
    case State::Idle:
      return "Idle";
    case State::Announced:
      return "Announced";
    case State::Countdown:
      return "Countdown";
    case State::Entering:
      return "Entering";
    case State::Connecting:
      return "Connecting";
    case State::InMeeting:
      return "InMeeting";
    case State::Reconnecting:
      return "Reconnecting";
    case State::Leaving:
      return "Leaving";
    case State::Attention:
      return "Attention";
  }
  std::unreachable();
}

std::string_view nameOf(Event event) {
  switch (event) {
    case Event::NothingDue:
      return "NothingDue";
    case Event::AnnounceDue:
      return "AnnounceDue";
    case Event::CountdownDue:
      return "CountdownDue";
    case Event::JoinDue:
      return "JoinDue";
    case Event::SwitchDue:
      return "SwitchDue";
    case Event::EndDue:
      return "EndDue";
    case Event::JoinAsked:
      return "JoinAsked";
    case Event::CancelAsked:
      return "CancelAsked";
    case Event::LeaveAsked:
      return "LeaveAsked";
    case Event::Knocking:
      return "Knocking";
    case Event::Waiting:
      return "Waiting";
    case Event::Connecting:
      return "Connecting";
    case Event::Joined:
      return "Joined";
    case Event::ConnectionLost:
      return "ConnectionLost";
    case Event::Ended:
      return "Ended";
    case Event::LeaveOverdue:
      return "LeaveOverdue";
    case Event::Broken:
      return "Broken";
    case Event::Repaired:
      return "Repaired";
  }
  std::unreachable();
}

std::string_view nameOf(Action action) {
  switch (action) {
    case Action::None:
      return "";
    case Action::StartCall:
      return "start call";
    case Action::LeaveCall:
      return "leave call";
    case Action::FinishCall:
      return "finish call";
    case Action::NoteJoined:
      return "note joined";
    case Action::CountReconnect:
      return "count reconnect";
    case Action::CancelOccurrence:
      return "cancel occurrence";
  }
  std::unreachable();
}

std::string diagram() {
  std::string out = "stateDiagram-v2\n    [*] --> Idle\n";
  for (const Row& row : kTable) {
    out += std::format("    {} --> {}: {}", nameOf(row.from), nameOf(row.to), nameOf(row.event));
    if (row.action != Action::None) out += std::format(" / {}", nameOf(row.action));
    out += '\n';
  }
  return out;
}

}  // namespace rotonde::room
