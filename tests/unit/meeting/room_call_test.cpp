// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/meeting/room_call.hpp"

#include "tests/unit/meeting/call_scene.hpp"

#include <gmock/gmock.h>

namespace rotonde::test {
namespace {

using meeting::CallEnd;
using std::chrono::seconds;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using visio::EntryState;

TEST(RoomCall, EntersConnectsAndJoins) {
  CallScene scene;
  scene.start();
  EXPECT_EQ(scene.entries.starts, 1);
  EXPECT_EQ(scene.entries.requests[0].participantId, "11111111-2222-4333-8444-555555555555");
  scene.entries.listener->entryChanged(EntryState::Waiting, "");
  EXPECT_EQ(scene.status.status().meeting().entry(), control::v1::ENTRY_WAITING);
  EXPECT_FALSE(scene.media.camera);  // Nothing is opened in the lobby.
  EXPECT_FALSE(scene.media.microphone);
  scene.time.advance(milliseconds(700));
  scene.entries.accept();
  EXPECT_FALSE(scene.media.camera);  // It is not known yet whether the meeting is recorded.
  scene.serve();
  EXPECT_TRUE(scene.media.camera);
  EXPECT_EQ(scene.media.tones, 0);
  EXPECT_THAT(scene.heard, ElementsAre("entering 1", "connecting", "others 1", "joined"));
  const auto& meeting = scene.status.status().meeting();
  EXPECT_EQ(meeting.entry(), control::v1::ENTRY_UNSPECIFIED);
  EXPECT_EQ(meeting.sfu_version(), "1.13.5");
  EXPECT_EQ(meeting.server(), "visio.example");
  EXPECT_EQ(meeting.join().entered_ms(), 700);
  EXPECT_EQ(meeting.join().connected_ms(), 700);
  EXPECT_EQ(scene.status.status().roster().at("PA_host").name(), "Camille");
  EXPECT_TRUE(scene.status.status().roster().at("PA_self").self());
}

TEST(RoomCall, PublishesMutedWhenClosed) {
  CallScene scene;
  scene.joinRoom(false);
  EXPECT_FALSE(scene.media.microphone);
  const auto join = joinRequestIn(scene.sockets.last().url);
  EXPECT_TRUE(join.add_track_requests(0).muted());
  EXPECT_TRUE(join.add_track_requests(1).muted());
  scene.call->openMicrophone(true);
  EXPECT_TRUE(scene.media.microphone);
  EXPECT_FALSE(scene.media.camera);
  const auto mutes = requests(scene.sockets.last(), wire::SignalRequest::kMute);
  ASSERT_THAT(mutes, SizeIs(1));
  EXPECT_EQ(mutes[0].mute().sid(), "TR_mic");
  EXPECT_FALSE(mutes[0].mute().muted());
}

TEST(RoomCall, OpeningInTheLobbyWaitsForAdmission) {
  CallScene scene;
  scene.start(false);
  scene.call->openCamera(true);
  EXPECT_FALSE(scene.media.camera);
  scene.entries.accept();
  scene.serve();
  EXPECT_TRUE(scene.media.camera);
  EXPECT_FALSE(joinRequestIn(scene.sockets.last().url).add_track_requests(1).muted());
}

TEST(RoomCall, ComesBackAfterALossWithAFreshToken) {
  CallScene scene;
  scene.joinRoom();
  scene.heard.clear();
  scene.sockets.last().drop();
  scene.settle();
  scene.settle();
  EXPECT_THAT(scene.heard, ElementsAre("reconnecting"));
  EXPECT_EQ(scene.peers.alive(), 1) << "the next session's, whose offer is made while Visio is asked";
  EXPECT_EQ(scene.sockets.alive(), 0);
  EXPECT_EQ(scene.entries.starts, 2);
  scene.entries.accept("second-token");
  EXPECT_THAT(scene.sockets.last().headers,
              Contains(std::pair<std::string, std::string>("Authorization", "Bearer second-token")));
  scene.serve();
  EXPECT_THAT(scene.heard, ElementsAre("reconnecting", "joined"));
  EXPECT_EQ(scene.status.status().meeting().reconnects(), 1);
  EXPECT_FALSE(scene.media.closedOnce);  // The capture stayed open.
  EXPECT_EQ(scene.peers.mostAlive, 1);   // Never two sessions at once.
  EXPECT_THAT(scene.entries.requests,
              Each(testing::Field(&visio::EntryRequest::participantId, "11111111-2222-4333-8444-555555555555")));
}

TEST(RoomCall, BacksOffWhileItFails) {
  CallScene scene;
  scene.joinRoom();
  scene.sockets.last().drop();
  for (const int wait : {0, 300, 1200, 2700, 4800, 7000, 7000, 7000, 7000, 7000, 15'000, 15'000}) {
    scene.settle();
    const int before = scene.entries.starts;
    if (wait > 0) {
      scene.time.advance(milliseconds(wait - 1));
      EXPECT_EQ(scene.entries.starts, before) << wait;
      scene.time.advance(milliseconds(1));
      EXPECT_EQ(scene.entries.starts, before + 1) << wait;
    } else {
      EXPECT_EQ(scene.entries.starts, 2);
    }
    scene.entries.accept();
    scene.sockets.last().fail(503);
  }
  EXPECT_THAT(scene.ends, IsEmpty());
}

TEST(RoomCall, AHeldConnectionStartsTheBackoffAnew) {
  CallScene scene;
  scene.joinRoom();
  scene.sockets.last().drop();
  scene.settle();
  scene.settle();
  scene.entries.accept();
  scene.serve();
  for (int i = 0; i < 3; ++i) {
    wire::SignalResponse pong;
    pong.set_pong(1);
    scene.time.advance(seconds(4));
    scene.receive(pong);
  }
  scene.sockets.last().drop();
  scene.settle();
  scene.settle();
  EXPECT_EQ(scene.entries.starts, 3);
}

TEST(RoomCall, NeverComesBackAfterTheseEnds) {
  const std::vector<std::pair<wire::DisconnectReason, CallEnd>> table = {{wire::PARTICIPANT_REMOVED, CallEnd::Removed},
                                                                         {wire::DUPLICATE_IDENTITY, CallEnd::Duplicate},
                                                                         {wire::ROOM_DELETED, CallEnd::RoomClosed},
                                                                         {wire::ROOM_CLOSED, CallEnd::RoomClosed}};
  for (const auto& [reason, end] : table) {
    CallScene scene;
    scene.joinRoom();
    scene.receive(leaveWith(reason, wire::LeaveRequest::RECONNECT));
    scene.sockets.last().drop();
    scene.time.advance(std::chrono::minutes(10));
    EXPECT_THAT(scene.ends, ElementsAre(end));
    EXPECT_EQ(scene.entries.starts, 1);
    EXPECT_EQ(scene.entries.alive, 0);
    EXPECT_FALSE(scene.media.camera);
    EXPECT_FALSE(scene.media.microphone);
    EXPECT_THAT(scene.status.status().roster(), IsEmpty());
  }
}

TEST(RoomCall, AServerThatShutsDownIsJoinedAgain) {
  CallScene scene;
  scene.joinRoom();
  scene.receive(leaveWith(wire::SERVER_SHUTDOWN));
  scene.settle();
  scene.settle();
  EXPECT_EQ(scene.entries.starts, 2);
  EXPECT_THAT(scene.ends, IsEmpty());
}

TEST(RoomCall, WrongCertificateEndsWithoutRetry) {
  CallScene scene;
  scene.start();
  scene.entries.accept();
  scene.sockets.last().open();
  scene.receive(joinResponse());
  scene.receive(answerTo(1));
  scene.peers.last().listener->peerFailed({pipelines::PeerFailure::Reason::WrongFingerprint, "wrong"});
  scene.time.advance(std::chrono::minutes(1));
  EXPECT_THAT(scene.ends, ElementsAre(CallEnd::WrongCertificate));
  EXPECT_EQ(scene.entries.starts, 1);
  EXPECT_THAT(scene.heard, Not(Contains("joined")));
}

TEST(RoomCall, ARefusedTokenIsRenewedOnce) {
  CallScene scene;
  scene.start();
  scene.entries.accept();
  scene.sockets.last().fail(401);
  scene.settle();
  scene.settle();
  EXPECT_EQ(scene.entries.starts, 2);
  scene.entries.accept();
  scene.sockets.last().fail(401);
  scene.time.advance(std::chrono::minutes(1));
  EXPECT_THAT(scene.ends, ElementsAre(CallEnd::Failed));
}

TEST(RoomCall, UsesTheRefreshedTokenWhileVisioIsUnreachable) {
  CallScene scene;
  scene.joinRoom();
  wire::SignalResponse refresh;
  refresh.set_refresh_token("refreshed");
  scene.receive(refresh);
  scene.sockets.last().drop();
  scene.settle();
  scene.settle();
  scene.entries.listener->entryChanged(EntryState::Unreachable, "no route");
  scene.settle();
  ASSERT_THAT(scene.sockets.connections, SizeIs(2));
  EXPECT_THAT(scene.sockets.last().headers,
              Contains(std::pair<std::string, std::string>("Authorization", "Bearer refreshed")));
  EXPECT_EQ(scene.entries.alive, 0);
  // A second time as well, but not when the token is old.
  scene.sockets.last().fail(0);
  scene.settle();
  scene.time.advance(milliseconds(300));
  scene.entries.listener->entryChanged(EntryState::Unreachable, "no route");
  scene.settle();
  ASSERT_THAT(scene.sockets.connections, SizeIs(3));
  scene.sockets.last().fail(0);
  scene.time.advance(std::chrono::minutes(10));
  scene.entries.listener->entryChanged(EntryState::Unreachable, "no route");
  scene.settle();
  EXPECT_THAT(scene.sockets.connections, SizeIs(3));
}

TEST(RoomCall, AnUnreachableVisioAtTheStartIsNews) {
  CallScene scene;
  scene.start();
  scene.entries.listener->entryChanged(EntryState::Unreachable, "no route");
  scene.settle();
  EXPECT_THAT(scene.heard, ElementsAre("entering 5"));
  EXPECT_THAT(scene.sockets.connections, IsEmpty());
}

TEST(RoomCall, AMuteOfAModeratorClosesTheMicrophoneForGood) {
  CallScene scene;
  scene.joinRoom();
  scene.heard.clear();
  scene.participantMuted();
  scene.mute("TR_mic");
  EXPECT_FALSE(scene.media.microphone);
  EXPECT_TRUE(scene.media.camera);
  EXPECT_THAT(scene.heard, ElementsAre("microphone closed by Camille"));
  scene.sockets.last().drop();
  scene.settle();
  scene.settle();
  scene.entries.accept();
  EXPECT_FALSE(scene.media.microphone);  // A rejoin opens nothing.
  EXPECT_TRUE(joinRequestIn(scene.sockets.last().url).add_track_requests(0).muted());
  EXPECT_FALSE(joinRequestIn(scene.sockets.last().url).add_track_requests(1).muted());
}

TEST(RoomCall, TheNameMayComeAfterTheMute) {
  CallScene scene;
  scene.joinRoom();
  scene.heard.clear();
  scene.mute("TR_cam");
  EXPECT_FALSE(scene.media.camera);
  scene.participantMuted();
  EXPECT_THAT(scene.heard, ElementsAre("camera closed by ", "camera closed by Camille"));
}

TEST(RoomCall, TheNameIsNotBelievedLongAfter) {
  CallScene scene;
  scene.joinRoom();
  scene.participantMuted();
  scene.heard.clear();
  scene.time.advance(seconds(6));
  scene.mute("TR_mic");
  EXPECT_THAT(scene.heard, ElementsAre("microphone closed by "));
}

TEST(RoomCall, AWithdrawnPermissionKeepsTheDeviceClosed) {
  CallScene scene;
  scene.joinRoom();
  scene.heard.clear();
  wire::SignalResponse gone;
  gone.mutable_track_unpublished()->set_track_sid("TR_cam");
  scene.receive(gone);
  EXPECT_FALSE(scene.media.camera);
  scene.call->openCamera(true);
  scene.settle();
  EXPECT_FALSE(scene.media.camera);
  EXPECT_THAT(scene.heard, ElementsAre("camera closed by ", "camera closed by "));
}

TEST(RoomCall, APermissionThatComesBackOpensNothing) {
  CallScene scene;
  scene.joinRoom();
  wire::SignalResponse gone;
  gone.mutable_track_unpublished()->set_track_sid("TR_cam");
  scene.receive(gone);
  wire::SignalResponse back;
  auto* self = back.mutable_update()->add_participants();
  self->set_sid("PA_self");
  self->set_identity("identity-self");
  self->set_version(9);
  self->mutable_permission()->set_can_publish(true);
  self->mutable_permission()->add_can_publish_sources(wire::CAMERA);
  scene.receive(back);
  scene.time.advance(seconds(4));
  EXPECT_FALSE(scene.media.camera);
  EXPECT_TRUE(scene.media.microphone);
  scene.sockets.last().drop();
  scene.settle();
  scene.settle();
  scene.entries.accept();
  scene.serve();
  EXPECT_FALSE(scene.media.camera) << "a rejoin opens nothing";
  scene.call->openCamera(true);
  EXPECT_TRUE(scene.media.camera) << "a person may, in the session that allows it";
}

TEST(RoomCall, WhoWithdrewAPermissionIsNamed) {
  CallScene scene;
  scene.joinRoom();
  scene.heard.clear();
  for (const char* sid : {"TR_cam", "TR_mic"}) {
    wire::SignalResponse gone;
    gone.mutable_track_unpublished()->set_track_sid(sid);
    scene.receive(gone);
  }
  scene.say(R"({"type": "permissionsRemoved", "data": {"removedSources": ["camera", "microphone"]}})");
  EXPECT_THAT(scene.heard, ElementsAre("camera closed by ", "microphone closed by ", "microphone closed by Camille",
                                       "camera closed by Camille"));
}

TEST(RoomCall, AForbiddenDeviceIsToldByItsOwnName) {
  CallScene scene;
  scene.joinRoom();
  wire::SignalResponse gone;
  gone.mutable_track_unpublished()->set_track_sid("TR_cam");
  scene.receive(gone);
  scene.heard.clear();
  scene.call->openCamera(true);
  scene.call->openCamera(false);
  scene.mute("TR_mic");
  scene.settle();
  EXPECT_FALSE(scene.media.camera);
  EXPECT_THAT(scene.heard, ElementsAre("microphone closed by ", "camera closed by "));
}

TEST(RoomCall, LeavesWithinASecondOfASilentServer) {
  CallScene scene;
  scene.joinRoom();
  scene.call->leave();
  EXPECT_FALSE(scene.media.camera);
  EXPECT_THAT(requests(scene.sockets.last(), wire::SignalRequest::kLeave), SizeIs(1));
  scene.time.advance(milliseconds(1000));
  EXPECT_THAT(scene.ends, ElementsAre(CallEnd::Left));
  EXPECT_EQ(scene.peers.alive(), 0);
}

TEST(RoomCall, LeavesFromTheLobbyAndFromAWait) {
  CallScene lobby;
  lobby.start();
  lobby.entries.listener->entryChanged(EntryState::Waiting, "");
  lobby.call->leave();
  lobby.settle();
  EXPECT_THAT(lobby.ends, ElementsAre(CallEnd::Left));
  EXPECT_EQ(lobby.entries.alive, 0);

  CallScene wait;
  wait.joinRoom();
  wait.sockets.last().drop();
  wait.settle();
  wait.settle();
  wait.entries.accept();
  wait.sockets.last().fail(503);
  wait.settle();
  wait.call->leave();
  wait.time.advance(std::chrono::minutes(1));
  EXPECT_THAT(wait.ends, ElementsAre(CallEnd::Left));
  EXPECT_EQ(wait.entries.starts, 2);
}

TEST(RoomCall, AFailedEntryEndsTheCall) {
  CallScene scene;
  scene.start();
  scene.entries.listener->entryFailed(Error{ErrorKind::Refused, "the event is over", {}});
  scene.settle();
  EXPECT_THAT(scene.ends, ElementsAre(CallEnd::Failed));
}

TEST(RoomCall, AnEncryptedMeetingEndsTheCallForGood) {
  CallScene scene;
  scene.start();
  scene.entries.listener->entryEncrypted(Error{ErrorKind::Refused, "encrypted", {}});
  scene.time.advance(std::chrono::minutes(1));
  EXPECT_THAT(scene.ends, ElementsAre(CallEnd::Encrypted));
  EXPECT_EQ(scene.entries.starts, 1);
  EXPECT_THAT(scene.sockets.connections, IsEmpty());
}

TEST(RoomCall, KnowsOtherRoomsAndWhoHasNotSignedIn) {
  CallScene scene;
  scene.joinRoom();
  wire::SignalResponse news;
  const auto add = [&](const std::string& sid, const std::string& identity, const std::string& name,
                       const std::string& signedIn) {
    auto* who = news.mutable_update()->add_participants();
    who->set_sid(sid);
    who->set_identity(identity);
    who->set_name(name);
    who->set_state(wire::ParticipantInfo::ACTIVE);
    if (!signedIn.empty()) (*who->mutable_attributes())["is_authenticated"] = signedIn;
  };
  add("PA_room", "0f0e0d0c-0b0a-8908-8706-050403020100", "Salle 302", "false");
  add("PA_named", "x", "Amphi (équipement de salle)", "true");
  add("PA_guest", "0f0e0d0c-0b0a-4908-8706-050403020100", "Ada", "false");
  add("PA_old", "y", "Bob", "");
  scene.receive(news);
  const auto& roster = scene.status.status().roster();
  EXPECT_TRUE(roster.at("PA_room").room());
  EXPECT_TRUE(roster.at("PA_named").room());
  EXPECT_FALSE(roster.at("PA_guest").room());
  EXPECT_TRUE(roster.at("PA_guest").not_authenticated());
  EXPECT_TRUE(roster.at("PA_room").not_authenticated());
  EXPECT_FALSE(roster.at("PA_named").not_authenticated());
  EXPECT_FALSE(roster.at("PA_old").not_authenticated()) << "an older server says nothing of it";
}

TEST(RoomCall, HostileNamesAreMadeHarmless) {
  CallScene scene;
  scene.joinRoom();
  wire::SignalResponse news;
  auto* who = news.mutable_update()->add_participants();
  who->set_sid("PA_x");
  who->set_identity("x");
  who->set_name("\u202e\x1b[31m" + std::string(200, 'x') + "\n");
  who->set_state(wire::ParticipantInfo::ACTIVE);
  scene.receive(news);
  EXPECT_EQ(scene.status.status().roster().at("PA_x").name(), "[31m" + std::string(59, 'x') + "…");
}

TEST(RoomCall, PassesOnWhatAPersonAsks) {
  CallScene scene;
  scene.start();
  scene.call->askAgain();
  scene.call->announceAgain();
  EXPECT_EQ(scene.entries.againAsked, 1);
  EXPECT_EQ(scene.entries.announced, 1);
}

TEST(RoomCallIce, GathersWithTheServersThatTheJoinNames) {
  CallScene scene;
  scene.start();
  scene.entries.accept();
  scene.sockets.last().open();
  EXPECT_FALSE(scene.peers.last().iceStarted);
  auto response = joinResponse();
  auto* turn = response.mutable_join()->add_ice_servers();
  turn->add_urls("turn:media.example:3478?transport=udp");
  turn->set_username("u");
  scene.receive(response);
  ASSERT_TRUE(scene.peers.last().iceStarted);
  ASSERT_THAT(scene.peers.last().iceServers, SizeIs(1));
  EXPECT_THAT(scene.peers.last().iceServers[0].urls, ElementsAre("turn:media.example:3478?transport=udp"));
  EXPECT_FALSE(scene.peers.last().relayOnly);
}

TEST(RoomCall, TheServerIsAskedForWhatTheScreenShows) {
  CallScene scene;
  scene.joinRoom();
  wire::SignalResponse update;
  auto* host = update.mutable_update()->add_participants();
  host->set_sid("PA_host");
  host->set_identity("host");
  host->set_state(wire::ParticipantInfo::ACTIVE);
  auto* camera = host->add_tracks();
  camera->set_sid("TR_host_cam");
  camera->set_type(wire::VIDEO);
  camera->set_source(wire::CAMERA);
  scene.receive(update);
  scene.shown.set({{"TR_host_cam", 1880, 1056}});
  scene.time.advance(seconds(1));
  auto asked = requests(scene.sockets.last(), wire::SignalRequest::kTrackSetting);
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(asked[0].track_setting().track_sids(0), "TR_host_cam");
  EXPECT_EQ(asked[0].track_setting().height(), 1080U);
  EXPECT_FALSE(asked[0].track_setting().disabled());
  scene.shown.set({});
  scene.time.advance(seconds(3));
  asked = requests(scene.sockets.last(), wire::SignalRequest::kTrackSetting);
  ASSERT_EQ(asked.size(), 2U);
  EXPECT_TRUE(asked[1].track_setting().disabled());
}

}  // namespace
}  // namespace rotonde::test
