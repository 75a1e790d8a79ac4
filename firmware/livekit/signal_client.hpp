// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/runtime.hpp"
#include "firmware/base/secret.hpp"
#include "firmware/livekit/wire.hpp"
#include "firmware/net/websocket.hpp"

#include <memory>
#include <span>
#include <string>

namespace rotonde::livekit {

/// The signalling connection of one session: one SignalRequest or SignalResponse in each binary frame. It keeps the
/// connection alive, notices its death, and skips what it cannot read. Main loop.
class SignalClient : private net::WebSocket::Listener {
 public:
  /// None of these may destroy the client.
  class Listener {
   public:
    virtual ~Listener() = default;
    virtual void signalOpened() = 0;
    virtual void signalReceived(const wire::SignalResponse& response) = 0;
    /// The upgrade was refused or did not happen; nothing follows.
    virtual void signalRefused(const net::WebSocket::Failure& failure) = 0;
    /// The open connection is gone or dead; nothing follows.
    virtual void signalLost(const std::string& why) = 0;
  };

  SignalClient(Runtime& runtime, net::WebSocketFactory& sockets, Listener& listener);

  /// `url` from joinUrl(). The token travels in the Authorization header, where proxies do not log it.
  void connect(const Secret& url, const Secret& token);
  void send(const wire::SignalRequest& request);
  /// Begins to ping every `interval` (0: never); the connection counts as lost when nothing comes for `timeout`.
  void keepAlive(milliseconds interval, milliseconds timeout);
  /// Closes; no callback follows.
  void close();

  /// Last round trip that a pong measured.
  milliseconds roundTrip() const { return roundTrip_; }

 private:
  void webSocketOpened() override;
  void webSocketMessage(std::span<const std::byte> message) override;
  void webSocketFailed(const net::WebSocket::Failure& failure) override;
  void webSocketClosed(int code, const std::string& reason) override;

  void ping();
  void watchSilence();
  void lost(const std::string& why);

  // given
  Runtime& runtime_;
  net::WebSocketFactory& sockets_;
  Listener& listener_;
  // owned
  std::unique_ptr<net::WebSocket> socket_;
  bool over_ = false;
  int unreadable_ = 0;  ///< Frames in a row.
  milliseconds pingInterval_{0};
  milliseconds pingTimeout_{0};
  milliseconds roundTrip_{0};
  Handle pingTimer_;
  Handle silenceTimer_;
};

}  // namespace rotonde::livekit
