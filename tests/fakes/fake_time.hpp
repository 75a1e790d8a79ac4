// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/runtime.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>

namespace rotonde::test {

/// Time that passes only when the test says so: `advance` fires due timers in order, `settle` runs what was posted.
/// Starts at 2026-03-02T08:00:00Z (a Monday).
class FakeTime : public Runtime {
 public:
  SteadyTime steady() const override { return steady_; }
  WallTime wall() const override { return wall_; }

  Handle after(milliseconds delay, std::function<void()> fn) override {
    const auto key = std::pair(steady_ + std::max(delay, milliseconds(0)), next_++);
    timers_->emplace(key, std::move(fn));
    return Handle([weak = std::weak_ptr(timers_), key] {
      if (const auto timers = weak.lock()) timers->erase(key);
    });
  }
  void post(std::function<void()> fn) override { posted_.push_back(std::move(fn)); }

  void settle() {
    while (!posted_.empty()) {
      const auto fn = std::move(posted_.front());
      posted_.pop_front();
      fn();
    }
  }
  void advance(milliseconds by) {
    const SteadyTime until = steady_ + by;
    settle();
    while (!timers_->empty() && timers_->begin()->first.first <= until) {
      const auto node = timers_->extract(timers_->begin());
      move(std::max(node.key().first - steady_, SteadyTime::duration::zero()));
      node.mapped()();
      settle();
    }
    move(until - steady_);
  }
  /// The loop stands still: what becomes due meanwhile runs in the next `advance`.
  void stall(milliseconds by) { move(by); }
  /// The wall clock jumps; monotonic time does not.
  void setWall(WallTime wall) { wall_ = wall; }
  std::size_t pendingTimers() const { return timers_->size(); }

 private:
  void move(SteadyTime::duration by) {
    steady_ += by;
    wall_ += std::chrono::duration_cast<milliseconds>(by);
  }

  SteadyTime steady_{std::chrono::hours(1)};
  WallTime wall_ = std::chrono::sys_days{std::chrono::year(2026) / 3 / 2} + std::chrono::hours(8);
  std::uint64_t next_ = 0;
  std::shared_ptr<std::map<std::pair<SteadyTime, std::uint64_t>, std::function<void()>>> timers_ =
      std::make_shared<std::map<std::pair<SteadyTime, std::uint64_t>, std::function<void()>>>();
  std::deque<std::function<void()>> posted_;
};

}  // namespace rotonde::test
