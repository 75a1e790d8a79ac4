// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/net/websocket.hpp"

#include <memory>
#include <string>
#include <vector>

namespace rotonde::test {

/// Plays the network for a SignalClient: the test is the server. Keeps what was asked and sent on each connection.
class FakeWebSockets : public net::WebSocketFactory {
 public:
  struct Connection {
    std::string url;
    net::Headers headers;
    std::vector<std::string> sent;
    bool closed = false;  ///< close() was called.
    bool alive = true;    ///< The WebSocket exists.
    net::WebSocket::Listener* listener = nullptr;

    void open() { listener->webSocketOpened(); }
    void message(const std::string& bytes) { listener->webSocketMessage(std::as_bytes(std::span(bytes))); }
    void fail(int status, const std::string& text = "refused", milliseconds retryAfter = milliseconds(0)) {
      listener->webSocketFailed({status, text, retryAfter});
    }
    void drop(int code = 1000, const std::string& reason = "") { listener->webSocketClosed(code, reason); }
  };

  std::unique_ptr<net::WebSocket> connect(const Secret& url, const net::Headers& headers,
                                          net::WebSocket::Listener& listener) override {
    auto connection = std::make_shared<Connection>();
    connection->url = url.reveal();
    connection->headers = headers;
    connection->listener = &listener;
    connections.push_back(connection);
    return std::make_unique<Socket>(connection);
  }

  Connection& last() { return *connections.back(); }
  /// How many exist now.
  int alive() const {
    int count = 0;
    for (const auto& connection : connections) count += connection->alive ? 1 : 0;
    return count;
  }

  // Shared by the test and the socket that the code under test owns.
  std::vector<std::shared_ptr<Connection>> connections;

 private:
  class Socket : public net::WebSocket {
   public:
    explicit Socket(std::shared_ptr<Connection> connection) : connection_(std::move(connection)) {}
    ~Socket() override { connection_->alive = false; }
    void send(std::span<const std::byte> message) override {
      connection_->sent.emplace_back(reinterpret_cast<const char*>(message.data()), message.size());
    }
    void close() override { connection_->closed = true; }

   private:
    std::shared_ptr<Connection> connection_;
  };
};

}  // namespace rotonde::test
