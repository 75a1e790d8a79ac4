// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/handle.hpp"
#include "firmware/base/result.hpp"
#include "firmware/base/runtime.hpp"
#include "firmware/base/secret.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace rotonde::net {

/// Names are compared without case.
using Headers = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method = "GET";
  Secret url;  ///< Feed URLs and slugs are secrets, so every URL is treated as one.
  Headers headers;
  std::string body;
  std::string contentType;               ///< Sent with the body when not empty.
  std::size_t maxBodyBytes = 1U << 20U;  ///< A larger answer (after decompression) is an error.
  milliseconds connectTimeout{10'000};
  milliseconds timeout{60'000};  ///< For the whole exchange.
  bool followRedirects = false;  ///< At most 5, and never from https to http.
  bool repeatable =
      false;  ///< A POST that may go over a connection that is open already, and again if that one breaks.
};

struct HttpResponse {
  int status = 0;
  Headers headers;
  std::string body;

  /// First header of that name, without regard to case.
  std::optional<std::string> header(std::string_view name) const;
};

/// HTTP/1.1 and TLS for the whole firmware (libsoup behind it). Main loop.
class HttpClient {
 public:
  virtual ~HttpClient() = default;
  /// Calls `done` exactly once, later, unless the handle dies first. Every HTTP status is a response; an error means
  /// that there was none: TryLater for DNS, connection, TLS and time-outs; Refused for a URL, redirect or body size
  /// that the rules forbid. `http://` is accepted for loopback addresses only.
  virtual Handle send(HttpRequest request, std::function<void(Result<HttpResponse>)> done) = 0;
};

}  // namespace rotonde::net
