// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/secret.hpp"

#include <string>

namespace rotonde::net {

/// How the room reaches the network. The same for HTTP and WebSockets.
struct NetSettings {
  Secret proxy;        ///< http://[user:password@]host:port; empty: direct. Loopback never goes through it.
  std::string caFile;  ///< PEM file of an additional certificate authority; empty: the system's only.
  std::string userAgent = "Rotonde";
  friend bool operator==(const NetSettings&, const NetSettings&) = default;
};

}  // namespace rotonde::net
