// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"
#include "firmware/base/runtime.hpp"
#include "firmware/control/commands.hpp"
#include "firmware/control/configuration_port.hpp"
#include "firmware/control/status_store.hpp"

#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>

namespace rotonde::control {

/// Limits of the control socket (docs/control.md).
inline constexpr std::size_t kMostClients = 32;
inline constexpr std::size_t kMostSubscriptions = 64;  ///< paths of one client
inline constexpr std::size_t kMostRequests = 32;       ///< unanswered commands of one client
inline constexpr std::size_t kMostQueued = 4 << 20;    ///< bytes of events and answers that a client has not read
inline constexpr std::size_t kLargestData = 32 << 20;  ///< bytes of one command's data
inline constexpr std::chrono::seconds kHelloWithin{10};

/// Serves control.proto on a Unix socket. Main loop; nothing blocks.
class ControlServer {
 public:
  struct Ports {
    Runtime& runtime;
    StatusStore& status;
    Commands& commands;
    ConfigurationPort& configuration;
  };
  struct Options {
    std::string socket;  ///< Absolute path of at most 107 bytes, in a folder that exists.
    std::string productVersion;
    /// Role of a local user; unset: ROLE_ADMIN for root and our own user, ROLE_PANEL for all others who can open the
    /// socket (mode 0660: our group).
    std::function<v1::Role(uid_t)> roleOf;
  };

  /// Listens from now on. A socket file that nobody serves any more is replaced. The ports outlive the server.
  /// AskHuman: the path cannot be used, the message says why.
  static Result<std::unique_ptr<ControlServer>> listen(const Ports& ports, Options options);
  /// Disconnects everybody and removes the socket file.
  ~ControlServer();
  ControlServer(const ControlServer&) = delete;
  ControlServer& operator=(const ControlServer&) = delete;

  std::size_t clients() const;

 private:
  struct Impl;
  explicit ControlServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace rotonde::control
