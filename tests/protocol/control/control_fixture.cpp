// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/protocol/control/control_fixture.hpp"

#include "tests/support/run_until.hpp"

#include <glib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

namespace rotonde::control {

using test::runUntil;

TestClient::TestClient(const std::string& socket) : fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  socket.copy(static_cast<char*>(address.sun_path), sizeof address.sun_path - 1);
  if (connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    ADD_FAILURE() << "cannot connect to " << socket;
}
TestClient::~TestClient() { close(fd_); }

std::size_t TestClient::sendBytes(const std::string& bytes) const {
  const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  return sent < 0 ? 0 : static_cast<std::size_t>(sent);
}
void TestClient::send(const v1::Request& request) const {
  const std::string bytes = frame(request.SerializeAsString());
  EXPECT_EQ(sendBytes(bytes), bytes.size());
}
void TestClient::finishSending() const { shutdown(fd_, SHUT_WR); }

void TestClient::poll() {
  std::string buffer(256 * 1024, '\0');
  while (true) {
    const ssize_t size = recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (size == 0 || (size < 0 && errno != EAGAIN)) closed = true;
    if (size <= 0) break;
    reader_.append({buffer.data(), static_cast<std::size_t>(size)});
  }
  while (auto body = reader_.next().value_or(std::nullopt)) {
    v1::Reply reply;
    ASSERT_TRUE(reply.ParseFromString(*body));
    replies.push_back(std::move(reply));
  }
}

Result<void> FakeConfiguration::set(const std::string& path, const std::string& toml, const std::string& origin) {
  if (toml == "bad") return askHuman(path + " is bad; write a good one");
  (*tree.mutable_settings())[path].set_value(toml);
  lastOrigin = origin;
  return {};
}

FakeCommand::FakeCommand(const std::string& name, v1::Role role, Action action) : action_(std::move(action)) {
  description_.set_name(name);
  description_.set_role(role);
}
void FakeCommand::run(const Caller& caller, const std::map<std::string, std::string>&,
                      std::function<void(CommandReply)> done) {
  action_(caller, std::move(done));
}

ControlFixture::ControlFixture() { listen(); }

void ControlFixture::listen() {
  server_.reset();
  auto server =
      ControlServer::listen({loop_, status_, commands_, configuration_},
                            {.socket = socket_, .productVersion = "0.1", .roleOf = [this](uid_t) { return role_; }});
  ASSERT_TRUE(server) << server.error().message;
  server_ = std::move(*server);
}

std::unique_ptr<TestClient> ControlFixture::client(const std::string& name) {
  auto client = rawClient();
  EXPECT_TRUE(ask(*client, helloRequest(name)).result().has_welcome());
  return client;
}

v1::Reply ControlFixture::next(TestClient& client) {
  // A timer wakes the loop: the client's socket is no source of it.
  const auto come = [&client] {
    client.poll();
    return !client.replies.empty() || client.closed;
  };
  std::function<void()> tick;
  Handle ticking;
  tick = [&] { ticking = loop_.after(milliseconds(1), tick); };
  tick();
  runUntil(loop_, come);
  if (client.replies.empty()) {
    ADD_FAILURE() << "the connection was closed";
    return {};
  }
  v1::Reply reply = std::move(client.replies.front());
  client.replies.pop_front();
  return reply;
}

bool ControlFixture::untilClosed(TestClient& client) {
  std::function<void()> tick;
  Handle ticking;
  tick = [&] { ticking = loop_.after(milliseconds(1), tick); };
  tick();
  return runUntil(loop_, [&client] {
    client.poll();
    return client.closed;
  });
}

v1::Reply ControlFixture::ask(TestClient& client, const v1::Request& request) {
  client.send(request);
  return next(client);
}

void ControlFixture::title(const std::string& title) {
  status_.update("test", [&title](v1::Status& status) { status.mutable_meeting()->set_title(title); });
}

v1::Request helloRequest(const std::string& name, const std::string& version) {
  v1::Request request;
  request.set_id(1);
  request.mutable_hello()->set_client(name);
  request.mutable_hello()->set_api_version(version);
  return request;
}
v1::Request getRequest(v1::Get::Tree tree, const std::string& path) {
  v1::Request request;
  request.set_id(2);
  request.mutable_get()->set_tree(tree);
  request.mutable_get()->set_path(path);
  return request;
}
v1::Request setRequest(const std::string& path, const std::string& value) {
  v1::Request request;
  request.set_id(3);
  request.mutable_set()->set_path(path);
  request.mutable_set()->set_value(value);
  return request;
}
v1::Request commandRequest(const std::string& name, const std::map<std::string, std::string>& arguments) {
  v1::Request request;
  request.set_id(4);
  request.mutable_command()->set_name(name);
  request.mutable_command()->mutable_arguments()->insert(arguments.begin(), arguments.end());
  return request;
}
v1::Request subscribeRequest(const std::vector<std::string>& paths, std::uint64_t resumeFrom,
                             const std::string& instance) {
  v1::Request request;
  request.set_id(5);
  for (const std::string& path : paths) request.mutable_subscribe()->add_paths(path);
  request.mutable_subscribe()->set_resume_from(resumeFrom);
  request.mutable_subscribe()->set_instance(instance);
  return request;
}

}  // namespace rotonde::control
