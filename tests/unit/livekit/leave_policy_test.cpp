// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/livekit/leave_policy.hpp"

#include <gtest/gtest.h>

#include <set>

namespace rotonde::livekit {
namespace {

using enum DisconnectReason;

TEST(LeavePolicy, NeverComesBackAfterTheseWhateverTheAction) {
  for (const auto action : {LeaveAction::Disconnect, LeaveAction::Resume, LeaveAction::Reconnect}) {
    EXPECT_EQ(policyFor(ParticipantRemoved, action), EndKind::Removed);
    EXPECT_EQ(policyFor(DuplicateIdentity, action), EndKind::Duplicate);
    EXPECT_EQ(policyFor(RoomDeleted, action), EndKind::RoomClosed);
    EXPECT_EQ(policyFor(DisconnectReason::RoomClosed, action), EndKind::RoomClosed);
    EXPECT_EQ(policyFor(ClientInitiated, action), EndKind::Left);
  }
}

TEST(LeavePolicy, RejoinsOnTheReasonAlone) {
  for (const auto reason :
       {Unknown, ServerShutdown, StateMismatch, JoinFailure, Migration, SignalClose, ConnectionTimeout, MediaFailure}) {
    EXPECT_TRUE(mayRejoin(policyFor(reason, LeaveAction::Disconnect))) << nameOf(reason);
    EXPECT_TRUE(mayRejoin(policyFor(reason, LeaveAction::Reconnect))) << nameOf(reason);
  }
}

TEST(LeavePolicy, FollowsTheActionForReasonsOfOthers) {
  for (const auto reason : {UserUnavailable, UserRejected, SipTrunkFailure, AgentError}) {
    EXPECT_EQ(policyFor(reason, LeaveAction::Disconnect), EndKind::Failed);
    EXPECT_EQ(policyFor(reason, LeaveAction::Reconnect), EndKind::Lost);
  }
}

TEST(LeavePolicy, UnknownNumbersAreUnknown) {
  EXPECT_EQ(disconnectReason(17), Unknown);
  EXPECT_EQ(disconnectReason(-1), Unknown);
  EXPECT_EQ(disconnectReason(16), AgentError);
  EXPECT_EQ(leaveAction(2), LeaveAction::Reconnect);
  EXPECT_EQ(leaveAction(3), LeaveAction::Disconnect);
}

TEST(LeavePolicy, OnlyTheseEndsAllowANewSession) {
  for (int kind = 0; kind <= static_cast<int>(EndKind::Lost); ++kind) {
    const auto value = static_cast<EndKind>(kind);
    EXPECT_EQ(mayRejoin(value), value == EndKind::Lost || value == EndKind::TokenRefused);
  }
}

}  // namespace
}  // namespace rotonde::livekit
