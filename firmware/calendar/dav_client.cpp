// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/calendar/dav_client.hpp"

#include "firmware/calendar/ical_reader.hpp"
#include "firmware/calendar/ical_time.hpp"

#include <gio/gio.h>

#include <algorithm>
#include <format>
#include <memory>
#include <utility>

namespace rotonde::calendar {
namespace {

constexpr int kMostRedirects = 5;
constexpr int kMostLogins = 3;
constexpr std::size_t kMostReference = 4'096;

using UriPtr = std::unique_ptr<GUri, decltype([](GUri* uri) { g_uri_unref(uri); })>;
using TextPtr = std::unique_ptr<char, decltype(&g_free)>;
constexpr auto kFlags = static_cast<GUriFlags>(G_URI_FLAGS_ENCODED | G_URI_FLAGS_SCHEME_NORMALIZE);

UriPtr parse(const std::string& text) { return UriPtr(g_uri_parse(text.c_str(), kFlags, nullptr)); }

bool sameServer(GUri* one, GUri* other) {
  const char* host = g_uri_get_host(one);
  const char* otherHost = g_uri_get_host(other);
  return host != nullptr && otherHost != nullptr && g_ascii_strcasecmp(host, otherHost) == 0 &&
         g_uri_get_port(one) == g_uri_get_port(other) &&
         std::string_view(g_uri_get_scheme(one)) == g_uri_get_scheme(other);
}

bool isRedirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

milliseconds retryAfter(const net::HttpResponse& response) {
  const auto text = response.header("Retry-After");
  const auto value = text ? parseInteger(*text) : std::nullopt;
  return value && *value > 0 ? milliseconds(std::chrono::seconds(*value)) : milliseconds(0);
}

/// Path and query as they go into the request's first line.
std::string targetOf(const Secret& url) {
  const UriPtr uri = parse(url.reveal());
  std::string target = uri ? g_uri_get_path(uri.get()) : "";
  if (target.empty()) target = "/";
  const char* query = uri ? g_uri_get_query(uri.get()) : nullptr;
  return query != nullptr ? target + "?" + query : target;
}

}  // namespace

std::optional<Secret> resolveHref(const Secret& base, std::string_view reference) {
  const UriPtr from = parse(base.reveal());
  if (!from || reference.empty() || reference.size() > kMostReference) return std::nullopt;
  const UriPtr to(g_uri_parse_relative(from.get(), std::string(reference).c_str(), kFlags, nullptr));
  if (!to || !sameServer(from.get(), to.get()) || g_uri_get_userinfo(to.get()) != nullptr) return std::nullopt;
  const TextPtr text(g_uri_to_string_partial(to.get(), G_URI_HIDE_FRAGMENT), g_free);
  return Secret(text.get());
}

std::string comparablePath(const Secret& url) {
  const UriPtr uri = parse(url.reveal());
  if (!uri) return {};
  const std::string path = g_uri_get_path(uri.get());
  const TextPtr decoded(g_uri_unescape_string(path.c_str(), "/"), g_free);
  std::string out = decoded ? decoded.get() : path;
  while (out.ends_with('/')) out.pop_back();
  return out;
}

std::string lastPart(const std::string& path) {
  std::string part = path.substr(path.rfind('/') == std::string::npos ? 0 : path.rfind('/') + 1).substr(0, 100);
  std::ranges::replace_if(part, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; }, '?');
  return part.empty() ? "calendar" : part;
}

/// One request with its redirects and its login. Owned by the handle that send() returns.
class DavClient::Call {
 public:
  Call(DavClient& client, DavRequest request, std::function<void(Result<DavResponse>)> done)
      : client_(client), request_(std::move(request)), done_(std::move(done)) {}

  void open() {
    net::HttpRequest http;
    http.method = request_.method;
    http.url = request_.url;
    http.body = request_.body;
    if (!request_.body.empty()) http.contentType = "application/xml; charset=utf-8";
    http.headers = {{"Accept", request_.method == "GET" ? "text/calendar" : "application/xml, text/xml"}};
    if (request_.method != "GET") http.headers.emplace_back("Depth", std::to_string(request_.depth));
    sent_ = client_.login_.authorization(request_.method, targetOf(request_.url));
    if (sent_) http.headers.emplace_back("Authorization", sent_->reveal());
    http.maxBodyBytes = IcalLimits{}.bodyBytes;
    http_ = client_.http_.send(std::move(http),
                               [this](Result<net::HttpResponse> response) { answered(std::move(response)); });
  }

 private:
  void answered(Result<net::HttpResponse> response) {
    if (!response) return finish(std::unexpected(std::move(response.error())));
    if (isRedirect(response->status)) return redirected(*response);
    if (logins_ < kMostLogins && client_.login_.tryAgain(*response, sent_)) {
      ++logins_;
      return open();
    }
    if (response->status == 401) {
      return finish(
          askHuman("the calendar server refuses the room's login (401); check calendar.user, the password and "
                   "calendar.authentication"));
    }
    finish(DavResponse{.status = response->status,
                       .body = std::move(response->body),
                       .retryAfter = retryAfter(*response),
                       .url = request_.url});
  }

  void redirected(const net::HttpResponse& response) {
    const auto location = response.header("Location");
    if (!location) return finish(refused("the calendar server redirects without saying where"));
    if (++redirects_ > kMostRedirects) return finish(refused("the calendar server redirects more than 5 times"));
    const auto next = resolveHref(request_.url, *location);
    if (next) {
      request_.url = *next;
      return open();
    }
    const UriPtr elsewhere = parse(*location);
    const char* host = elsewhere ? g_uri_get_host(elsewhere.get()) : nullptr;
    if (host == nullptr) return finish(refused("the calendar server redirects to something that is no address"));
    if (std::string_view(g_uri_get_scheme(elsewhere.get())) != "https") {
      return finish(refused("the calendar server redirects to an unprotected address; only https is followed"));
    }
    finish(askHuman(
        std::format("the calendar server sends the room on to {}, which must not get its password unasked; if that is "
                    "right, write https://{}/ in calendar.caldav",
                    host, host)));
  }

  void finish(Result<DavResponse> result) {
    // The callback may destroy this.
    const auto done = std::move(done_);
    done(std::move(result));
  }

  DavClient& client_;
  DavRequest request_;
  std::function<void(Result<DavResponse>)> done_;
  std::optional<Secret> sent_;
  int redirects_ = 0;
  int logins_ = 0;
  Handle http_;
};

Handle DavClient::send(DavRequest request, std::function<void(Result<DavResponse>)> done) {
  // Held by the handle: dropping it ends the request under way.
  auto call = std::make_unique<Call>(*this, std::move(request), std::move(done));
  call->open();
  return Handle([call = std::move(call)]() mutable { call.reset(); });
}

Error explainStatus(const DavResponse& response, std::string_view what) {
  switch (response.status) {
    case 403:
      return {ErrorKind::AskHuman,
              std::format("the calendar server does not let the room read {} (403); give its account the right to read",
                          what),
              {}};
    case 404:
    case 410:
      return {ErrorKind::AskHuman,
              std::format("the calendar server does not know {} ({}); check calendar.caldav", what, response.status),
              {}};
    default:
      return {ErrorKind::TryLater,
              std::format("the calendar server answered {} for {}; it is asked again by itself", response.status, what),
              response.retryAfter};
  }
}

}  // namespace rotonde::calendar
