// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/control/control_server.hpp"
#include "firmware/control/frame_channel.hpp"
#include "firmware/control/roles.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace rotonde::control {

/// One client of the ControlServer: from its hello to its end. Main loop.
class ControlSession : private FrameChannel::Listener {
 public:
  struct Identity {
    std::uint64_t number = 0;
    v1::Role role = v1::ROLE_PANEL;
    std::string instance;  ///< of the service (Welcome.instance)
    std::string productVersion;
  };

  /// `ended` is called once, never inside the constructor, when the session is over and may be destroyed (later, not
  /// inside the call).
  ControlSession(const ControlServer::Ports& ports, GSocket* socket, Identity identity, std::function<void()> ended);
  ~ControlSession() override;

  /// A delta of the status for this client, if it has subscribed to it.
  void tell(const v1::Event& delta);
  /// Says why the client is not served, then ends.
  void turnAway(v1::Error::Kind kind, const std::string& message);

 private:
  void onFrame(const std::string& body) override;
  void onEnd(const std::string& error) override;
  void onDrained() override;
  void onBroken() override { end(); }

  void answer(const v1::Request& request);
  void answerHello(const v1::Request& request);
  void answerGet(const v1::Request& request);
  void answerSet(const v1::Request& request);
  void answerCommand(const v1::Request& request);
  void answerSubscribe(const v1::Request& request);
  void getStatus(const v1::Request& request);
  void getConfiguration(const v1::Request& request);
  void finishCommand(std::uint64_t id, CommandReply reply);
  /// Adds the paths to the view; false: an error was sent.
  bool subscribeTo(const v1::Request& request);
  void replay(const v1::Subscribe& subscribe, std::uint64_t id);

  void send(std::uint64_t id, v1::Reply reply);
  void sendError(std::uint64_t id, v1::Error::Kind kind, const std::string& message, std::int32_t retryAfterMs = 0);
  void sendEvent(const v1::Event& event);
  void sendData(std::uint64_t id, const std::string& data);
  void endIfServed();
  void end();

  // Given.
  ControlServer::Ports ports_;
  Identity identity_;
  std::function<void()> ended_;
  // Owned.
  FrameChannel channel_;
  Handle helloTimer_;
  View view_;
  std::string origin_;          ///< Empty until hello.
  std::size_t running_ = 0;     ///< Commands without an answer yet.
  std::size_t bulk_ = 0;        ///< Queued bytes of a command's data, which kMostQueued does not count.
  bool requestsEnded_ = false;  ///< The client sends no more.
  bool turnedAway_ = false;
  bool over_ = false;
  std::shared_ptr<ControlSession*> self_ = std::make_shared<ControlSession*>(this);  ///< Seen weakly by commands.
};

}  // namespace rotonde::control
