// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string_view>

namespace rotonde::livekit {

/// Why a session is over.
enum class EndKind {
  Left,              ///< We asked.
  Removed,           ///< By a moderator.
  RoomClosed,        ///< The room was deleted or closed.
  Duplicate,         ///< Somebody joined with our identity.
  WrongCertificate,  ///< The media server's certificate is not the promised one, or none was promised.
  TokenRefused,      ///< HTTP 401: a fresh token may help.
  Failed,            ///< The server will not take us: repeating does not help.
  Lost,              ///< The connection: a new session may help.
};

/// Whether a new session may be tried by itself.
constexpr bool mayRejoin(EndKind kind) { return kind == EndKind::Lost || kind == EndKind::TokenRefused; }

/// LiveKit's DisconnectReason; a number that is not listed is Unknown.
enum class DisconnectReason {
  Unknown = 0,
  ClientInitiated = 1,
  DuplicateIdentity = 2,
  ServerShutdown = 3,
  ParticipantRemoved = 4,
  RoomDeleted = 5,
  StateMismatch = 6,
  JoinFailure = 7,
  Migration = 8,
  SignalClose = 9,
  RoomClosed = 10,
  UserUnavailable = 11,
  UserRejected = 12,
  SipTrunkFailure = 13,
  ConnectionTimeout = 14,
  MediaFailure = 15,
  AgentError = 16,
};

/// LiveKit's LeaveRequest.Action; a number that is not listed is Disconnect.
enum class LeaveAction { Disconnect = 0, Resume = 1, Reconnect = 2 };

DisconnectReason disconnectReason(int number);
LeaveAction leaveAction(int number);
std::string_view nameOf(DisconnectReason reason);

/// What a LeaveRequest of the server means for us (table in docs/livekit.md). The reason decides; the action only
/// where the reason says nothing: a server that shuts down sends DISCONNECT and must be joined again all the same.
EndKind policyFor(DisconnectReason reason, LeaveAction action);

/// What an HTTP status (0: none) means when it answers the WebSocket's upgrade.
EndKind policyForUpgrade(int httpStatus);

}  // namespace rotonde::livekit
