// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/calendar/agenda.hpp"
#include "firmware/control/control.pb.h"
#include "firmware/meeting/call.hpp"
#include "firmware/room/memory.hpp"
#include "firmware/room/policy.hpp"

#include <optional>
#include <string>

namespace rotonde::room {

/// A call that the room wants.
struct Request {
  calendar::MeetingLink link;
  std::optional<calendar::Occurrence> occurrence;  ///< nullopt: a link without a meeting in the agenda.
  bool byHand = false;
  bool open = false;  ///< With microphone and camera open, whatever the setting says.
};

/// Why the room itself ends a call.
enum class LeaveReason {
  None,        ///< It does not; the call ended on its own.
  Person,      ///< A person here left.
  Cancelled,   ///< … or did not want to wait any more.
  Schedule,    ///< The end rules.
  Switch,      ///< Another meeting is due.
  Superseded,  ///< The same meeting has another link now.
  Stop,        ///< The service stops; it comes back to the meeting.
};

/// Whether the people in the room stay although it is booked for others.
struct Question {
  std::string next;                ///< Key of the booking that it is about; empty: none.
  std::optional<WallTime> closes;  ///< Asked, and when microphone and camera close.
  bool stays = false;              ///< Answered.
  bool closed = false;             ///< Nobody answered in time.
};

/// One call from its request to its end, as values.
struct Session {
  Request request;
  SteadyTime started;
  bool afterEnd = false;  ///< Joined by hand when its occurrence was over: the rules of a plain link hold.
  bool joined = false;    ///< Was in the meeting at least once.
  WallTime joinedAt;      ///< The first time.
  visio::EntryState entry = visio::EntryState::Asking;
  std::optional<int> others;  ///< Unknown outside the meeting.
  SteadyTime othersSince;     ///< Since when there are some, or none.
  int reconnects = 0;
  bool microphoneOpen = false;
  bool cameraOpen = false;
  bool mediaByPerson = false;  ///< A person decided on microphone or camera: presence decides no more.
  bool microphoneClosedRemotely = false;
  bool cameraClosedRemotely = false;
  std::string microphoneClosedBy;  ///< Empty: nobody, or not known who.
  std::string cameraClosedBy;
  std::string problem;
  std::optional<WallTime> waitingSince;  ///< Since when somebody has to act before it is let in.
  Question handover;
  LeaveReason leaving = LeaveReason::None;

  CallFacts facts(SteadyTime now) const;
  std::string key() const { return request.occurrence ? request.occurrence->key : std::string(); }
};

/// What a finished call means for the room.
struct Outcome {
  control::v1::EndReason end = control::v1::END_UNSPECIFIED;
  std::optional<Mark> mark;  ///< For its occurrence; nullopt: leave the memory as it is.
  bool retry = false;        ///< Worth another try while the meeting runs.
};

Outcome outcomeOf(const Session& session, meeting::CallEnd end);

}  // namespace rotonde::room
