// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/secret.hpp"
#include "firmware/net/http_client.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rotonde::net {

/// One challenge of a WWW-Authenticate header (RFC 9110 §11.6.1). Names are lower case.
struct HttpChallenge {
  std::string scheme;
  std::vector<std::pair<std::string, std::string>> parameters;

  /// Value of a (lower-case) parameter; empty when absent.
  std::string_view parameter(std::string_view name) const;
};

/// All challenges of one header's value, in its order; what cannot be read ends the list.
std::vector<HttpChallenge> parseChallenges(std::string_view value);

/// Who the room is at one server: makes the Authorization header of each request. Basic (RFC 7617), Digest (RFC 7616,
/// MD5 and SHA-256, qop auth or none) and Bearer (RFC 6750). Main loop.
class HttpLogin {
 public:
  enum class Scheme {
    Auto,    ///< The safest of Digest and Basic that the server offers.
    Basic,   ///< With the first request.
    Digest,  ///< Never anything weaker.
    Bearer,  ///< `secret` is the token.
  };

  HttpLogin() = default;  ///< Nobody: no header.
  HttpLogin(Scheme scheme, std::string user, Secret secret);
  /// With another source of Digest's client nonces, for the RFC's examples.
  HttpLogin(Scheme scheme, std::string user, Secret secret, std::function<std::string()> clientNonce);

  /// The header for a request to `target` (path and query as sent). Nullopt: send without, and ask for a challenge.
  std::optional<Secret> authorization(std::string_view method, std::string_view target);

  /// After an answer to a request that went out with `sent`: whether the same request should be sent again, now with
  /// another header. False: the answer counts (with 401: the login is wrong, or of a kind that is not allowed).
  bool tryAgain(const HttpResponse& response, const std::optional<Secret>& sent);

 private:
  struct Digest {
    std::string algorithm;  ///< As the server wrote it; empty: none.
    bool sha256 = false;
    bool session = false;
    bool qop = false;
    std::string realm;
    std::string nonce;
    std::string opaque;
    unsigned count = 0;
  };

  bool takeDigest(const std::vector<HttpChallenge>& challenges);
  std::string digestHeader(Digest& digest, std::string_view method, std::string_view target) const;

  Scheme scheme_ = Scheme::Basic;
  std::string user_;
  Secret secret_;
  std::function<std::string()> clientNonce_;
  bool nobody_ = true;
  bool chosen_ = false;  ///< Auto: Basic or Digest is settled.
  std::optional<Digest> digest_;
};

}  // namespace rotonde::net
