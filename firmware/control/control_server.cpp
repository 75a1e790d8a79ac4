// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/control/control_server.hpp"

#include "firmware/base/log.hpp"
#include "firmware/control/control_session.hpp"

#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <format>
#include <map>
#include <random>
#include <utility>

namespace rotonde::control {

namespace {

constexpr std::size_t kLongestPath = sizeof(sockaddr_un::sun_path) - 1;
constexpr mode_t kMode = 0660;
constexpr int kBacklog = 32;
/// Pause after the system refused to accept (no file descriptors left, for instance).
constexpr std::chrono::seconds kAcceptAgain{1};

struct Unref {
  void operator()(gpointer object) const { g_object_unref(object); }
};
using Socket = std::unique_ptr<GSocket, Unref>;
using Address = std::unique_ptr<GSocketAddress, Unref>;

/// Takes over the error.
std::string textOf(GError* error) {
  std::string text = error ? error->message : "unknown error";
  g_clear_error(&error);
  return text;
}

Result<Socket> newSocket() {
  GError* error = nullptr;
  Socket socket(g_socket_new(G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, &error));
  if (!socket) return tryLater("the control socket cannot be made: " + textOf(error));
  return socket;
}

bool isServed(GSocketAddress* address) {
  const auto probe = newSocket();
  return probe && g_socket_connect(probe->get(), address, nullptr, nullptr);
}

/// Removes the file that a service which is gone has left.
Result<void> clearStale(const std::string& path, GSocketAddress* address) {
  struct stat found = {};
  if (lstat(path.c_str(), &found) != 0) return {};
  if (!S_ISSOCK(found.st_mode))
    return askHuman(
        std::format("{} exists and is no socket; move it away or set control.socket to another path", path));
  if (isServed(address))
    return askHuman(
        std::format("another service already serves {}; stop it or set control.socket to another path", path));
  if (unlink(path.c_str()) != 0)
    return askHuman(std::format("the old socket {} cannot be removed: {}", path, std::strerror(errno)));
  return {};
}

Result<Socket> bindTo(const std::string& path) {
  if (path.empty() || path.front() != '/' || path.size() > kLongestPath)
    return askHuman(std::format("control.socket must be an absolute path of at most {} bytes; {} has {}", kLongestPath,
                                path.empty() ? "the empty one" : path, path.size()));
  const Address address(g_unix_socket_address_new(path.c_str()));
  if (auto cleared = clearStale(path, address.get()); !cleared) return std::unexpected(cleared.error());
  auto socket = newSocket();
  if (!socket) return socket;
  GError* error = nullptr;
  if (!g_socket_bind(socket->get(), address.get(), FALSE, &error))
    return askHuman(std::format("the control socket {} cannot be made: {}; its folder must exist and be ours to write",
                                path, textOf(error)));
  // Before listen(): nobody can connect while the mode is still the process's default.
  if (chmod(path.c_str(), kMode) != 0)
    return askHuman(std::format("the mode of {} cannot be set: {}", path, std::strerror(errno)));
  g_socket_set_listen_backlog(socket->get(), kBacklog);
  if (!g_socket_listen(socket->get(), &error))
    return askHuman(std::format("{} cannot be listened on: {}", path, textOf(error)));
  g_socket_set_blocking(socket->get(), FALSE);
  return socket;
}

v1::Role defaultRole(uid_t user) { return user == 0 || user == geteuid() ? v1::ROLE_ADMIN : v1::ROLE_PANEL; }

std::string newInstance() {
  std::random_device random;
  return std::format("{:08x}{:08x}", random(), random());
}

}  // namespace

struct ControlServer::Impl {
  Impl(const Ports& givenPorts, Options givenOptions, Socket givenSocket)
      : ports(givenPorts), options(std::move(givenOptions)), socket(std::move(givenSocket)) {
    if (!options.roleOf) options.roleOf = defaultRole;
    acceptWhenever();
    watch = ports.status.watch([this](const v1::Event& delta) {
      for (const auto& [number, session] : sessions) session->tell(delta);
    });
  }
  ~Impl() {
    sessions.clear();
    unlink(options.socket.c_str());
  }

  void acceptWhenever() {
    GSource* source = g_socket_create_source(socket.get(), G_IO_IN, nullptr);
    const GSocketSourceFunc call = [](GSocket*, GIOCondition, gpointer impl) noexcept -> gboolean {
      return static_cast<Impl*>(impl)->accept() ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
    };
    g_source_set_callback(source, reinterpret_cast<GSourceFunc>(reinterpret_cast<void (*)()>(call)), this, nullptr);
    g_source_attach(source, nullptr);
    accepting = Handle([source] {
      g_source_destroy(source);
      g_source_unref(source);
    });
  }

  bool accept() {
    GError* error = nullptr;
    const Socket client(g_socket_accept(socket.get(), nullptr, &error));
    if (client) {
      admit(client.get());
      return true;
    }
    const bool later = g_error_matches(error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
    const std::string text = textOf(error);
    if (later) return true;
    log::error("control", "no client can be accepted: {}", text);
    acceptAgain = ports.runtime.after(kAcceptAgain, [this] { acceptWhenever(); });
    return false;
  }

  v1::Role roleOf(GSocket* client) const {
    const std::unique_ptr<GCredentials, Unref> credentials(g_socket_get_credentials(client, nullptr));
    const uid_t user = credentials ? g_credentials_get_unix_user(credentials.get(), nullptr) : static_cast<uid_t>(-1);
    return user == static_cast<uid_t>(-1) ? v1::ROLE_GUEST : options.roleOf(user);
  }

  void admit(GSocket* client) {
    // Those that are being turned away count too; a flood of them is not even told why.
    if (sessions.size() >= 2 * kMostClients) {
      g_socket_close(client, nullptr);
      return;
    }
    const bool full = sessions.size() >= kMostClients;
    const std::uint64_t number = ++lastNumber;
    auto session = std::make_unique<ControlSession>(
        ports, client, ControlSession::Identity{number, roleOf(client), instance, options.productVersion},
        [this, number] { end(number); });
    ControlSession& admitted = *sessions.emplace(number, std::move(session)).first->second;
    if (full) admitted.turnAway(v1::Error::LIMIT, std::format("{} clients are connected already", kMostClients));
  }

  /// Later, since the session is still at work when it says that it ends.
  void end(std::uint64_t number) {
    ports.runtime.post([weak = std::weak_ptr(self), number] {
      if (const auto impl = weak.lock()) (*impl)->sessions.erase(number);
    });
  }

  Ports ports;
  Options options;
  Socket socket;
  std::string instance = newInstance();
  std::uint64_t lastNumber = 0;
  std::map<std::uint64_t, std::unique_ptr<ControlSession>> sessions;
  Handle accepting;
  Handle acceptAgain;
  Handle watch;
  std::shared_ptr<Impl*> self = std::make_shared<Impl*>(this);  ///< Seen weakly by what is posted.
};

ControlServer::ControlServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ControlServer::~ControlServer() = default;

Result<std::unique_ptr<ControlServer>> ControlServer::listen(const Ports& ports, Options options) {
  auto socket = bindTo(options.socket);
  if (!socket) return std::unexpected(socket.error());
  log::info("control", "serving {}", options.socket);
  return std::unique_ptr<ControlServer>(
      new ControlServer(std::make_unique<Impl>(ports, std::move(options), std::move(*socket))));
}

std::size_t ControlServer::clients() const { return impl_->sessions.size(); }

}  // namespace rotonde::control
