// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/livekit/leave_policy.hpp"

#include <array>
#include <cstddef>

namespace rotonde::livekit {
namespace {

struct Row {
  DisconnectReason reason;
  std::string_view name;
  EndKind disconnect;  ///< With the action DISCONNECT.
  EndKind again;       ///< With RESUME or RECONNECT.
};

constexpr std::array kTable = {
    // An unknown reason stops the official SDKs; a room that nobody watches tries once more, with backoff.
    Row{DisconnectReason::Unknown, "UNKNOWN_REASON", EndKind::Lost, EndKind::Lost},
    Row{DisconnectReason::ClientInitiated, "CLIENT_INITIATED", EndKind::Left, EndKind::Left},
    Row{DisconnectReason::DuplicateIdentity, "DUPLICATE_IDENTITY", EndKind::Duplicate, EndKind::Duplicate},
    Row{DisconnectReason::ServerShutdown, "SERVER_SHUTDOWN", EndKind::Lost, EndKind::Lost},
    Row{DisconnectReason::ParticipantRemoved, "PARTICIPANT_REMOVED", EndKind::Removed, EndKind::Removed},
    Row{DisconnectReason::RoomDeleted, "ROOM_DELETED", EndKind::RoomClosed, EndKind::RoomClosed},
    Row{DisconnectReason::StateMismatch, "STATE_MISMATCH", EndKind::Lost, EndKind::Lost},
    Row{DisconnectReason::JoinFailure, "JOIN_FAILURE", EndKind::Lost, EndKind::Lost},
    Row{DisconnectReason::Migration, "MIGRATION", EndKind::Lost, EndKind::Lost},
    Row{DisconnectReason::SignalClose, "SIGNAL_CLOSE", EndKind::Lost, EndKind::Lost},
    Row{DisconnectReason::RoomClosed, "ROOM_CLOSED", EndKind::RoomClosed, EndKind::RoomClosed},
    // Telephone calls and agents: not ours, so only an order to come back is believed.
    Row{DisconnectReason::UserUnavailable, "USER_UNAVAILABLE", EndKind::Failed, EndKind::Lost},
    Row{DisconnectReason::UserRejected, "USER_REJECTED", EndKind::Failed, EndKind::Lost},
    Row{DisconnectReason::SipTrunkFailure, "SIP_TRUNK_FAILURE", EndKind::Failed, EndKind::Lost},
    Row{DisconnectReason::ConnectionTimeout, "CONNECTION_TIMEOUT", EndKind::Lost, EndKind::Lost},
    Row{DisconnectReason::MediaFailure, "MEDIA_FAILURE", EndKind::Lost, EndKind::Lost},
    Row{DisconnectReason::AgentError, "AGENT_ERROR", EndKind::Failed, EndKind::Lost},
};

constexpr bool rowsStandAtTheirNumbers() {
  for (std::size_t i = 0; i < kTable.size(); ++i) {
    if (static_cast<std::size_t>(kTable[i].reason) != i) return false;
  }
  return true;
}
static_assert(rowsStandAtTheirNumbers());

const Row& rowOf(DisconnectReason reason) { return kTable[static_cast<std::size_t>(reason)]; }

}  // namespace

DisconnectReason disconnectReason(int number) {
  const bool known = number >= 0 && static_cast<std::size_t>(number) < kTable.size();
  return known ? static_cast<DisconnectReason>(number) : DisconnectReason::Unknown;
}

LeaveAction leaveAction(int number) {
  return number == 1 || number == 2 ? static_cast<LeaveAction>(number) : LeaveAction::Disconnect;
}

std::string_view nameOf(DisconnectReason reason) { return rowOf(reason).name; }

EndKind policyFor(DisconnectReason reason, LeaveAction action) {
  const Row& row = rowOf(reason);
  return action == LeaveAction::Disconnect ? row.disconnect : row.again;
}

EndKind policyForUpgrade(int httpStatus) {
  switch (httpStatus) {
    case 401:
      return EndKind::TokenRefused;
    case 400:
    case 403:
    case 404:
      return EndKind::Failed;
    default:
      return EndKind::Lost;
  }
}

}  // namespace rotonde::livekit
