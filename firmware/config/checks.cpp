// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/config/checks.hpp"

#include <gio/gio.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <format>
#include <memory>
#include <utility>

namespace rotonde::config {

namespace {

struct Unit {
  std::string_view name;
  std::int64_t seconds;
};
constexpr std::array kUnits = {Unit{"d", 86400}, Unit{"h", 3600}, Unit{"min", 60}, Unit{"s", 1}};
constexpr std::int64_t kLongest = 10LL * 366 * 86400;
constexpr std::int64_t kLongestSocketPath = 107;

struct UriUnref {
  void operator()(GUri* uri) const { g_uri_unref(uri); }
};
using Uri = std::unique_ptr<GUri, UriUnref>;

Uri parseUri(const std::string& text) {
  return Uri(
      g_uri_parse(text.c_str(), static_cast<GUriFlags>(G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED), nullptr));
}

bool isLoopback(const char* host) {
  if (!host) return false;
  if (std::string_view(host) == "localhost") return true;
  GInetAddress* address = g_inet_address_new_from_string(host);
  if (!address) return false;
  const bool loopback = g_inet_address_get_is_loopback(address);
  g_object_unref(address);
  return loopback;
}

bool isLetterOrDigit(char c) { return g_ascii_isalnum(c); }

bool isHostName(std::string_view name) {
  if (name.empty() || name.size() > 253) return false;
  while (!name.empty()) {
    const std::size_t end = std::min(name.find('.'), name.size());
    const std::string_view label = name.substr(0, end);
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
    if (!std::ranges::all_of(label, [](char c) { return isLetterOrDigit(c) || c == '-'; })) return false;
    if (end + 1 == name.size()) return false;
    name.remove_prefix(std::min(end + 1, name.size()));
  }
  return true;
}

bool isPort(std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port >= 1 && port <= 65535;
}

bool isIpv6(std::string_view text) {
  GInetAddress* address = g_inet_address_new_from_string(std::string(text).c_str());
  if (!address) return false;
  const bool is = g_inet_address_get_family(address) == G_SOCKET_FAMILY_IPV6;
  g_object_unref(address);
  return is;
}

}  // namespace

std::optional<std::int64_t> parseDuration(std::string_view text) {
  std::int64_t seconds = 0;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || number < 0 || number > kLongest) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const auto stop = std::ranges::find_if_not(text, [](char c) { return g_ascii_isalpha(c); });
    const std::string_view name(text.begin(), stop);
    const auto* unit = std::ranges::find(kUnits, name, &Unit::name);
    if (unit == kUnits.end() || number > kLongest / unit->seconds) return std::nullopt;
    seconds += number * unit->seconds;
    if (seconds > kLongest) return std::nullopt;
    text.remove_prefix(name.size());
    if (text.starts_with(' ') && text.size() > 1) text.remove_prefix(1);
  }
  return seconds;
}

std::string durationText(std::int64_t seconds) {
  if (seconds == 0) return "0s";
  std::string text;
  for (const Unit& unit : kUnits) {
    if (const std::int64_t count = seconds / unit.seconds; count > 0)
      text += std::format("{}{}{}", text.empty() ? "" : " ", count, unit.name);
    seconds %= unit.seconds;
  }
  return text;
}

std::string checkLine(const std::string& text) {
  const bool control = std::ranges::any_of(text, [](unsigned char c) { return c < ' ' || c == 0x7f; });
  return control ? "must be one line without control characters" : "";
}

std::string checkFeed(const std::string& text) {
  if (text.starts_with('/')) return checkLine(text);
  const Uri uri = text.contains(' ') ? Uri() : parseUri(text);
  const std::string_view scheme = uri ? g_uri_get_scheme(uri.get()) : "";
  const char* host = uri ? g_uri_get_host(uri.get()) : nullptr;
  const bool hasHost = host && *host;
  if (scheme == "https" && hasHost) return "";
  if (scheme == "http" && hasHost)
    return isLoopback(host) ? "" : "must start with https:// (http:// is for addresses of this machine only)";
  if (scheme == "file" && !hasHost && std::string_view(g_uri_get_path(uri.get())).size() > 1) return "";
  if (scheme == "webcal" || scheme == "webcals") return "must start with https:// instead of webcal://";
  return "must be an https:// address, a file:/// address or an absolute path";
}

