// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/room/table.hpp"

#include "firmware/room/status_view.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>

namespace rotonde::room {
namespace {

template <class Visit>
void everyPair(Visit visit) {
  for (std::size_t state = 0; state < kStates; ++state) {
    for (std::size_t event = 0; event < kEvents; ++event) {
      visit(static_cast<State>(state), static_cast<Event>(event));
    }
  }
}

// What people can rely on in every state, for every event, whatever else the table says.
TEST(RoomTable, EveryPairKeepsTheRoomsPromises) {
  int rows = 0;
  everyPair([&](State state, Event event) {
    const Row* row = rowOf(state, event);
    SCOPED_TRACE(std::string(nameOf(state)) + " " + std::string(nameOf(event)));
    const bool call = hasCall(state);
    const bool leaving = state == State::Leaving;
    if (event == Event::LeaveAsked || event == Event::EndDue) {
      EXPECT_EQ(row != nullptr, call && !leaving) << "every call can be left";
    }
    if (event == Event::JoinAsked) {
      EXPECT_EQ(row != nullptr, state != State::Attention);
    }
    if (event == Event::Ended) {
      EXPECT_EQ(row != nullptr, call);
    }
    if (event == Event::Broken) {
      EXPECT_EQ(row != nullptr, !call && state != State::Attention) << "never in a call";
    }
    if (event == Event::NothingDue || event == Event::AnnounceDue || event == Event::CountdownDue ||
        event == Event::JoinDue) {
      if (call) {
        EXPECT_EQ(row, nullptr) << "the agenda never ends a call by these";
      }
    }
    if (event == Event::LeaveOverdue) {
      EXPECT_EQ(row != nullptr, leaving);
    }
    if (!row) return;
    ++rows;
    EXPECT_EQ(row->from, state);
    EXPECT_EQ(row->event, event);
    if (event == Event::Ended || event == Event::LeaveOverdue) {
      EXPECT_EQ(row->to, State::Idle);
    }
    if (call && !leaving && row->to == State::Leaving) {
      EXPECT_EQ(row->action, Action::LeaveCall);
    }
    if (row->to == State::Countdown) {
      EXPECT_EQ(event, Event::CountdownDue);
    }
    if (row->to == State::InMeeting) {
      EXPECT_EQ(row->action, Action::NoteJoined) << "a joined meeting is remembered";
    }
  });
  EXPECT_EQ(rows, static_cast<int>(kTable.size())) << "each row is the row of its pair";
}

TEST(RoomTable, NamesAndPhasesAreDistinct) {
  std::set<std::string_view> names;
  std::set<int> phases;
  for (std::size_t state = 0; state < kStates; ++state) {
    names.insert(nameOf(static_cast<State>(state)));
    phases.insert(phaseOf(static_cast<State>(state)));
  }
  EXPECT_EQ(names.size(), kStates);
  EXPECT_EQ(phases.size(), kStates);
  EXPECT_EQ(phases.size() + 1, static_cast<std::size_t>(control::v1::Phase_ARRAYSIZE)) << "all but UNSPECIFIED";
  names.clear();
  for (std::size_t event = 0; event < kEvents; ++event) names.insert(nameOf(static_cast<Event>(event)));
  EXPECT_EQ(names.size(), kEvents);
}

TEST(RoomTable, DocsShowTheTable) {
  const std::string path = "docs/room.md";
  std::ifstream in(path);
  ASSERT_TRUE(in) << path << ": run the test from the checkout";
  const std::string page{std::istreambuf_iterator<char>(in), {}};
  const std::string open = "<!-- diagram -->\n```mermaid\n";
  const std::string close = "```\n<!-- /diagram -->";
  const std::size_t begin = page.find(open);
  const std::size_t end = page.find(close);
  ASSERT_NE(begin, std::string::npos);
  ASSERT_NE(end, std::string::npos);
  const std::size_t from = begin + open.size();
  if (std::getenv("ROTONDE_WRITE_DOCS") != nullptr) {
    std::ofstream(path) << page.substr(0, from) << diagram() << page.substr(end);
    return;
  }
  EXPECT_EQ(page.substr(from, end - from), diagram())
      << "the diagram is old: ROTONDE_WRITE_DOCS=1 build/asan/bin/room_table_test";
}

}  // namespace
}  // namespace rotonde::room
