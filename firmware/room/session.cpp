// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/room/session.hpp"

#include <utility>

namespace rotonde::room {
namespace {

using namespace control::v1;

/// The room ended the call; how it went down does not matter.
std::optional<Outcome> ownOutcome(const Session& session) {
  switch (session.leaving) {
    case LeaveReason::None:
      return std::nullopt;
    case LeaveReason::Person:
      return Outcome{.end = END_LEFT, .mark = Mark::Left};
    case LeaveReason::Cancelled:
      return Outcome{.end = END_CANCELLED, .mark = Mark::Cancelled};
    case LeaveReason::Schedule:
      return Outcome{.end = END_SCHEDULE, .mark = Mark::Left};
    case LeaveReason::Switch:
      // A room that only waited may come back when the other meeting is over.
      return Outcome{.end = END_SCHEDULE, .mark = session.joined ? std::optional(Mark::Left) : std::nullopt};
    case LeaveReason::Superseded:
    case LeaveReason::Stop:
      return Outcome{};
  }
  std::unreachable();
}

}  // namespace

CallFacts Session::facts(SteadyTime now) const {
  const auto since = [now](SteadyTime then) { return std::chrono::duration_cast<milliseconds>(now - then); };
  CallFacts facts{.age = since(started), .withOthers = others.value_or(0) > 0};
  if (request.occurrence && !afterEnd) facts.end = request.occurrence->end;
  if (others == 0) facts.alone = since(othersSince);
  return facts;
}

Outcome outcomeOf(const Session& session, meeting::CallEnd end) {
  if (auto own = ownOutcome(session)) return *own;
  switch (end) {
    case meeting::CallEnd::Left:
      return {.end = END_LEFT, .mark = Mark::Left};
    case meeting::CallEnd::Removed:
      return {.end = END_REMOVED, .mark = Mark::Removed};
    case meeting::CallEnd::RoomClosed:
      return {.end = END_ROOM_CLOSED, .mark = Mark::Left};
    case meeting::CallEnd::Duplicate:
      return {.end = END_DUPLICATE, .mark = Mark::Removed};
    case meeting::CallEnd::WrongCertificate:
      return {.end = END_WRONG_CERTIFICATE, .mark = Mark::Refused};
    case meeting::CallEnd::Encrypted:
      return {.end = END_ENCRYPTED, .mark = Mark::Refused};
    case meeting::CallEnd::Failed:
      break;
  }
  if (session.entry == visio::EntryState::Denied) return {.end = END_DENIED, .mark = Mark::Refused};
  return {.end = END_FAILED, .retry = true};
}

}  // namespace rotonde::room
