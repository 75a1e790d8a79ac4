// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/main_loop.hpp"
#include "firmware/control/control_server.hpp"
#include "firmware/control/frame.hpp"
#include "tests/support/temporary_folder.hpp"

#include <gmock/gmock.h>

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace rotonde::control {

/// A client that speaks bytes: it can be as rude as a test needs. Never blocks the loop that the server runs on.
class TestClient {
 public:
  explicit TestClient(const std::string& socket);
  ~TestClient();
  TestClient(const TestClient&) = delete;
  TestClient& operator=(const TestClient&) = delete;

  /// Returns how many bytes the socket took.
  std::size_t sendBytes(const std::string& bytes) const;
  void send(const v1::Request& request) const;
  void finishSending() const;
  /// Reads what has come; frames go to `replies`.
  void poll();

  std::deque<v1::Reply> replies;
  bool closed = false;

 private:
  int fd_ = -1;
  FrameReader reader_;
};

class FakeConfiguration : public ConfigurationPort {
 public:
  v1::Configuration configuration() const override { return tree; }
  Result<void> set(const std::string& path, const std::string& toml, const std::string& origin) override;

  v1::Configuration tree;
  std::string lastOrigin;
};

class FakeCommand : public Command {
 public:
  using Action = std::function<void(const Caller&, std::function<void(CommandReply)>)>;
  FakeCommand(const std::string& name, v1::Role role, Action action);
  v1::CommandDescription description() const override { return description_; }
  void run(const Caller& caller, const std::map<std::string, std::string>& arguments,
           std::function<void(CommandReply)> done) override;

 private:
  v1::CommandDescription description_;
  Action action_;
};

/// The real server on a real socket, with clients on the same loop.
class ControlFixture : public testing::Test {
 protected:
  ControlFixture();
  void listen();
  /// Connected, and welcomed.
  std::unique_ptr<TestClient> client(const std::string& name = "test");
  std::unique_ptr<TestClient> rawClient() const { return std::make_unique<TestClient>(socket_); }
  /// The next reply; fails the test when none comes.
  v1::Reply next(TestClient& client);
  bool untilClosed(TestClient& client);
  v1::Reply ask(TestClient& client, const v1::Request& request);
  void title(const std::string& title);

  test::TemporaryFolder folder_;
  std::string socket_ = folder_.path() / "control.sock";
  MainLoop loop_;
  StatusStore status_;
  Commands commands_;
  FakeConfiguration configuration_;
  v1::Role role_ = v1::ROLE_ADMIN;  ///< of clients that connect from now on
  std::unique_ptr<ControlServer> server_;
};

v1::Request helloRequest(const std::string& name, const std::string& version = "1.0");
v1::Request getRequest(v1::Get::Tree tree, const std::string& path = {});
v1::Request setRequest(const std::string& path, const std::string& value);
v1::Request commandRequest(const std::string& name, const std::map<std::string, std::string>& arguments = {});
v1::Request subscribeRequest(const std::vector<std::string>& paths, std::uint64_t resumeFrom = 0,
                             const std::string& instance = {});

}  // namespace rotonde::control
