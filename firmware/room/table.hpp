// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace rotonde::room {

/// What the room is doing. The same phases as control::v1::Phase, in the same order.
enum class State { Idle, Announced, Countdown, Entering, Connecting, InMeeting, Reconnecting, Leaving, Attention };

enum class Event {
  // From the agenda and the clock (policy.hpp):
  NothingDue,
  AnnounceDue,
  CountdownDue,
  JoinDue,
  SwitchDue,  ///< Another meeting is due and nobody is lost by leaving this one.
  EndDue,     ///< The rules of the end say: leave.
  // From people:
  JoinAsked,
  CancelAsked,
  LeaveAsked,
  // From the call:
  Knocking,  ///< Asking Visio, or trying to.
  Waiting,   ///< Somebody has to act: in the lobby, not open, denied.
  Connecting,
  Joined,
  ConnectionLost,
  Ended,
  LeaveOverdue,  ///< The call did not end in time after leave().
  // From the settings:
  Broken,
  Repaired,
};

enum class Action {
  None,
  StartCall,   ///< Starts a call to the request at hand.
  LeaveCall,   ///< Leaves; Ended or LeaveOverdue follows.
  FinishCall,  ///< Notes how it ended and lets the call go.
  NoteJoined,  ///< Remembers the occurrence as joined.
  CountReconnect,
  CancelOccurrence,  ///< This occurrence is not joined by itself any more.
};

struct Row {
  State from;
  Event event;
  State to;
  Action action = Action::None;
};

inline constexpr std::size_t kStates = static_cast<std::size_t>(State::Attention) + 1;
inline constexpr std::size_t kEvents = static_cast<std::size_t>(Event::Repaired) + 1;

/// The whole machine. A pair that is not here changes nothing.
inline constexpr auto kTable = std::to_array<Row>({
    {State::Idle, Event::AnnounceDue, State::Announced},
    {State::Idle, Event::CountdownDue, State::Countdown},
    {State::Idle, Event::JoinDue, State::Entering, Action::StartCall},
    {State::Idle, Event::JoinAsked, State::Entering, Action::StartCall},
    {State::Idle, Event::Broken, State::Attention},

    {State::Announced, Event::NothingDue, State::Idle},
    {State::Announced, Event::CountdownDue, State::Countdown},
    {State::Announced, Event::JoinDue, State::Entering, Action::StartCall},
    {State::Announced, Event::JoinAsked, State::Entering, Action::StartCall},
    {State::Announced, Event::CancelAsked, State::Idle, Action::CancelOccurrence},
    {State::Announced, Event::Broken, State::Attention},

    {State::Countdown, Event::NothingDue, State::Idle},
    {State::Countdown, Event::AnnounceDue, State::Announced},
    {State::Countdown, Event::JoinDue, State::Entering, Action::StartCall},
    {State::Countdown, Event::JoinAsked, State::Entering, Action::StartCall},
    {State::Countdown, Event::CancelAsked, State::Idle, Action::CancelOccurrence},
    {State::Countdown, Event::Broken, State::Attention},

    {State::Entering, Event::Connecting, State::Connecting},
    {State::Entering, Event::Joined, State::InMeeting, Action::NoteJoined},
    {State::Entering, Event::CancelAsked, State::Leaving, Action::LeaveCall},
    {State::Entering, Event::LeaveAsked, State::Leaving, Action::LeaveCall},
    {State::Entering, Event::JoinAsked, State::Leaving, Action::LeaveCall},
    {State::Entering, Event::SwitchDue, State::Leaving, Action::LeaveCall},
    {State::Entering, Event::EndDue, State::Leaving, Action::LeaveCall},
    {State::Entering, Event::Ended, State::Idle, Action::FinishCall},

    {State::Connecting, Event::Knocking, State::Entering},
    {State::Connecting, Event::Waiting, State::Entering},
    {State::Connecting, Event::Joined, State::InMeeting, Action::NoteJoined},
    {State::Connecting, Event::ConnectionLost, State::Reconnecting, Action::CountReconnect},
    {State::Connecting, Event::CancelAsked, State::Leaving, Action::LeaveCall},
    {State::Connecting, Event::LeaveAsked, State::Leaving, Action::LeaveCall},
    {State::Connecting, Event::JoinAsked, State::Leaving, Action::LeaveCall},
    {State::Connecting, Event::EndDue, State::Leaving, Action::LeaveCall},
    {State::Connecting, Event::Ended, State::Idle, Action::FinishCall},

    {State::InMeeting, Event::ConnectionLost, State::Reconnecting, Action::CountReconnect},
    {State::InMeeting, Event::LeaveAsked, State::Leaving, Action::LeaveCall},
    {State::InMeeting, Event::JoinAsked, State::Leaving, Action::LeaveCall},
    {State::InMeeting, Event::SwitchDue, State::Leaving, Action::LeaveCall},
    {State::InMeeting, Event::EndDue, State::Leaving, Action::LeaveCall},
    {State::InMeeting, Event::Ended, State::Idle, Action::FinishCall},

    {State::Reconnecting, Event::Waiting, State::Entering},
    {State::Reconnecting, Event::Joined, State::InMeeting, Action::NoteJoined},
    {State::Reconnecting, Event::LeaveAsked, State::Leaving, Action::LeaveCall},
    {State::Reconnecting, Event::JoinAsked, State::Leaving, Action::LeaveCall},
    {State::Reconnecting, Event::EndDue, State::Leaving, Action::LeaveCall},
    {State::Reconnecting, Event::Ended, State::Idle, Action::FinishCall},

    {State::Leaving, Event::JoinAsked, State::Leaving},
    {State::Leaving, Event::Ended, State::Idle, Action::FinishCall},
    {State::Leaving, Event::LeaveOverdue, State::Idle, Action::FinishCall},

    {State::Attention, Event::Repaired, State::Idle},
});

/// The row of a pair; null when the event means nothing in this state.
constexpr const Row* rowOf(State state, Event event) {
  for (const Row& row : kTable) {
    if (row.from == state && row.event == event) return &row;
  }
  return nullptr;
}

/// A call exists in these states.
constexpr bool hasCall(State state) {
  return state == State::Entering || state == State::Connecting || state == State::InMeeting ||
         state == State::Reconnecting || state == State::Leaving;
}

std::string_view nameOf(State state);
std::string_view nameOf(Event event);
std::string_view nameOf(Action action);

/// The machine as a Mermaid state diagram, for docs/room.md.
std::string diagram();

}  // namespace rotonde::room
