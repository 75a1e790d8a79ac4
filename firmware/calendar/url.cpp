// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/calendar/url.hpp"

#include <gio/gio.h>

#include <algorithm>
#include <memory>

namespace rotonde::calendar {
namespace {

using Text = std::unique_ptr<char, decltype(&g_free)>;
using Uri = std::unique_ptr<GUri, decltype(&g_uri_unref)>;

std::string orEmpty(const char* text) { return text == nullptr ? std::string() : std::string(text); }

}  // namespace

std::optional<Url> parseUrl(std::string_view text) {
  if (text.size() > 8192 || text.contains('\0')) return std::nullopt;
  const std::string whole(text);
  const Uri uri(g_uri_parse(whole.c_str(), G_URI_FLAGS_ENCODED_QUERY, nullptr), g_uri_unref);
  if (!uri) return std::nullopt;
  Url url;
  url.scheme = g_uri_get_scheme(uri.get());
  const std::string host = orEmpty(g_uri_get_host(uri.get()));
  if ((url.scheme != "http" && url.scheme != "https") || host.empty()) return std::nullopt;
  const Text ascii(g_hostname_to_ascii(host.c_str()), g_free);
  if (!ascii) return std::nullopt;
  const Text lower(g_ascii_strdown(ascii.get(), -1), g_free);
  url.host = lower.get();
  url.userInfo = g_uri_get_userinfo(uri.get()) != nullptr;
  const int port = g_uri_get_port(uri.get());
  url.port = port > 0 ? port : (url.scheme == "https" ? 443 : 80);
  url.path = orEmpty(g_uri_get_path(uri.get()));
  url.query = orEmpty(g_uri_get_query(uri.get()));
  return url;
}

bool isLoopback(std::string_view host) {
  if (host == "localhost") return true;
  const std::unique_ptr<GInetAddress, decltype(&g_object_unref)> address(
      g_inet_address_new_from_string(std::string(host).c_str()), g_object_unref);
  return address && g_inet_address_get_is_loopback(address.get()) != FALSE;
}

std::optional<std::string> queryParameter(const Url& url, std::string_view name) {
  std::string_view rest = url.query;
  while (!rest.empty()) {
    const std::size_t end = rest.find('&');
    const std::string_view pair = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
    const std::string value(pair.substr(equals + 1));
    const Text decoded(g_uri_unescape_string(value.c_str(), nullptr), g_free);
    return decoded ? std::optional<std::string>(decoded.get()) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace rotonde::calendar