std::string checkCalDav(const std::string& text) {
  const Uri uri = text.contains(' ') ? Uri() : parseUri(text);
  const std::string_view scheme = uri ? g_uri_get_scheme(uri.get()) : "";
  const char* host = uri ? g_uri_get_host(uri.get()) : nullptr;
  if (!host || !*host || (scheme != "https" && scheme != "http"))
    return "must be an https:// address, for example that of the CalDAV server alone";
  if (scheme == "http" && !isLoopback(host))
    return "must start with https:// (http:// is for addresses of this machine only)";
  if (g_uri_get_userinfo(uri.get())) return "must hold no user; write it in calendar.user";
  return checkLine(text);
}

std::string checkPasswordFile(const std::string& text) {
  const bool good = text.starts_with('/') || (!text.contains('/') && !text.starts_with('.'));
  return good ? checkLine(text) : "must be an absolute path or the name of a credential";
}

std::string checkProxy(const std::string& text) {
  const Uri uri = parseUri(text);
  const std::string_view path = uri ? g_uri_get_path(uri.get()) : "";
  if (uri && std::string_view(g_uri_get_scheme(uri.get())) == "http" && g_uri_get_host(uri.get()) &&
      *g_uri_get_host(uri.get()) && g_uri_get_port(uri.get()) > 0 && (path.empty() || path == "/") &&
      !g_uri_get_query(uri.get()) && !g_uri_get_fragment(uri.get()))
    return "";
  return "must be http://HOST:PORT or http://USER:PASSWORD@HOST:PORT (write special characters of the password as %XX)";
}

std::string checkHost(const std::string& text) {
  if (text.contains("://") || text.contains('/'))
    return "must be a host alone such as \"visio.example.org\", without https:// and path";
  std::string_view name = text;
  if (name.starts_with('[')) {
    const std::size_t close = name.find(']');
    if (close == std::string_view::npos || !isIpv6(name.substr(1, close - 1)))
      return "must hold an IPv6 address in [ ]";
    name.remove_prefix(close + 1);
    return name.empty() || (name.starts_with(':') && isPort(name.substr(1))) ? "" : "must end with :PORT or nothing";
  }
  if (const std::size_t colon = name.find(':'); colon != std::string_view::npos) {
    if (!isPort(name.substr(colon + 1))) return "must end with a port from 1 to 65535 after the colon";
    name = name.substr(0, colon);
  }
  return isHostName(name) ? "" : "must be a host such as \"visio.example.org\" or \"visio.example.org:8443\"";
}

std::string checkZone(const std::string& text) {
  constexpr const char* kCure = "must be an IANA time zone such as \"Europe/Paris\" or \"Indian/Reunion\"";
  const auto allowed = [](char c) { return isLetterOrDigit(c) || c == '/' || c == '_' || c == '-' || c == '+'; };
  // Offsets and POSIX rules, which GLib would take too, know no summer time of the room's country.
  if (!std::ranges::all_of(text, allowed) || !g_ascii_isupper(text.front()) || text.ends_with('/')) return kCure;
  if (!text.contains('/') && text != "UTC") return kCure;
  GTimeZone* zone = g_time_zone_new_identifier(text.c_str());
  if (!zone) return kCure;
  g_time_zone_unref(zone);
  return "";
}

std::string checkAbsolutePath(const std::string& text) {
  return text.starts_with('/') ? checkLine(text) : "must be an absolute path (it starts with /)";
}

std::string checkSocketPath(const std::string& text) {
  if (static_cast<std::int64_t>(text.size()) > kLongestSocketPath)
    return std::format("must be at most {} bytes long, the system's limit for sockets", kLongestSocketPath);
  return checkAbsolutePath(text);
}

std::string checkMail(const std::string& text) {
  const std::size_t at = text.find('@');
  const bool good = at != std::string::npos && at > 0 && at + 1 < text.size() &&
                    text.find('@', at + 1) == std::string::npos &&
                    std::ranges::all_of(text, [](unsigned char c) { return c > ' ' && c != 0x7f; });
  return good ? "" : "must be a mail address such as \"salle-a@example.org\"";
}

std::string checkMark(const std::string& text) {
  const bool good = text.size() == 8 && std::ranges::all_of(text, [](char c) { return g_ascii_isxdigit(c); });
  return good ? "" : "must be 8 hexadecimal digits";
}

}  // namespace rotonde::config
