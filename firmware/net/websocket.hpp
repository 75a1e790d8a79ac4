// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/runtime.hpp"
#include "firmware/base/secret.hpp"
#include "firmware/net/http_client.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace rotonde::net {

/// One WebSocket connection (RFC 6455), binary messages. Destroying it closes the connection and ends all callbacks.
/// Main loop.
class WebSocket {
 public:
  /// What went wrong before or after the upgrade. `httpStatus` is 0 when no HTTP answer came.
  struct Failure {
    int httpStatus = 0;
    std::string message;
    milliseconds retryAfter{0};
  };

  /// The listener may destroy the WebSocket from inside any of these.
  class Listener {
   public:
    virtual ~Listener() = default;
    virtual void webSocketOpened() = 0;
    virtual void webSocketMessage(std::span<const std::byte> message) = 0;
    /// The upgrade failed; nothing follows.
    virtual void webSocketFailed(const Failure& failure) = 0;
    /// The open connection ended, by whichever side; nothing follows.
    virtual void webSocketClosed(int code, const std::string& reason) = 0;
  };

  virtual ~WebSocket() = default;
  /// Queues one binary message. Ignored before webSocketOpened and after the end.
  virtual void send(std::span<const std::byte> message) = 0;
  /// Starts the closing handshake (code 1000).
  virtual void close() = 0;
};

class WebSocketFactory {
 public:
  virtual ~WebSocketFactory() = default;
  /// `url` is ws:// or wss://; ws:// for loopback addresses only. Incoming messages up to 4 MiB.
  virtual std::unique_ptr<WebSocket> connect(const Secret& url, const Headers& headers,
                                             WebSocket::Listener& listener) = 0;
};

}  // namespace rotonde::net
