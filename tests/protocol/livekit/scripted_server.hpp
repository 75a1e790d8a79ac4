// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/livekit/wire.hpp"

#include <libsoup/soup.h>

#include <functional>
#include <string>
#include <vector>

namespace rotonde::test {

/// A LiveKit signalling server on a loopback port that does what the test's script says: it can also do what no real
/// one would. One client at a time; main loop (the default context).
class ScriptedServer {
 public:
  ScriptedServer();
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  std::string url() const;

  /// Answers upgrades with this HTTP status instead.
  void refuseWith(unsigned status) { refusal_ = status; }
  /// Takes the upgrade's request and never answers.
  void stallUpgrades() { stall_ = true; }
  /// Runs when a client's WebSocket is open; its join request is in join().
  void onOpen(std::function<void()> script) { opened_ = std::move(script); }
  void onRequest(std::function<void(const ::livekit::SignalRequest&)> script) { requested_ = std::move(script); }

  void send(const ::livekit::SignalResponse& response);
  void sendBytes(const std::string& bytes);
  void sendText(const std::string& text);
  /// The closing handshake with this code.
  void close(unsigned short code = SOUP_WEBSOCKET_CLOSE_NORMAL);
  /// Ends our direction of the TCP connection, without any handshake, and still reads.
  void shutWriting();

  const ::livekit::JoinRequest& join() const { return join_; }
  const std::string& authorization() const { return authorization_; }
  const std::string& path() const { return path_; }
  const std::vector<::livekit::SignalRequest>& requests() const { return requests_; }
  bool clientGone() const { return gone_; }

 private:
  static void early(SoupServer* server, SoupServerMessage* message, const char* path, GHashTable* query,
                    gpointer self) noexcept;
  static void opened(SoupServer* server, SoupServerMessage* message, const char* path,
                     SoupWebsocketConnection* connection, gpointer self) noexcept;
  static void received(SoupWebsocketConnection* connection, int type, GBytes* message, gpointer self) noexcept;
  static void closed(SoupWebsocketConnection* connection, gpointer self) noexcept;

  SoupServer* server_;
  SoupServerMessage* stalled_ = nullptr;
  SoupWebsocketConnection* connection_ = nullptr;
  unsigned refusal_ = 0;
  bool stall_ = false;
  bool gone_ = false;
  std::function<void()> opened_;
  std::function<void(const ::livekit::SignalRequest&)> requested_;
  ::livekit::JoinRequest join_;
  std::string authorization_;
  std::string path_;
  std::vector<::livekit::SignalRequest> requests_;
};

}  // namespace rotonde::test
