// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/base/main_loop.hpp"

#include "firmware/base/crossing.hpp"

#include <glib-unix.h>
#include <glib.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <cstdint>
#include <limits>
#include <memory>
#include <utility>

namespace rotonde {

struct MainLoop::Impl {
  GMainLoop* loop = g_main_loop_new(nullptr, FALSE);
  ~Impl() { g_main_loop_unref(loop); }
};

namespace {

struct Call {
  std::function<void()> fn;
  bool repeats = false;
};

gboolean runCall(gpointer data) noexcept {
  takeOver();
  // A copy: the callback may destroy the handle, and with it this source and its Call.
  auto* call = static_cast<Call*>(data);
  const bool repeats = call->repeats;
  const auto fn = call->fn;
  fn();
  return repeats ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

void attach(GSource* source, Call call) {
  g_source_set_callback(source, runCall, new Call(std::move(call)),
                        [](gpointer data) { delete static_cast<Call*>(data); });
  handOver();
  g_source_attach(source, nullptr);
}

Handle owned(GSource* source) {
  return Handle([source] {
    g_source_destroy(source);
    g_source_unref(source);
  });
}

/// A timer that never comes due, but is cancelled when the clock is set.
void armForever(int fd) {
  itimerspec never{};
  never.it_value.tv_sec = std::numeric_limits<std::int32_t>::max();
  timerfd_settime(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, nullptr);
}

struct ClockWatch {
  int fd = -1;
  std::function<void()> fn;
  ~ClockWatch() { close(fd); }
};

gboolean runClockWatch(gint, GIOCondition, gpointer data) noexcept {
  auto* watch = static_cast<ClockWatch*>(data);
  std::uint64_t expirations = 0;
  [[maybe_unused]] const auto cancelled = read(watch->fd, &expirations, sizeof expirations);
  armForever(watch->fd);
  const auto fn = watch->fn;
  fn();
  return G_SOURCE_CONTINUE;
}

}  // namespace

MainLoop::MainLoop() : impl_(std::make_unique<Impl>()) {}
MainLoop::~MainLoop() = default;

SteadyTime MainLoop::steady() const { return std::chrono::steady_clock::now(); }

WallTime MainLoop::wall() const { return std::chrono::time_point_cast<milliseconds>(std::chrono::system_clock::now()); }

Handle MainLoop::after(milliseconds delay, std::function<void()> fn) {
  GSource* source = g_timeout_source_new(static_cast<guint>(std::max<milliseconds::rep>(delay.count(), 0)));
  attach(source, {std::move(fn)});
  return owned(source);
}

void MainLoop::post(std::function<void()> fn) {
  GSource* source = g_idle_source_new();
  g_source_set_priority(source, G_PRIORITY_DEFAULT);
  attach(source, {std::move(fn)});
  g_source_unref(source);
}

void MainLoop::run() { g_main_loop_run(impl_->loop); }
void MainLoop::quit() { g_main_loop_quit(impl_->loop); }

Handle MainLoop::onSignal(int signal, std::function<void()> fn) {
  GSource* source = g_unix_signal_source_new(signal);
  attach(source, {std::move(fn), true});
  return owned(source);
}

Handle MainLoop::onWallClockSet(std::function<void()> fn) {
  const int fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  if (fd < 0) return {};
  armForever(fd);
  GSource* source = g_unix_fd_source_new(fd, G_IO_IN);
  g_source_set_callback(source, reinterpret_cast<GSourceFunc>(reinterpret_cast<void (*)()>(runClockWatch)),
                        new ClockWatch{fd, std::move(fn)},
                        [](gpointer data) { delete static_cast<ClockWatch*>(data); });
  g_source_attach(source, nullptr);
  return owned(source);
}

}  // namespace rotonde
