// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/handle.hpp"

#include <chrono>
#include <functional>

namespace rotonde {

using std::chrono::milliseconds;

/// Monotonic instants order events; wall instants (UTC) are for people and calendars.
using SteadyTime = std::chrono::steady_clock::time_point;
using WallTime = std::chrono::sys_time<milliseconds>;

/// Where the time comes from. Real: MainLoop. Fake: tests/fakes/fake_time.hpp.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual SteadyTime steady() const = 0;
  virtual WallTime wall() const = 0;
};

/// One-shot timers on the main loop.
class Timers {
 public:
  virtual ~Timers() = default;
  /// Calls `fn` once on the main loop, `delay` from now (monotonic), unless the handle dies first. The handle may be
  /// destroyed from inside `fn`.
  virtual Handle after(milliseconds delay, std::function<void()> fn) = 0;
};

/// The way back to the main loop. The only member of the house that is called from any thread.
class Executor {
 public:
  virtual ~Executor() = default;
  /// Runs `fn` on the main loop, never inside this call, in the order of the calls. Any thread.
  virtual void post(std::function<void()> fn) = 0;
};

/// What almost every object of the firmware is given. Main loop, but for Executor::post.
class Runtime : public Clock, public Timers, public Executor {};

}  // namespace rotonde
