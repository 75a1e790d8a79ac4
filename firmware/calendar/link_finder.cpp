// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/calendar/link_finder.hpp"

#include "firmware/calendar/url.hpp"

#include <algorithm>
#include <array>
#include <format>
#include <utility>

namespace rotonde::calendar {
namespace {

/// How much a place in the event counts; a clear margin between any two.
constexpr int kHtml = 20;
constexpr int kDescription = 30;
constexpr int kLocation = 40;
constexpr int kUrl = 50;
constexpr int kConference = 60;

bool containsNoCase(std::string_view text, std::string_view word) {
  return std::ranges::search(text, word, [](char a, char b) { return (a | 0x20) == (b | 0x20); }).begin() != text.end();
}

int weightOf(const IcalProperty& property) {
  if (property.name == "CONFERENCE") {
    // A dial-in is no picture: video first, then those that do not say, then the rest (RFC 7986 §5.11).
    const std::string_view features = property.parameter("FEATURE");
    if (containsNoCase(features, "VIDEO")) return kConference + 2;
    return features.empty() ? kConference + 1 : kConference;
  }
  static constexpr std::string_view kConferenceNames[] = {
      "X-GOOGLE-CONFERENCE", "X-GOOGLE-HANGOUT", "X-MICROSOFT-SKYPETEAMSMEETINGURL",
      "X-MICROSOFT-ONLINEMEETINGCONFLINK", "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK"};
  if (std::ranges::contains(kConferenceNames, property.name)) return kConference;
  if (property.name == "URL") return kUrl;
  if (property.name == "LOCATION" || property.name == "X-MICROSOFT-LOCATIONS") return kLocation;
  if (property.name == "DESCRIPTION") return kDescription;
  if (property.name == "X-ALT-DESC" || property.name == "STYLED-DESCRIPTION") return kHtml;
  return 0;
}

/// "host:port" without the port when it is https' own; IPv6 in brackets.
std::string hostKey(const Url& url) {
  const std::string host = url.host.contains(':') ? std::format("[{}]", url.host) : url.host;
  return url.port == 443 ? host : std::format("{}:{}", host, url.port);
}

std::string configuredKey(std::string_view host) {
  auto url = parseUrl(std::format("https://{}/", host));
  return url ? hostKey(*url) : std::string();
}

std::vector<std::string> urlsOf(const IcalProperty& property) {
  std::vector<std::string> urls = urlsInText(unescapeText(property.value));
  // URL is a URI and is not escaped by the RFC; some write escapes into it nevertheless. Try both.
  if (property.name == "URL" || property.name == "CONFERENCE") {
    for (std::string& url : urlsInText(property.value)) {
      if (!std::ranges::contains(urls, url)) urls.push_back(std::move(url));
    }
  }
  return urls;
}

}  // namespace

std::optional<std::string> normalSlug(std::string_view text) {
  std::string letters;
  for (const char c : text) {
    if (c >= 'a' && c <= 'z') {
      letters += c;
    } else if (c >= 'A' && c <= 'Z') {
      letters += static_cast<char>(c + 32);
    } else if (c != '-') {
      return std::nullopt;
    }
  }
  if (letters.size() != 10) return std::nullopt;
  const bool plain = text.size() == 10;
  const bool hyphened = text.size() == 12 && text[3] == '-' && text[8] == '-';
  if (!plain && !hyphened) return std::nullopt;
  return std::format("{}-{}-{}", letters.substr(0, 3), letters.substr(3, 4), letters.substr(7));
}

LinkFinder::LinkFinder(const std::vector<std::string>& hosts) {
  for (const std::string& host : hosts) {
    if (auto key = configuredKey(host); !key.empty()) hosts_.push_back(std::move(key));
  }
}

std::optional<MeetingLink> LinkFinder::parse(std::string_view text) const {
  const auto url = parseUrl(text);
  if (!url || url->userInfo) return std::nullopt;
  if (url->scheme != "https" && !(url->scheme == "http" && isLoopback(url->host))) return std::nullopt;
  std::string key = hostKey(*url);
  if (!std::ranges::contains(hosts_, key)) return std::nullopt;
  std::string_view path = url->path;
  if (!path.starts_with('/')) return std::nullopt;
  path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  // The web application's own pages have other shapes than 3-4-3 letters, so no list of reserved names is needed.
  auto slug = normalSlug(path);
  if (!slug) return std::nullopt;
  return MeetingLink{std::move(key), Secret(std::move(*slug))};
}

FoundLink LinkFinder::find(const IcalComponent& event) const {
  std::vector<MeetingLink> best;
  int bestWeight = 0;
  std::string service;
  int serviceWeight = 0;
  for (const IcalProperty& property : event.properties) {
    const int weight = weightOf(property);
    if (weight == 0) continue;
    for (const std::string& url : urlsOf(property)) {
      if (const auto link = parse(url)) {
        if (weight > bestWeight) best.clear();
        bestWeight = std::max(weight, bestWeight);
        if (weight == bestWeight && !std::ranges::contains(best, *link)) best.push_back(*link);
      } else if (weight > serviceWeight) {
        if (auto name = foreignService(url); !name.empty()) {
          service = std::move(name);
          serviceWeight = weight;
        }
      }
    }
  }
  using State = Occurrence::LinkState;
  if (best.size() > 1) return {State::Ambiguous, std::nullopt, {}};
  if (best.size() == 1) return {State::Joinable, best.front(), {}};
  if (!service.empty()) return {State::Foreign, std::nullopt, std::move(service)};
  return {};
}

}  // namespace rotonde::calendar
