// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/livekit/signal_client.hpp"

#include "firmware/base/log.hpp"

#include <algorithm>
#include <format>

namespace rotonde::livekit {
namespace {

/// So many unreadable frames in a row are no accident: the other side does not speak LiveKit.
constexpr int kMostUnreadable = 16;

}  // namespace

SignalClient::SignalClient(Runtime& runtime, net::WebSocketFactory& sockets, Listener& listener)
    : runtime_(runtime), sockets_(sockets), listener_(listener) {}

void SignalClient::connect(const Secret& url, const Secret& token) {
  socket_ = sockets_.connect(url, {{"Authorization", "Bearer " + token.reveal()}}, *this);
}

void SignalClient::send(const wire::SignalRequest& request) {
  if (over_ || !socket_) return;
  const std::string bytes = request.SerializeAsString();
  socket_->send(std::as_bytes(std::span(bytes)));
}

void SignalClient::keepAlive(milliseconds interval, milliseconds timeout) {
  if (over_) return;
  pingInterval_ = interval;
  pingTimeout_ = timeout;
  if (interval <= milliseconds(0)) return;
  ping();
  watchSilence();
}

void SignalClient::close() {
  over_ = true;
  pingTimer_.reset();
  silenceTimer_.reset();
  if (socket_) socket_->close();
}

void SignalClient::webSocketOpened() {
  if (!over_) listener_.signalOpened();
}

void SignalClient::webSocketMessage(std::span<const std::byte> message) {
  if (over_) return;
  watchSilence();
  wire::SignalResponse response;
  if (!response.ParseFromArray(message.data(), static_cast<int>(message.size()))) {
    // One line for a row of them.
    if (unreadable_ == 0) log::warning("livekit", "a frame of {} bytes is not readable: ignored", message.size());
    if (++unreadable_ >= kMostUnreadable) lost("the server's frames are not LiveKit's");
    return;
  }
  unreadable_ = 0;
  if (response.has_pong_resp()) {
    const auto now = runtime_.wall().time_since_epoch().count();
    roundTrip_ = milliseconds(std::max<std::int64_t>(0, now - response.pong_resp().last_ping_timestamp()));
    return;
  }
  if (response.message_case() == wire::SignalResponse::MESSAGE_NOT_SET || response.has_pong()) return;
  listener_.signalReceived(response);
}

void SignalClient::webSocketFailed(const net::WebSocket::Failure& failure) {
  if (over_) return;
  over_ = true;
  listener_.signalRefused(failure);
}

void SignalClient::webSocketClosed(int code, const std::string& reason) {
  lost(std::format("the server closed the signalling connection ({}{}{})", code, reason.empty() ? "" : ": ", reason));
}

void SignalClient::ping() {
  // Old servers answer the number only, new ones the message: send both (livekit's SDKs do).
  const auto now = runtime_.wall().time_since_epoch().count();
  wire::SignalRequest number;
  number.set_ping(now);
  send(number);
  wire::SignalRequest message;
  message.mutable_ping_req()->set_timestamp(now);
  message.mutable_ping_req()->set_rtt(roundTrip_.count());
  send(message);
  pingTimer_ = runtime_.after(pingInterval_, [this] { ping(); });
}

void SignalClient::watchSilence() {
  if (pingInterval_ <= milliseconds(0) || pingTimeout_ <= milliseconds(0)) return;
  silenceTimer_ = runtime_.after(
      pingTimeout_, [this] { lost(std::format("nothing came from the server for {} ms", pingTimeout_.count())); });
}

void SignalClient::lost(const std::string& why) {
  if (over_) return;
  close();
  listener_.signalLost(why);
}

}  // namespace rotonde::livekit
