// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/net/soup_session.hpp"

#include "firmware/net/url_rules.hpp"

#include <format>
#include <utility>

namespace rotonde::net {
namespace {

using UriPtr = std::unique_ptr<GUri, decltype([](GUri* uri) { g_uri_unref(uri); })>;

Result<GPtr<GProxyResolver>> proxyResolver(const Secret& proxy) {
  // Without a proxy the answer is "direct", so that no desktop setting or environment decides for the room.
  if (proxy.empty()) return GPtr<GProxyResolver>(g_simple_proxy_resolver_new("direct://", nullptr));
  const UriPtr uri(g_uri_parse(proxy.reveal().c_str(), G_URI_FLAGS_HAS_PASSWORD, nullptr));
  const char* host = uri ? g_uri_get_host(uri.get()) : nullptr;
  if (!host || !*host || std::string_view(g_uri_get_scheme(uri.get())) != "http") {
    return askHuman("the proxy's address is wrong: set network.proxy to http://[user:password@]host:port");
  }
  char* direct[] = {const_cast<char*>("localhost"), const_cast<char*>("127.0.0.0/8"), const_cast<char*>("::1"),
                    nullptr};
  return GPtr<GProxyResolver>(g_simple_proxy_resolver_new(proxy.reveal().c_str(), direct));
}

/// "Basic …" (RFC 7617) for the user and password in a URL; empty without a user.
std::string basicAuthorization(GUri* uri) {
  const char* user = g_uri_get_user(uri);
  if (!user) return {};
  const char* password = g_uri_get_password(uri);
  const std::string pair = std::format("{}:{}", user, password ? password : "");
  char* encoded = g_base64_encode(reinterpret_cast<const guchar*>(pair.data()), pair.size());
  std::string header = std::format("Basic {}", encoded);
  g_free(encoded);
  return header;
}

void authorizeAtProxy(SoupSession* session, const Secret& proxy) {
  const UriPtr uri(g_uri_parse(proxy.reveal().c_str(), G_URI_FLAGS_HAS_PASSWORD, nullptr));
  auto* header = new std::string(basicAuthorization(uri.get()));
  const auto queued = +[](SoupSession*, SoupMessage* message, gpointer data) noexcept {
    const auto& value = *static_cast<std::string*>(data);
    if (value.empty() || std::string_view(soup_message_get_method(message)) != "CONNECT") return;
    soup_message_headers_replace(soup_message_get_request_headers(message), "Proxy-Authorization", value.c_str());
  };
  g_signal_connect_data(
      session, "request-queued", G_CALLBACK(queued), header,
      [](gpointer data, GClosure*) { delete static_cast<std::string*>(data); }, G_CONNECT_DEFAULT);
}

Result<GPtr<GTlsDatabase>> privateAuthority(const std::string& file) {
  if (file.empty()) return GPtr<GTlsDatabase>();
  GError* raw = nullptr;
  // A file without any certificate makes an empty database; that is a mistake of the setting too.
  GList* certificates = g_tls_certificate_list_new_from_file(file.c_str(), &raw);
  const GErrorPtr error(raw);
  const bool empty = certificates == nullptr;
  g_list_free_full(certificates, g_object_unref);
  GTlsDatabase* database = empty ? nullptr : g_tls_file_database_new(file.c_str(), nullptr);
  if (database) return GPtr<GTlsDatabase>(database);
  return askHuman(std::format("the certificate file {} cannot be used ({}): set network.ca_file to a readable PEM file",
                              file, error ? error->message : "no certificate in it"));
}

}  // namespace

Result<std::shared_ptr<Session>> Session::create(const NetSettings& settings) {
  auto proxy = proxyResolver(settings.proxy);
  if (!proxy) return std::unexpected(proxy.error());
  auto authority = privateAuthority(settings.caFile);
  if (!authority) return std::unexpected(authority.error());
  // No cookie jar, no HSTS store, no cache: those are features that somebody would have to add. Time-outs are ours.
  GPtr<SoupSession> session(soup_session_new_with_options("max-conns", 32, "max-conns-per-host", 8, "timeout", 0U,
                                                          "idle-timeout", 30U, "user-agent", settings.userAgent.c_str(),
                                                          "proxy-resolver", proxy->get(), nullptr));
  // libsoup's own authentication answers a proxy's 407 with the same wrong password without end (3.6.5). Ours sends
  // Basic with the first request; nothing else is asked for by the servers we know.
  soup_session_remove_feature_by_type(session.get(), SOUP_TYPE_AUTH_MANAGER);
  if (!settings.proxy.empty()) authorizeAtProxy(session.get(), settings.proxy);
  return std::shared_ptr<Session>(new Session(std::move(session), std::move(*authority)));
}

struct Session::Watch {
  GPtr<GTlsDatabase> privateCa;
  std::shared_ptr<TlsVerdict> verdict;

