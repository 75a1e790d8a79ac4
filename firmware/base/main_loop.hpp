// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/runtime.hpp"

#include <memory>

namespace rotonde {

/// The process's one GLib loop (the default main context, or a private one in tests) as Runtime. Main loop but for
/// post() and quit(), which any thread may call.
class MainLoop : public Runtime {
 public:
  MainLoop();
  ~MainLoop() override;
  MainLoop(const MainLoop&) = delete;
  MainLoop& operator=(const MainLoop&) = delete;

  SteadyTime steady() const override;
  WallTime wall() const override;
  Handle after(milliseconds delay, std::function<void()> fn) override;
  void post(std::function<void()> fn) override;

  /// Runs until quit().
  void run();
  void quit();
  /// Calls `fn` on the loop at each `signal` (SIGTERM, SIGINT, SIGHUP) of the process.
  Handle onSignal(int signal, std::function<void()> fn);
  /// Calls `fn` on the loop each time the system's wall clock is set (timerfd_create(2), TFD_TIMER_CANCEL_ON_SET).
  Handle onWallClockSet(std::function<void()> fn);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rotonde
