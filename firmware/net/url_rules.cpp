// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/net/url_rules.hpp"

#include <gio/gio.h>

#include <format>
#include <memory>

namespace rotonde::net {
namespace {

using UriPtr = std::unique_ptr<GUri, decltype([](GUri* uri) { g_uri_unref(uri); })>;

UriPtr parse(const std::string& url) { return UriPtr(g_uri_parse(url.c_str(), G_URI_FLAGS_HAS_PASSWORD, nullptr)); }

}  // namespace

bool isLoopback(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const std::string text(host);
  if (g_ascii_strcasecmp(text.c_str(), "localhost") == 0) return true;
  GInetAddress* address = g_inet_address_new_from_string(text.c_str());
  if (!address) return false;
  const bool loopback = g_inet_address_get_is_loopback(address) != FALSE;
  g_object_unref(address);
  return loopback;
}

Result<void> checkUrl(const Secret& url, UrlUse use) {
  const UriPtr uri = parse(url.reveal());
  const char* host = uri ? g_uri_get_host(uri.get()) : nullptr;
  if (!host || !*host) return refused("this is not an address of a server: write SCHEME://HOST/…");
  const std::string scheme = g_uri_get_scheme(uri.get());  // Lower case by now.
  const std::string safe = use == UrlUse::Http ? "https" : "wss";
  const std::string plain = use == UrlUse::Http ? "http" : "ws";
  if (scheme == safe) return {};
  if (scheme != plain) return refused(std::format("{}:// addresses are not used here: write {}://", scheme, safe));
  if (isLoopback(host)) return {};
  return refused(std::format("{}:// is allowed on this machine only; for {} write {}://", plain, host, safe));
}

std::string hostOf(const Secret& url) {
  const UriPtr uri = parse(url.reveal());
  const char* host = uri ? g_uri_get_host(uri.get()) : nullptr;
  if (!host || !*host) return "?";
  const int port = g_uri_get_port(uri.get());
  return port > 0 ? std::format("{}:{}", host, port) : host;
}

Result<Secret> webSocketUrl(const Secret& url) {
  const std::string& text = url.reveal();
  const auto with = [&text](std::string_view scheme) {
    return Secret(std::string(scheme) + text.substr(text.find(':')));
  };
  const UriPtr uri = parse(text);
  const std::string scheme = uri ? g_uri_get_scheme(uri.get()) : "";
  Secret out = url;
  if (scheme == "https") out = with("wss");
  if (scheme == "http") out = with("ws");
  if (const auto allowed = checkUrl(out, UrlUse::WebSocket); !allowed) return std::unexpected(allowed.error());
  return out;
}

}  // namespace rotonde::net
