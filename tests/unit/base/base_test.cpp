// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/base/log.hpp"
#include "firmware/base/loop_watch.hpp"
#include "firmware/base/main_loop.hpp"
#include "firmware/base/secret.hpp"
#include "tests/fakes/fake_time.hpp"
#include "tests/support/run_until.hpp"

#include <gtest/gtest.h>

namespace rotonde {
namespace {

TEST(MainLoop, TimerFiresOnceAndHandleCancels) {
  MainLoop loop;
  int fired = 0;
  const Handle kept = loop.after(milliseconds(1), [&] { ++fired; });
  Handle dropped = loop.after(milliseconds(1), [&] { fired += 100; });
  dropped.reset();
  bool later = false;
  const Handle end = loop.after(milliseconds(20), [&] { later = true; });
  ASSERT_TRUE(test::runUntil(loop, [&] { return later; }));
  EXPECT_EQ(fired, 1);
}

TEST(MainLoop, TimerMayDestroyItsOwnHandle) {
  MainLoop loop;
  Handle handle;
  bool fired = false;
  handle = loop.after(milliseconds(1), [&] {
    handle.reset();
    fired = true;
  });
  EXPECT_TRUE(test::runUntil(loop, [&] { return fired; }));
}

TEST(MainLoop, PostKeepsOrderAndIsNeverSynchronous) {
  MainLoop loop;
  std::string order;
  loop.post([&] { order += 'a'; });
  loop.post([&] { order += 'b'; });
  EXPECT_EQ(order, "");
  ASSERT_TRUE(test::runUntil(loop, [&] { return order.size() == 2; }));
  EXPECT_EQ(order, "ab");
}

TEST(FakeTime, FiresDueTimersInOrder) {
  test::FakeTime time;
  std::string order;
  const Handle late = time.after(milliseconds(20), [&] { order += 'b'; });
  const Handle early = time.after(milliseconds(10), [&] { order += 'a'; });
  time.advance(milliseconds(15));
  EXPECT_EQ(order, "a");
  time.advance(milliseconds(5));
  EXPECT_EQ(order, "ab");
  EXPECT_EQ(time.pendingTimers(), 0U);
}

TEST(LoopWatch, TellsOfAStallWhenTheLoopTurnsAgain) {
  test::FakeTime time;
  std::vector<milliseconds> told;
  const LoopWatch watch(time, [&](milliseconds late) { told.push_back(late); });
  time.advance(milliseconds(10'000));
  EXPECT_TRUE(told.empty());
  time.stall(milliseconds(400));
  time.advance(milliseconds(1'000));
  EXPECT_TRUE(told.empty());
  time.stall(milliseconds(2'000));
  time.advance(milliseconds(0));
  ASSERT_EQ(told.size(), 1U);
  EXPECT_GE(told[0], milliseconds(2'000) - LoopWatch::kEvery);
  time.advance(milliseconds(10'000));
  EXPECT_EQ(told.size(), 1U);
  EXPECT_EQ(watch.stalls().count, 1);
  EXPECT_EQ(watch.stalls().longest, told[0]);
}

TEST(Secret, NeverFormats) {
  EXPECT_EQ(std::format("{}", Secret("abc-defg-hij")), "***");
  EXPECT_EQ(std::format("[{}]", Secret()), "[]");
}

}  // namespace
}  // namespace rotonde
