// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/net/settings.hpp"
#include "firmware/net/websocket.hpp"

#include <memory>

namespace rotonde::net {

class Session;

/// WebSocketFactory by libsoup. Main loop; must outlive no WebSocket that it made.
class SoupWebSocketFactory : public WebSocketFactory {
 public:
  /// AskHuman when `settings` cannot be used. Reads the CA file: at start or when the settings change.
  static Result<std::unique_ptr<SoupWebSocketFactory>> create(const NetSettings& settings, Runtime& runtime);
  ~SoupWebSocketFactory() override;

  /// For what is connected from now on. With settings that cannot be used all stays as it was.
  Result<void> configure(const NetSettings& settings);

  std::unique_ptr<WebSocket> connect(const Secret& url, const Headers& headers, WebSocket::Listener& listener) override;

 private:
  SoupWebSocketFactory(std::shared_ptr<Session> session, Runtime& runtime);

  // Given.
  Runtime& runtime_;
  // Owned together with the sockets made here: they may live longer than the factory.
  std::shared_ptr<Session> session_;
};

}  // namespace rotonde::net
