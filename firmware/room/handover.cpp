// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
//
// RoomController: the change to the next booking of the room.
#include "firmware/room/room_controller.hpp"

#include <algorithm>

namespace rotonde::room {

std::optional<Handover> RoomController::handoverDue() const {
  if (!session_ || (state_ != State::InMeeting && state_ != State::Reconnecting)) return std::nullopt;
  const CallFacts facts = session_->facts(runtime_.steady());
  const auto& occurrence = session_->request.occurrence;
  const bool planned = occurrence && facts.end;
  const WallTime begun = planned ? occurrence->start : runtime_.wall() - facts.age;
  return handoverOf(agenda_, session_->key(), begun, facts.end);
}

/// Asks, closes, leaves; true: the call is over for this room.
bool RoomController::watchHandover() {
  const auto due = handoverDue();
  const std::string next = due ? due->next : std::string();
  if (!session_) return false;
  auto& question = session_->handover;
  if (question.next != next) question = Question{.next = next, .closes = {}};
  const WallTime now = runtime_.wall();
  if (!due || question.stays) return false;
  if (now < due->close - kHandoverQuestion) {
    question = Question{.next = next, .closes = {}};  // It was moved away.
    return false;
  }
  // A booking that becomes known late gets the whole question.
  if (!question.closes) question.closes = std::max(due->close, now + kHandoverQuestion);
  if (now >= *question.closes && !question.closed) {
    question.closed = true;
    session_->mediaByPerson = true;  // Nobody who comes in opens them.
    openMedia(false, false);
  }
  if (now < *question.closes + kHandoverLeave) return false;
  leaveFor(Event::EndDue, LeaveReason::Schedule);
  return true;
}

std::optional<WallTime> RoomController::handoverWake() const {
  const auto due = handoverDue();
  if (!due || session_->handover.stays) return std::nullopt;
  const auto& question = session_->handover;
  if (!question.closes) return due->close - kHandoverQuestion;
  return question.closed ? *question.closes + kHandoverLeave : *question.closes;
}

Result<void> RoomController::stay(const std::string& origin) {
  if (!session_ || !session_->handover.closes || session_->handover.stays || state_ == State::Leaving) {
    return refused("Nobody asked whether the room stays.");
  }
  return inCall(origin, [this] {
    session_->handover.stays = true;
    session_->handover.closed = false;
    evaluate();
  });
}

}  // namespace rotonde::room
