// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/calendar/ical_time.hpp"
#include "firmware/calendar/link_finder.hpp"
#include "firmware/calendar/url.hpp"

#include <algorithm>
#include <utility>

namespace rotonde::calendar {
namespace {

constexpr std::size_t kMaxUrls = 200;
constexpr int kMaxWrappings = 32;

void appendUtf8(std::string& out, unsigned code) {
  const auto put = [&out](unsigned byte) { out += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0U | (code >> 6U));
    put(0x80U | (code & 0x3FU));
  } else {
    put(0xE0U | (code >> 12U));
    put(0x80U | ((code >> 6U) & 0x3FU));
    put(0x80U | (code & 0x3FU));
  }
}

/// &amp; &lt; &gt; &quot; &#39; &#x2F; &nbsp;: the entities that stand in or beside links.
std::string decodeEntities(std::string_view text) {
  static constexpr std::pair<std::string_view, std::string_view> kNamed[] = {
      {"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}, {"nbsp", " "}};
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t end = text.front() == '&' ? text.substr(0, 10).find(';') : std::string_view::npos;
    if (end == std::string_view::npos) {
      out += text.front();
      text.remove_prefix(1);
      continue;
    }
    std::string_view name = text.substr(1, end - 1);
    const auto known = std::ranges::find(kNamed, name, &std::pair<std::string_view, std::string_view>::first);
    unsigned code = 0;
    if (known != std::end(kNamed)) {
      out += known->second;
    } else if (name.starts_with('#')) {
      const bool hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
      for (const char c : name.substr(hex ? 2 : 1)) {
        const unsigned digit = c >= '0' && c <= '9' ? static_cast<unsigned>(c - '0')
                               : hex && (c | 0x20) >= 'a' && (c | 0x20) <= 'f'
                                   ? static_cast<unsigned>((c | 0x20) - 'a' + 10)
                                   : 99U;
        code = digit < (hex ? 16U : 10U) ? code * (hex ? 16U : 10U) + digit : 0x10000U;
        if (code >= 0x10000U) break;
      }
      if (code > 0 && code < 0x10000U) appendUtf8(out, code);
    } else {
      out += text.substr(0, end + 1);
    }
    text.remove_prefix(end + 1);
  }
  return out;
}

/// Removes zero-width characters; makes a space of no-break spaces and typographic quotes, which end a URL.
std::string plainSpaces(std::string_view text) {
  static constexpr std::string_view kNothing[] = {"\u200B", "\u200C", "\u200D", "\u2060", "\uFEFF", "\u00AD"};
  static constexpr std::string_view kSpace[] = {"\u00A0", "\u202F", "\u2009", "\u00AB", "\u00BB", "\u2039",
                                                "\u203A", "\u201C", "\u201D", "\u2018", "\u2019", "\u2500"};
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    if (static_cast<unsigned char>(text.front()) < 0x80) {
      const auto* end = std::ranges::find_if(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
      out.append(text.begin(), end);
      text = {end, text.end()};
      continue;
    }
    const auto here = [&](std::string_view sign) { return text.starts_with(sign); };
    const auto* nothing = std::ranges::find_if(kNothing, here);
    const auto* space = std::ranges::find_if(kSpace, here);
    std::size_t taken = 1;
    if (nothing != std::end(kNothing)) {
      taken = nothing->size();
    } else if (space != std::end(kSpace)) {
      out += ' ';
      taken = space->size();
    } else {
      out += text.front();
    }
    text.remove_prefix(taken);
  }
  return out;
}

bool endsUrl(char c) { return static_cast<unsigned char>(c) <= 0x20 || std::string_view("<>\"'\\^`{}|").contains(c); }

/// The URL that starts at `text`, without what belongs to the sentence around it.
std::string_view cutUrl(std::string_view text) {
  std::string_view url = text.substr(0, static_cast<std::size_t>(std::ranges::find_if(text, endsUrl) - text.begin()));
  // "[text](url)": a bracket that the URL did not open closes something outside.
  for (const auto& [open, close] : {std::pair('(', ')'), std::pair('[', ']')}) {
    if (!url.contains(open)) url = url.substr(0, url.find(close));
  }
  while (!url.empty() && std::string_view(".,;:!?)]*_").contains(url.back())) url.remove_suffix(1);
  return url;
}

bool startsNoCase(std::string_view text, std::string_view lowerWord) {
  return text.size() >= lowerWord.size() &&
         std::ranges::equal(text.substr(0, lowerWord.size()), lowerWord,
                            [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

/// Proofpoint's version 2 writes "-" for "%" and "_" for "/".
std::optional<std::string> proofpoint2(const Url& url) {
  auto wrapped = queryParameter(url, "u");
  if (!wrapped) return std::nullopt;
  std::ranges::replace(*wrapped, '-', '%');
  std::ranges::replace(*wrapped, '_', '/');
  return queryParameter({.query = "u=" + *wrapped}, "u");
}

/// The URL inside one layer of a mail gateway's or a calendar's rewriting; nullopt when there is none.
std::optional<std::string> unwrapOnce(const std::string& text) {
  const auto url = parseUrl(text);
  if (!url) return std::nullopt;
  if (url->host.ends_with(".safelinks.protection.outlook.com")) return queryParameter(*url, "url");
  if (url->host == "urldefense.proofpoint.com") return proofpoint2(*url);
  if (url->host == "urldefense.com") {
    const std::size_t start = text.find("/v3/__");
    const std::size_t end = text.rfind("__;");
    if (start == std::string::npos || end == std::string::npos || end < start + 6) return std::nullopt;
    return text.substr(start + 6, end - start - 6);
  }
  if ((url->host == "www.google.com" || url->host == "google.com") && url->path == "/url") {
    return queryParameter(*url, "q");
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> urlsInText(std::string_view raw) {
  const std::string text = plainSpaces(decodeEntities(raw));
  std::vector<std::string> urls;
  std::string_view rest = text;
  while (urls.size() < kMaxUrls) {
    const std::size_t colon = rest.find("://");
    if (colon == std::string_view::npos) break;
    std::size_t start = std::string_view::npos;
    for (const std::string_view scheme : {"https", "http"}) {
      if (colon < scheme.size() || !startsNoCase(rest.substr(colon - scheme.size()), scheme)) continue;
      start = colon - scheme.size();
      break;
    }
    if (start == std::string_view::npos) {
      rest.remove_prefix(colon + 3);
      continue;
    }
    const std::string_view found = cutUrl(rest.substr(start));
    std::string url(found);
    for (int i = 0; i < kMaxWrappings; ++i) {
      auto inner = unwrapOnce(url);
      if (!inner) break;
      url = std::move(*inner);
    }
    if (!std::ranges::contains(urls, url)) urls.push_back(std::move(url));
    rest.remove_prefix(std::max(start + found.size(), colon + 3));
  }
  return urls;
}

}  // namespace rotonde::calendar
