// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/control/status_store.hpp"

#include "firmware/control/status_delta.hpp"

#include <gmock/gmock.h>

#include <random>

namespace rotonde::control {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class StatusStoreTest : public testing::Test {
 protected:
  v1::Event change(const std::function<void(v1::Status&)>& edit) {
    last_.Clear();
    store_.update("test", edit);
    return last_;
  }

  StatusStore store_;
  v1::Event last_;
  Handle watch_ = store_.watch([this](const v1::Event& event) { last_ = event; });
};

TEST_F(StatusStoreTest, NamesChangedLeavesAndSendsOnlyThem) {
  change([](v1::Status& status) { status.mutable_meeting()->set_title("Point"); });
  const auto event = change([](v1::Status& status) { status.mutable_meeting()->set_phase(v1::PHASE_IN_MEETING); });
  EXPECT_THAT(event.changed(), ElementsAre("meeting.phase"));
  EXPECT_THAT(event.removed(), IsEmpty());
  EXPECT_EQ(event.status().meeting().phase(), v1::PHASE_IN_MEETING);
  EXPECT_EQ(event.status().meeting().title(), "");
  EXPECT_EQ(event.origin(), "test");
  EXPECT_EQ(event.seq(), 2U);
  EXPECT_FALSE(event.snapshot());
}

TEST_F(StatusStoreTest, NothingIsToldWhenNothingDiffers) {
  change([](v1::Status& status) { status.mutable_meeting()->set_title("Point"); });
  EXPECT_EQ(change([](v1::Status& status) { status.mutable_meeting()->set_title("Point"); }).seq(), 0U);
  EXPECT_EQ(change([](v1::Status& status) { status.mutable_health(); }).seq(), 0U);
  EXPECT_EQ(store_.snapshot().seq(), 1U);
}

TEST_F(StatusStoreTest, DefaultsAreNamedAsRemoved) {
  change([](v1::Status& status) { status.mutable_meeting()->set_microphone_open(true); });
  const auto event = change([](v1::Status& status) { status.mutable_meeting()->set_microphone_open(false); });
  EXPECT_THAT(event.changed(), IsEmpty());
  EXPECT_THAT(event.removed(), ElementsAre("meeting.microphone_open"));
}

TEST_F(StatusStoreTest, ClearingAPartNamesItsLeaves) {
  change([](v1::Status& status) {
    status.mutable_meeting()->set_title("Point");
    status.mutable_meeting()->mutable_join()->set_joined_ms(40);
  });
  const auto event = change([](v1::Status& status) { status.clear_meeting(); });
  EXPECT_THAT(event.removed(), UnorderedElementsAre("meeting.title", "meeting.join.joined_ms"));
}

TEST_F(StatusStoreTest, MapEntriesComeChangeAndGoByKey) {
  auto event = change([](v1::Status& status) { (*status.mutable_roster())["PA_x"].set_name("Zoé"); });
  EXPECT_THAT(event.changed(), ElementsAre("roster.PA_x", "roster.PA_x.name"));
  event = change([](v1::Status& status) {
    (*status.mutable_roster())["PA_x"].set_speaking(true);
    (*status.mutable_roster())["PA_y"];
  });
  EXPECT_THAT(event.changed(), ElementsAre("roster.PA_x.speaking", "roster.PA_y"));
  EXPECT_EQ(event.status().roster().at("PA_x").name(), "");
  EXPECT_TRUE(event.status().roster().contains("PA_y"));
  event = change([](v1::Status& status) { status.mutable_roster()->erase("PA_x"); });
  EXPECT_THAT(event.changed(), IsEmpty());
  EXPECT_THAT(event.removed(), ElementsAre("roster.PA_x"));
  EXPECT_THAT(event.status().roster(), IsEmpty());
}

TEST_F(StatusStoreTest, KeysWithDotsAreQuoted) {
  const auto event = change(
      [](v1::Status& status) { (*status.mutable_agenda()->mutable_occurrences())["a@b.fr"].set_title("Point"); });
  EXPECT_THAT(event.changed(), ElementsAre("agenda.occurrences.\"a@b.fr\"", "agenda.occurrences.\"a@b.fr\".title"));
}

TEST_F(StatusStoreTest, ListsAreLeaves) {
  change([](v1::Status& status) { status.mutable_health()->add_problems("one"); });
  auto event = change([](v1::Status& status) { status.mutable_health()->add_problems("two"); });
  EXPECT_THAT(event.changed(), ElementsAre("health.problems"));
  EXPECT_THAT(event.status().health().problems(), ElementsAre("one", "two"));
  event = change([](v1::Status& status) { status.mutable_health()->clear_problems(); });
  EXPECT_THAT(event.removed(), ElementsAre("health.problems"));
}

TEST_F(StatusStoreTest, AnUpdateByAWatcherComesAfterForEveryone) {
  std::vector<std::uint64_t> first, second;
  StatusStore store;
  const Handle a = store.watch([&](const v1::Event& event) {
    first.push_back(event.seq());
    store.update("watcher", [](v1::Status& status) { status.mutable_system()->set_room_name("Room"); });
  });
  const Handle b = store.watch([&](const v1::Event& event) { second.push_back(event.seq()); });
  store.update("test", [](v1::Status& status) { status.mutable_system()->set_version("1"); });
  EXPECT_THAT(first, ElementsAre(1, 2));
  EXPECT_THAT(second, ElementsAre(1, 2));
}

TEST_F(StatusStoreTest, AWatcherMayGoWhileItIsToldAndLateOnesHearNoOldNews) {
  StatusStore store;
  int calls = 0;
  std::vector<std::uint64_t> late;
  Handle lateWatch, self;
  self = store.watch([&](const v1::Event&) {
    ++calls;
    lateWatch = store.watch([&](const v1::Event& event) { late.push_back(event.seq()); });
    self.reset();
  });
  store.update("test", [](v1::Status& status) { status.mutable_system()->set_version("1"); });
  store.update("test", [](v1::Status& status) { status.mutable_system()->set_version("2"); });
  EXPECT_EQ(calls, 1);
  EXPECT_THAT(late, ElementsAre(2));
}

TEST_F(StatusStoreTest, HandlesMayOutliveTheStore) {
  Handle watch;
  {
    StatusStore store;
    watch = store.watch([](const v1::Event&) {});
  }
  watch.reset();
}

TEST_F(StatusStoreTest, KeepsTheLast1024Deltas) {
  for (int i = 1; i <= 1030; ++i)
    store_.update("test", [i](v1::Status& status) { status.mutable_meeting()->set_reconnects(i); });
  EXPECT_FALSE(store_.since(5));
  const auto kept = store_.since(6);
  ASSERT_TRUE(kept);
  ASSERT_EQ(kept->size(), 1024U);
  EXPECT_EQ(kept->front().seq(), 7U);
  EXPECT_EQ(kept->back().seq(), 1030U);
  EXPECT_TRUE(store_.since(1030)->empty());
  EXPECT_FALSE(store_.since(1031)) << "a seq of another run";
}

/// Draws random edits of every kind of field.
void edit(v1::Status& status, std::mt19937& random) {
  const auto pick = [&random](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const std::string key = std::string(1, static_cast<char>('a' + pick(4))) + ".\"";
  switch (pick(10)) {
    case 0:
      status.mutable_meeting()->set_title(std::to_string(pick(3)));
      break;
    case 1:
      status.clear_meeting();
      break;
    case 2:
      status.mutable_meeting()->mutable_join()->set_joined_ms(pick(3));
      break;
    case 3:
      (*status.mutable_roster())[key].set_speaking(pick(2) == 0);
      break;
    case 4:
      status.mutable_roster()->erase(key);
      break;
    case 5:
      (*status.mutable_devices()->mutable_cameras())[key].set_problem(std::to_string(pick(3)));
      break;
    case 6:
      status.mutable_devices()->set_microphone_level(-pick(3));
      break;
    case 7:
      status.mutable_health()->add_problems(std::to_string(pick(3)));
      break;
    case 8:
      status.mutable_health()->clear_problems();
      break;
    default:
      status.mutable_meeting()->add_tracks()->set_codec(std::to_string(pick(2)));
      break;
  }
}

TEST_F(StatusStoreTest, SnapshotAndDeltasMakeTheTree) {
  std::mt19937 random(3);
  StatusStore store;
  v1::Status mirror;
  apply(store.snapshot(), mirror);
  const Handle watch = store.watch([&](const v1::Event& event) { apply(event, mirror); });
  for (int i = 0; i < 2000; ++i) {
    store.update("test", [&random](v1::Status& status) {
      for (int edits = 0; edits < 3; ++edits) edit(status, random);
    });
    const v1::Event left = difference(mirror, store.status());
    ASSERT_THAT(left.changed(), IsEmpty()) << "step " << i;
    ASSERT_THAT(left.removed(), IsEmpty()) << "step " << i;
  }
}

TEST_F(StatusStoreTest, UnknownRemovedPathsAreIgnored) {
  v1::Status status;
  status.mutable_meeting()->set_title("Point");
  v1::Event event;
  for (const char* path :
       {"meeting.unknown", "unknown", "roster", "roster.x.y", "meeting.title.more", "\"", "meeting.tracks.0"})
    event.add_removed(path);
  apply(event, status);
  EXPECT_EQ(status.meeting().title(), "Point");
}

}  // namespace
}  // namespace rotonde::control