  static gboolean accept(SoupMessage* message, GTlsCertificate* certificate, GTlsCertificateFlags flags,
                         gpointer data) noexcept {
    const auto* watch = static_cast<Watch*>(data);
    watch->verdict->flags = flags;
    if (!watch->privateCa) return FALSE;
    // The whole chain is verified again, with the private authority as the only root: name, dates and signatures count
    // as they do for public certificates.
    GSocketConnectable* identity = g_network_address_parse_uri(uriText(message).get(), 443, nullptr);
    if (!identity) return FALSE;
    const GTlsCertificateFlags left =
        g_tls_database_verify_chain(watch->privateCa.get(), certificate, G_TLS_DATABASE_PURPOSE_AUTHENTICATE_SERVER,
                                    identity, nullptr, G_TLS_DATABASE_VERIFY_NONE, nullptr, nullptr);
    g_object_unref(identity);
    if (left != G_TLS_CERTIFICATE_NO_FLAGS && (left & G_TLS_CERTIFICATE_UNKNOWN_CA) == 0) watch->verdict->flags = left;
    return left == G_TLS_CERTIFICATE_NO_FLAGS;
  }

  static std::unique_ptr<char, decltype([](char* text) { g_free(text); })> uriText(SoupMessage* message) {
    return decltype(uriText(message))(g_uri_to_string_partial(soup_message_get_uri(message), G_URI_HIDE_USERINFO));
  }
};

std::shared_ptr<const Session::TlsVerdict> Session::prepare(SoupMessage* message) const {
  auto verdict = std::make_shared<TlsVerdict>();
  soup_message_set_force_http1(message, TRUE);
  soup_message_add_flags(message, SOUP_MESSAGE_NO_REDIRECT);
  if (const std::string login = basicAuthorization(soup_message_get_uri(message)); !login.empty()) {
    soup_message_headers_replace(soup_message_get_request_headers(message), "Authorization", login.c_str());
  }
  auto* watch = new Watch{privateCa_ ? share(privateCa_.get()) : nullptr, verdict};
  g_signal_connect_data(
      message, "accept-certificate", G_CALLBACK(Watch::accept), watch,
      [](gpointer data, GClosure*) { delete static_cast<Watch*>(data); }, G_CONNECT_DEFAULT);
  return verdict;
}

std::optional<Error> Session::proxyRefusal(SoupMessage* message, const std::string& host) {
  const std::string_view scheme = g_uri_get_scheme(soup_message_get_uri(message));
  const guint status = soup_message_get_status(message);
  if (status == SOUP_STATUS_NONE || (scheme != "https" && scheme != "wss")) return std::nullopt;
  if (soup_message_get_tls_peer_certificate(message)) return std::nullopt;
  const std::string_view cure =
      status == 407 ? "check the user and password in network.proxy" : "check network.proxy and what the proxy allows";
  return Error{ErrorKind::TryLater, std::format("{}: the proxy refused with {}: {}", host, status, cure), {}};
}

std::string Session::explainTls(const GError& error, const TlsVerdict& verdict) const {
  const auto has = [&verdict](GTlsCertificateFlags flag) { return (verdict.flags & flag) != 0; };
  if (has(G_TLS_CERTIFICATE_BAD_IDENTITY)) return "its certificate is for another name: check the address";
  if (has(G_TLS_CERTIFICATE_EXPIRED)) return "its certificate has expired: check this machine's clock, then the server";
  if (has(G_TLS_CERTIFICATE_NOT_ACTIVATED)) return "its certificate is not valid yet: check this machine's clock";
  if (has(G_TLS_CERTIFICATE_REVOKED)) return "its certificate was revoked: tell the server's owner";
  if (has(G_TLS_CERTIFICATE_UNKNOWN_CA)) {
    return "nobody trusted signed its certificate: set network.ca_file to your organisation's authority";
  }
  return std::format("TLS failed ({}): if a proxy inspects traffic, set network.ca_file to its authority",
                     error.message);
}

Error Session::explain(const GError& error, const TlsVerdict& verdict, const std::string& host) const {
  const auto later = [&host](std::string_view what) {
    return Error{ErrorKind::TryLater, std::format("{}: {}", host, what), {}};
  };
  if (error.domain == G_TLS_ERROR) return later(explainTls(error, verdict));
  if (error.domain == G_RESOLVER_ERROR) return later("name not found: check the address and the network's DNS");
  if (error.domain == G_IO_ERROR) {
    switch (error.code) {
      case G_IO_ERROR_TIMED_OUT:
        return later("no answer in time");
      case G_IO_ERROR_PROXY_FAILED:
      case G_IO_ERROR_PROXY_AUTH_FAILED:
      case G_IO_ERROR_PROXY_NEED_AUTH:
      case G_IO_ERROR_PROXY_NOT_ALLOWED:
        return later(std::format("the proxy refused ({}): check network.proxy", error.message));
      case G_IO_ERROR_CONNECTION_REFUSED:
      case G_IO_ERROR_HOST_UNREACHABLE:
      case G_IO_ERROR_NETWORK_UNREACHABLE:
      case G_IO_ERROR_HOST_NOT_FOUND:
        return later(std::format("cannot connect ({})", error.message));
      default:
        break;
    }
  }
  return later(std::format("the connection broke ({})", error.message));
}

}  // namespace rotonde::net
