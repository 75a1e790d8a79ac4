// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/visio/visio_api.hpp"

#include <glib.h>

#include <format>
#include <memory>
#include <utility>

namespace rotonde::visio {
namespace {

constexpr milliseconds kConnectTimeout{5'000};
constexpr milliseconds kTimeout{10'000};

std::string escaped(const std::string& text) {
  const std::unique_ptr<char, decltype([](char* p) { g_free(p); })> out(
      g_uri_escape_string(text.c_str(), nullptr, FALSE));
  return out.get();
}

net::HttpRequest request(const std::string& host, const std::string& route) {
  return {.url = Secret(std::format("https://{}/api/v1.0/{}", host, route)),
          .headers = {{"Accept", "application/json"}},
          .connectTimeout = kConnectTimeout,
          .timeout = kTimeout};
}

}  // namespace

net::HttpRequest configRequest(const std::string& host) { return request(host, "config/"); }

net::HttpRequest lookupRequest(const calendar::MeetingLink& link, const std::string& username) {
  return request(link.host, std::format("rooms/{}/?username={}", escaped(link.slug.reveal()), escaped(username)));
}

net::HttpRequest entryRequest(const calendar::MeetingLink& link, const std::string& username,
                              const std::string& participantId) {
  net::HttpRequest out = request(link.host, std::format("rooms/{}/request-entry/", escaped(link.slug.reveal())));
  out.method = "POST";
  out.repeatable = true;  // Asked each second in the lobby: no handshake for each.
  out.headers.emplace_back("Cookie", "lobbyParticipantId=" + participantId);
  out.contentType = "application/json";
  out.body = writeEntryBody(username, participantId);
  return out;
}

net::HttpRequest actionRequest(const calendar::MeetingLink& link, const std::string& route, const std::string& scheme,
                               const Secret& token, const std::string& body) {
  net::HttpRequest out = request(link.host, std::format("rooms/{}/{}/", escaped(link.slug.reveal()), route));
  out.method = "POST";
  out.headers.emplace_back("Authorization", std::format("{} {}", scheme, token.reveal()));
  out.contentType = "application/json";
  out.body = body;
  return out;
}

Handle probeInstance(net::HttpClient& http, const std::string& host, std::function<void(Result<Instance>)> done) {
  return http.send(configRequest(host), [host, done = std::move(done)](const Result<net::HttpResponse>& answer) {
    if (!answer) return done(std::unexpected(answer.error()));
    if (answer->status != 200) return done(tryLater(std::format("{}: answered {}", host, answer->status)));
    auto instance = readConfigAnswer(answer->body);
    if (!instance) instance.error().message = std::format("{}: {}", host, instance.error().message);
    done(std::move(instance));
  });
}

}  // namespace rotonde::visio
