// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/control/roles.hpp"

#include <gmock/gmock.h>

namespace rotonde::control {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

v1::Status fullStatus() {
  v1::Status status;
  status.mutable_system()->set_room_name("Room");
  status.mutable_system()->set_device_id("device");
  status.mutable_meeting()->set_title("Point");
  status.mutable_meeting()->set_server("visio.example");
  (*status.mutable_roster())["PA_x"].set_name("Zoé");
  (*status.mutable_roster())["PA_x"].set_identity("zoe-id");
  (*status.mutable_roster())["PA_y"].set_name("Ali");
  return status;
}

TEST(Roles, NamesAreShort) { EXPECT_EQ(roleName(v1::ROLE_PANEL), "panel"); }

TEST(Roles, PrintableTextHasNoControls) {
  EXPECT_EQ(printable("a\nb\x1b[1m\xc3\xa9"), "a?b?[1m??");
  EXPECT_EQ(printable(std::string(100, 'x')).size(), 64U);
}

TEST(Roles, ValuesAboveTheRoleAreCleared) {
  v1::Status status = fullStatus();
  restrictTo({v1::ROLE_GUEST, {""}}, status);
  EXPECT_EQ(status.system().room_name(), "Room");
  EXPECT_EQ(status.system().device_id(), "");
  EXPECT_EQ(status.meeting().server(), "");
  EXPECT_EQ(status.roster().at("PA_x").identity(), "");
  EXPECT_EQ(status.roster().at("PA_x").name(), "Zoé");

  status = fullStatus();
  restrictTo({v1::ROLE_PANEL, {""}}, status);
  EXPECT_EQ(status.roster().at("PA_x").identity(), "zoe-id");
  EXPECT_EQ(status.system().device_id(), "");

  status = fullStatus();
  restrictTo({v1::ROLE_ADMIN, {""}}, status);
  EXPECT_EQ(status.SerializeAsString().size(), fullStatus().SerializeAsString().size());
}

TEST(Roles, OtherPathsAreCleared) {
  v1::Status status = fullStatus();
  restrictTo({v1::ROLE_ADMIN, {"meeting.title", "roster.PA_x"}}, status);
  EXPECT_FALSE(status.has_system());
  EXPECT_EQ(status.meeting().title(), "Point");
  EXPECT_EQ(status.meeting().server(), "");
  EXPECT_EQ(status.roster().size(), 1U);
  EXPECT_EQ(status.roster().at("PA_x").identity(), "zoe-id");
}

TEST(Roles, StatusPathsAreKnownByTheirNames) {
  EXPECT_EQ(findStatusPath("", v1::ROLE_GUEST), PathState::Known);
  EXPECT_EQ(findStatusPath("meeting.join.joined_ms", v1::ROLE_GUEST), PathState::Known);
  EXPECT_EQ(findStatusPath("roster.PA_gone.name", v1::ROLE_GUEST), PathState::Known);
  EXPECT_EQ(findStatusPath("roster.PA_gone.identity", v1::ROLE_GUEST), PathState::NotAllowed);
  EXPECT_EQ(findStatusPath("meeting.nothing", v1::ROLE_ADMIN), PathState::Unknown);
  EXPECT_EQ(findStatusPath("meeting.title.more", v1::ROLE_ADMIN), PathState::Unknown);
  EXPECT_EQ(findStatusPath("meeting.tracks.0", v1::ROLE_ADMIN), PathState::Unknown);
  EXPECT_EQ(findStatusPath("meeting..title", v1::ROLE_ADMIN), PathState::Unknown);
}

TEST(Roles, EventsNameOnlyWhatTheViewHolds) {
  v1::Event event;
  *event.mutable_status() = fullStatus();
  for (const char* path :
       {"system.room_name", "system.device_id", "meeting.title", "roster.PA_x", "roster.PA_x.identity"})
    event.add_changed(path);
  for (const char* path : {"roster.PA_z", "meeting.server"}) event.add_removed(path);

  const v1::Event guest = restrictTo({v1::ROLE_GUEST, {""}}, event);
  EXPECT_THAT(guest.changed(), ElementsAre("system.room_name", "meeting.title", "roster.PA_x"));
  EXPECT_THAT(guest.removed(), ElementsAre("roster.PA_z"));

  const v1::Event one = restrictTo({v1::ROLE_ADMIN, {"roster.PA_z.name"}}, event);
  EXPECT_THAT(one.changed(), IsEmpty());
  EXPECT_THAT(one.removed(), ElementsAre("roster.PA_z")) << "what was subscribed goes with its entry";
}

}  // namespace
}  // namespace rotonde::control
