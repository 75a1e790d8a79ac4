// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/unit/meeting/call_scene.hpp"

#include <gmock/gmock.h>

namespace rotonde::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// News of a participant.
wire::SignalResponse news(const std::string& sid, std::uint32_t version, const std::string& raisedAt) {
  wire::SignalResponse response;
  auto* who = response.mutable_update()->add_participants();
  who->set_sid(sid);
  who->set_identity(sid == "PA_self" ? "identity-self" : "host");
  who->set_name(sid == "PA_self" ? "Salle Ségur" : "Camille");
  who->set_version(version);
  who->set_state(wire::ParticipantInfo::ACTIVE);
  (*who->mutable_attributes())["handRaisedAt"] = raisedAt;
  return response;
}

struct PresenceTest : testing::Test {
  CallScene scene;
  std::vector<bool> results;
  const control::v1::Participant& who(const std::string& sid) const { return scene.status.status().roster().at(sid); }
  void raise(bool raised) {
    scene.call->raiseHand(raised, [this](const Result<void>& result) { results.push_back(result.has_value()); });
  }
  void rename(const std::string& name) {
    scene.call->rename(name, [this](const Result<void>& result) { results.push_back(result.has_value()); });
  }
  void rejoin(const std::string& token) {
    scene.sockets.last().drop();
    scene.settle();
    scene.settle();
    scene.entries.accept(token);
    scene.serve();
  }
};

TEST_F(PresenceTest, TheHandGoesUpWithTheNewestToken) {
  scene.joinRoom();
  wire::SignalResponse refresh;
  refresh.set_refresh_token("newest");
  scene.receive(refresh);
  raise(true);
  EXPECT_THAT(scene.actions.asked, ElementsAre("raise newest"));
  EXPECT_THAT(results, IsEmpty());
  scene.actions.open.back()({});
  EXPECT_THAT(results, ElementsAre(true));
  EXPECT_FALSE(who("PA_self").hand_raised()) << "the server's word counts";
  scene.receive(news("PA_self", 5, "2026-11-24T18:16:03.597876+00:00"));
  EXPECT_TRUE(who("PA_self").hand_raised());
  EXPECT_EQ(who("PA_self").hand_order(), 1);
  scene.receive(news("PA_host", 5, "2026-11-24T18:16:02+00:00"));
  EXPECT_EQ(who("PA_host").hand_order(), 1);
  EXPECT_EQ(who("PA_self").hand_order(), 2) << "Camille was first";
}

TEST_F(PresenceTest, AHandAndANameAreKeptOverARejoin) {
  scene.joinRoom();
  raise(true);
  scene.actions.open.back()({});
  rename("Ségur");
  scene.actions.open.back()({});
  scene.receive(news("PA_self", 5, "2026-11-24T18:16:03+00:00"));
  scene.actions.asked.clear();
  rejoin("second");
  EXPECT_THAT(scene.actions.asked, ElementsAre("raise second", "rename Ségur second"));
  scene.actions.asked.clear();
  // A host lowers it.
  scene.receive(news("PA_self", 6, "2026-11-24T18:20:03+00:00"));
  scene.receive(news("PA_self", 7, ""));
  rejoin("third");
  EXPECT_THAT(scene.actions.asked, ElementsAre("rename Ségur third")) << "a hand that a host lowered stays down";
}

TEST_F(PresenceTest, WhatVisioRefusedIsNotRepeated) {
  scene.joinRoom();
  raise(true);
  scene.actions.open.back()(refused("no"));
  EXPECT_THAT(results, ElementsAre(false));
  scene.actions.asked.clear();
  rejoin("second");
  EXPECT_THAT(scene.actions.asked, IsEmpty());
}

TEST_F(PresenceTest, MeansNothingBeforeTheRoomIsInTheMeeting) {
  scene.start();
  raise(true);
  rename("Ségur");
  EXPECT_THAT(results, ElementsAre(false, false));
  EXPECT_THAT(scene.actions.asked, IsEmpty());
}

TEST_F(PresenceTest, APublicRoomIsSaidToBeOpenToAll) {
  scene.joinRoom();
  EXPECT_EQ(scene.actions.accessAsked, 1);
  EXPECT_FALSE(scene.status.status().meeting().open_to_all());
  scene.actions.access(std::string("public"));
  EXPECT_TRUE(scene.status.status().meeting().open_to_all());
  wire::SignalResponse closed;
  closed.mutable_room_update()->mutable_room()->set_metadata(R"({"access_level": "restricted"})");
  scene.receive(closed);
  EXPECT_FALSE(scene.status.status().meeting().open_to_all()) << "a host closed it";
  rejoin("second");
  EXPECT_EQ(scene.actions.accessAsked, 1);
}

}  // namespace
}  // namespace rotonde::test
