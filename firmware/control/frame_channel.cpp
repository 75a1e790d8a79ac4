// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/control/frame_channel.hpp"

#include <array>

namespace rotonde::control {

namespace {

/// One turn of the loop reads at most this much of one client, so that none holds up the others.
constexpr std::size_t kReadSize = std::size_t{64} * 1024;

GIOCondition conditions(int bits) {
  // GLib's flags are an enum, their sums are none of its values.
  return static_cast<GIOCondition>(bits);  // NOLINT(clang-analyzer-optin.core.EnumCastOutOfRange)
}

struct Watch {
  FrameChannel* channel;
  bool (FrameChannel::*handler)();
};

struct ErrorHolder {
  GError* error = nullptr;
  ~ErrorHolder() { g_clear_error(&error); }
  bool wouldBlock() const { return g_error_matches(error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK); }
};

}  // namespace

FrameChannel::FrameChannel(GSocket* socket, Listener& listener)
    : socket_(static_cast<GSocket*>(g_object_ref(socket))), listener_(listener) {
  g_socket_set_blocking(socket_, FALSE);
  reading_ = whenever(G_IO_IN, &FrameChannel::receive);
}

FrameChannel::~FrameChannel() {
  reading_.reset();
  writing_.reset();
  hangUp_.reset();
  g_socket_close(socket_, nullptr);
  g_object_unref(socket_);
}

Handle FrameChannel::whenever(int condition, bool (FrameChannel::*handler)()) {
  GSource* source = g_socket_create_source(socket_, conditions(condition), nullptr);
  const GSocketSourceFunc call = [](GSocket*, GIOCondition, gpointer data) noexcept -> gboolean {
    const Watch watch = *static_cast<Watch*>(data);
    return (watch.channel->*watch.handler)() ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
  };
  g_source_set_callback(source, reinterpret_cast<GSourceFunc>(reinterpret_cast<void (*)()>(call)),
                        new Watch{this, handler}, [](gpointer data) { delete static_cast<Watch*>(data); });
  g_source_attach(source, nullptr);
  return Handle([source] {
    g_source_destroy(source);
    g_source_unref(source);
  });
}

bool FrameChannel::receive() {
  std::array<char, kReadSize> buffer;
  ErrorHolder failure;
  const gssize size = g_socket_receive(socket_, buffer.data(), buffer.size(), nullptr, &failure.error);
  if (size < 0) {
    if (!failure.wouldBlock()) broken();
    return !broken_;
  }
  if (size == 0) {
    reading_.reset();
    // Closed on both sides shows as a hang-up; a client that only ended its requests still gets its answers.
    hangUp_ = whenever(G_IO_HUP | G_IO_ERR, &FrameChannel::flush);
    listener_.onEnd("");
    return false;
  }
  reader_.append({buffer.data(), static_cast<std::size_t>(size)});
  while (reading_ && !broken_) {
    auto body = reader_.next();
    if (!body) {
      reading_.reset();
      listener_.onEnd(body.error().message);
      return false;
    }
    const std::optional<std::string>& whole = *body;
    if (!whole) break;
    listener_.onFrame(*whole);
  }
  return static_cast<bool>(reading_);
}

void FrameChannel::send(std::string_view body) {
  if (broken_) return;
  queue_.push_back(frame(body));
  queued_ += queue_.back().size();
  if (!writing_) writing_ = whenever(G_IO_OUT, &FrameChannel::flush);
}

bool FrameChannel::flush() {
  if (g_socket_condition_check(socket_, conditions(G_IO_HUP | G_IO_ERR)) != 0) {
    broken();
    return false;
  }
  while (!queue_.empty()) {
    const std::string& first = queue_.front();
    ErrorHolder failure;
    const gssize sent =
        g_socket_send(socket_, first.data() + sentOfFirst_, first.size() - sentOfFirst_, nullptr, &failure.error);
    if (sent < 0) {
      if (failure.wouldBlock()) return true;
      broken();
      return false;
    }
    sentOfFirst_ += static_cast<std::size_t>(sent);
    if (sentOfFirst_ < first.size()) return true;
    queued_ -= first.size();
    sentOfFirst_ = 0;
    queue_.pop_front();
  }
  writing_.reset();
  listener_.onDrained();
  return false;
}

void FrameChannel::broken() {
  if (std::exchange(broken_, true)) return;
  reading_.reset();
  writing_.reset();
  hangUp_.reset();
  queue_.clear();
  queued_ = 0;
  listener_.onBroken();
}

}  // namespace rotonde::control
