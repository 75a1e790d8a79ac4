// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"
#include "firmware/net/settings.hpp"

#include <libsoup/soup.h>

#include <memory>
#include <optional>
#include <string>

namespace rotonde::net {

struct GObjectUnref {
  void operator()(gpointer object) const { g_object_unref(object); }
};
template <class T>
using GPtr = std::unique_ptr<T, GObjectUnref>;
using GErrorPtr = std::unique_ptr<GError, decltype([](GError* error) { g_error_free(error); })>;

template <class T>
GPtr<T> share(T* object) {
  return GPtr<T>(static_cast<T*>(g_object_ref(object)));
}

/// One SoupSession with the room's rules: no cookies, HTTP/1.1, an explicit proxy or none, and certificates that the
/// system's authorities or the private one vouch for. Inside firmware/net only. Main loop.
class Session {
 public:
  /// AskHuman when the private CA file cannot be read or the proxy's address is wrong. Reads files: at start only.
  static Result<std::shared_ptr<Session>> create(const NetSettings& settings);

  SoupSession* get() const { return session_.get(); }

  /// What the TLS handshake of one message found wrong.
  struct TlsVerdict {
    GTlsCertificateFlags flags = G_TLS_CERTIFICATE_NO_FLAGS;
  };
  /// Prepares a message: HTTP/1.1, no redirects by libsoup, Basic authorization for a user in the URL, and the second
  /// look at certificates that the system does not trust. The verdict is shared with the message, which libsoup may
  /// keep longer than its caller does.
  std::shared_ptr<const TlsVerdict> prepare(SoupMessage* message) const;

  /// A response to an https or wss message that came without TLS: the proxy's own, which libsoup passes on as if it
  /// were the server's. Nullopt for a true response.
  static std::optional<Error> proxyRefusal(SoupMessage* message, const std::string& host);

  /// Plain words and a cure for what libsoup reported about a call to `host`.
  Error explain(const GError& error, const TlsVerdict& verdict, const std::string& host) const;

 private:
  struct Watch;
  Session(GPtr<SoupSession> session, GPtr<GTlsDatabase> privateCa) noexcept
      : session_(std::move(session)), privateCa_(std::move(privateCa)) {}
  std::string explainTls(const GError& error, const TlsVerdict& verdict) const;

  GPtr<SoupSession> session_;
  GPtr<GTlsDatabase> privateCa_;
};

}  // namespace rotonde::net
