// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/livekit/roster.hpp"

#include "tests/unit/livekit/livekit_scene.hpp"

#include <gtest/gtest.h>

namespace rotonde::test {
namespace {

using livekit::Roster;
using livekit::TrackSource;

wire::ParticipantInfo person(const std::string& sid, const std::string& identity, std::uint32_t version = 1) {
  wire::ParticipantInfo info;
  info.set_sid(sid);
  info.set_identity(identity);
  info.set_name(identity);
  info.set_state(wire::ParticipantInfo::ACTIVE);
  info.set_version(version);
  return info;
}

void update(Roster& roster, const wire::ParticipantInfo& info) {
  wire::ParticipantUpdate message;
  *message.add_participants() = info;
  roster.update(message);
}

Roster joined() {
  Roster roster;
  auto response = joinResponse();
  *response.mutable_join()->add_other_participants() = person("PA_anna", "anna", 3);
  roster.join(response.join());
  return roster;
}

TEST(Roster, StartsWithOurselvesAndTheOthers) {
  const auto roster = joined();
  ASSERT_EQ(roster.participants().size(), 2U);
  EXPECT_TRUE(roster.participants().at("PA_self").self);
  EXPECT_FALSE(roster.participants().at("PA_anna").self);
}

TEST(Roster, DropsOldVersions) {
  auto roster = joined();
  auto late = person("PA_anna", "anna", 2);
  late.set_name("old");
  update(roster, late);
  EXPECT_EQ(roster.participants().at("PA_anna").name, "anna");
  auto next = person("PA_anna", "anna", 4);
  next.set_name("Anna B.");
  update(roster, next);
  EXPECT_EQ(roster.participants().at("PA_anna").name, "Anna B.");
}

TEST(Roster, ReadsWhenAHandWasRaised) {
  auto roster = joined();
  auto info = person("PA_anna", "anna", 4);
  (*info.mutable_attributes())["handRaisedAt"] = "2026-11-24T18:16:03.597876+00:00";
  update(roster, info);
  EXPECT_TRUE(roster.participants().at("PA_anna").handRaised);
  EXPECT_EQ(roster.participants().at("PA_anna").handRaisedMs, 1795544163597);
  (*info.mutable_attributes())["handRaisedAt"] = "";
  update(roster, info);
  EXPECT_FALSE(roster.participants().at("PA_anna").handRaised);
  EXPECT_EQ(roster.participants().at("PA_anna").handRaisedMs, 0);
}

TEST(Roster, ReadsInstantsOfAllZonesAndNothingElse) {
  EXPECT_EQ(livekit::instantMs("2026-11-24T19:16:03+01:00"), 1795544163000);
  EXPECT_EQ(livekit::instantMs("2026-11-24T18:16:03Z"), 1795544163000);
  for (const char* text : {"", "yesterday", "2026-11-24", "2026-13-24T18:16:03Z", "9999999999", "\xff"}) {
    EXPECT_EQ(livekit::instantMs(text), livekit::kUnknownTime) << text;
  }
}

TEST(Roster, ReplacesAPersonWhoCameBack) {
  auto roster = joined();
  update(roster, person("PA_anna2", "anna"));
  EXPECT_EQ(roster.participants().count("PA_anna"), 0U);
  EXPECT_EQ(roster.participants().count("PA_anna2"), 1U);
  update(roster, person("PA_anna", "anna", 9));
  EXPECT_EQ(roster.participants().count("PA_anna"), 0U);
  auto gone = person("PA_anna", "anna", 10);
  gone.set_state(wire::ParticipantInfo::DISCONNECTED);
  update(roster, gone);
  EXPECT_EQ(roster.participants().count("PA_anna2"), 1U);
}

TEST(Roster, RemovesWhoLeft) {
  auto roster = joined();
  auto gone = person("PA_anna", "anna");
  gone.set_state(wire::ParticipantInfo::DISCONNECTED);
  update(roster, gone);
  EXPECT_EQ(roster.participants().size(), 1U);
}

TEST(Roster, OurEarlierSessionIsNotAPerson) {
  auto roster = joined();
  update(roster, person("PA_before", "identity-self"));
  EXPECT_EQ(roster.participants().count("PA_before"), 0U);
}

TEST(Roster, ReadsTracksAndAttributes) {
  auto roster = joined();
  auto info = person("PA_bo", "bo");
  auto* camera = info.add_tracks();
  camera->set_sid("TR_VC1");
  camera->set_type(wire::VIDEO);
  camera->set_source(wire::CAMERA);
  camera->set_muted(true);
  info.add_tracks()->set_type(wire::DATA);
  (*info.mutable_attributes())["color"] = "hsl(0, 100%, 50%)";
  (*info.mutable_attributes())["is_authenticated"] = "true";
  (*info.mutable_attributes())["handRaisedAt"] = "2026-11-24T18:16:03+00:00";
  info.set_metadata("null");
  info.set_joined_at(100);
  update(roster, info);
  const auto& bo = roster.participants().at("PA_bo");
  ASSERT_EQ(bo.tracks.size(), 1U);
  EXPECT_EQ(bo.tracks[0].source, TrackSource::Camera);
  EXPECT_TRUE(bo.tracks[0].muted);
  EXPECT_EQ(bo.color, "#ff0000");
  EXPECT_TRUE(bo.authenticated);
  EXPECT_TRUE(bo.handRaised);
  EXPECT_EQ(bo.joinedMs, 100'000);
  auto lowered = person("PA_bo", "bo", 2);
  (*lowered.mutable_attributes())["handRaisedAt"] = "";
  update(roster, lowered);
  EXPECT_FALSE(roster.participants().at("PA_bo").handRaised);
  EXPECT_FALSE(roster.participants().at("PA_bo").authenticated);
  EXPECT_TRUE(roster.participants().at("PA_bo").tracks.empty());
}

TEST(Roster, UnknownSourcesAndKindsAreKept) {
  auto roster = joined();
  auto info = person("PA_x", "x");
  info.set_kind(static_cast<wire::ParticipantInfo::Kind>(42));
  auto* track = info.add_tracks();
  track->set_sid("TR_1");
  track->set_source(static_cast<wire::TrackSource>(42));
  update(roster, info);
  EXPECT_TRUE(roster.participants().at("PA_x").person);
  EXPECT_EQ(roster.participants().at("PA_x").tracks[0].source, TrackSource::Unknown);
  info.set_version(2);
  info.set_kind(wire::ParticipantInfo::AGENT);
  update(roster, info);
  EXPECT_FALSE(roster.participants().at("PA_x").person);
}

wire::SpeakersChanged speaker(const std::string& sid, float level) {
  wire::SpeakersChanged changed;
  auto* speaking = changed.add_speakers();
  speaking->set_sid(sid);
  speaking->set_level(level);
  speaking->set_active(true);
  return changed;
}

TEST(Roster, FollowsSpeakersAndQuality) {
  auto roster = joined();
  auto changed = speaker("PA_anna", 0.5F);
  changed.add_speakers()->set_sid("PA_nobody");
  roster.speakers(changed);
  EXPECT_TRUE(roster.participants().at("PA_anna").speaking);
  changed.mutable_speakers(0)->set_level(0);
  roster.speakers(changed);
  EXPECT_FALSE(roster.participants().at("PA_anna").speaking);
  wire::ConnectionQualityUpdate quality;
  quality.add_updates()->set_participant_sid("PA_anna");
  quality.mutable_updates(0)->set_quality(wire::EXCELLENT);
  roster.quality(quality);
  EXPECT_EQ(roster.participants().at("PA_anna").quality, 2);
}

TEST(Roster, ASpeakerKeepsSpeakingOverAnUpdate) {
  auto roster = joined();
  roster.speakers(speaker("PA_anna", 0.5F));
  update(roster, person("PA_anna", "anna", 5));
  EXPECT_TRUE(roster.participants().at("PA_anna").speaking);
}

}  // namespace
}  // namespace rotonde::test
