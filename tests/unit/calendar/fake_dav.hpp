// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/net/http_client.hpp"
#include "tests/fakes/fake_time.hpp"

#include <algorithm>
#include <format>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace rotonde::calendar::test {

/// A CalDAV server in memory behind the HTTP port, with the faults of real ones. Answers five milliseconds later.
class FakeDav : public net::HttpClient {
 public:
  struct Object {
    std::string etag;
    std::string text;
  };
  struct Calendar {
    std::map<std::string, Object> objects;  ///< By the last part of the path, as written.
    std::vector<std::string> changes;       ///< Names in the order of their changes; the sync-token is the count.
    std::string name = "Salle";
    std::string component = "VEVENT";
  };

  explicit FakeDav(Runtime& runtime) : runtime_(runtime) {}

  void put(const std::string& calendar, const std::string& name, const std::string& text) {
    Calendar& at = calendars[calendar];
    at.objects[name] = {std::format("\"{}\"", ++version_), text};
    at.changes.push_back(name);
  }
  void remove(const std::string& calendar, const std::string& name) {
    calendars[calendar].objects.erase(name);
    calendars[calendar].changes.push_back(name);
  }
  std::size_t count(std::string_view word) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(log, [&](const std::string& line) { return line.contains(word); }));
  }

  Handle send(net::HttpRequest request, std::function<void(Result<net::HttpResponse>)> done) override {
    requests.push_back(request);
    auto answer = answered(request);
    return runtime_.after(milliseconds(5), [answer = std::move(answer), done = std::move(done)] {
      const auto copy = done;
      copy(answer);
    });
  }

  std::map<std::string, Calendar> calendars;  ///< By path, with a slash at the end.
  std::string home = "/dav/room/";
  std::string principal = "/principals/room/";
  bool tags = true;  ///< ctag and sync-token are offered.
  bool syncReport = true;
  bool multiget = true;
  bool absoluteHrefs = false;
  std::string prefix = "d";          ///< Of the DAV: namespace.
  std::size_t pageSize = 1'000'000;  ///< Beyond, a sync-collection is cut short with 507.
  std::set<std::string> forgotten;   ///< Sync-tokens that are answered 403.
  std::set<std::string> withheld;    ///< Objects that neither REPORT nor GET hands out.
  std::function<std::optional<Result<net::HttpResponse>>(const net::HttpRequest&, const std::string& what)> fault;
  std::vector<std::string> log;  ///< "PROPFIND 0 /dav/room/", "sync", "multiget", "query", "GET …".
  std::vector<net::HttpRequest> requests;

  std::string multistatus(const std::string& inside) const {
    return std::format(
        R"(<?xml version="1.0"?><{0}:multistatus xmlns:{0}="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav")"
        R"( xmlns:s="http://calendarserver.org/ns/">{1}</{0}:multistatus>)",
        prefix, inside);
  }
  /// An element of the DAV: namespace.
  std::string dav(std::string_view name, const std::string& inside = {}) const {
    return std::format("<{0}:{1}>{2}</{0}:{1}>", prefix, name, inside);
  }
  std::string found(const std::string& path, const std::string& properties) const {
    return dav("response", dav("href", href(path)) +
                               dav("propstat", dav("prop", properties) + dav("status", "HTTP/1.1 200 OK")) +
                               dav("propstat", dav("prop", dav("quota")) + dav("status", "HTTP/1.1 404 Not Found")));
  }
  std::string status(const std::string& path, const std::string& line) const {
    return dav("response", dav("href", href(path)) + dav("status", "HTTP/1.1 " + line));
  }

 private:
  std::string href(const std::string& path) const { return (absoluteHrefs ? "https://dav.example.org" : "") + path; }

  static std::string between(const std::string& text, std::string_view from, std::string_view to) {
    const std::size_t start = text.find(from);
    if (start == std::string::npos) return {};
    return text.substr(start + from.size(), text.find(to, start) - start - from.size());
  }

  Result<net::HttpResponse> answered(const net::HttpRequest& request) {
    const std::string& url = request.url.reveal();
    const std::string path = url.find('/', 8) == std::string::npos ? "/" : url.substr(url.find('/', 8));
    const auto depth = net::HttpResponse{.headers = request.headers}.header("Depth").value_or("");
    std::string what = request.method + " " + (depth.empty() ? "" : depth + " ") + path;
    if (request.body.contains("sync-collection")) what = "sync " + between(request.body, "<D:sync-token>", "</");
    if (request.body.contains("calendar-multiget")) what = "multiget";
    if (request.body.contains("calendar-query")) what = "query";
    log.push_back(what);
    if (fault) {
      if (auto instead = fault(request, what)) return *instead;
    }
    if (request.method == "GET") return get(path);
    if (request.method == "REPORT") return report(request, path, what);
    return propfind(path, depth);
  }

  net::HttpResponse propfind(const std::string& path, const std::string& depth) {
    std::string out;
    if (path == "/" || path == "/.well-known/caldav") {
      out = found(path, dav("current-user-principal", dav("href", principal)));
    } else if (path == principal) {
      out = found(path, "<c:calendar-home-set>" + dav("href", home) + "</c:calendar-home-set>");
    } else if (path == home) {
      out = found(path, dav("resourcetype", dav("collection")));
      for (const auto& [at, calendar] : calendars) {
        if (depth == "1" && at.starts_with(home)) out += found(at, properties(calendar));
      }
    } else if (const auto at = calendars.find(path); at != calendars.end()) {
      out = found(path, properties(at->second));
      if (depth == "1") {
        for (const auto& [name, object] : at->second.objects) out += found(path + name, dav("getetag", object.etag));
      }
    } else {
      return {.status = 404};
    }
    return {.status = 207, .body = multistatus(out)};
  }

  std::string properties(const Calendar& calendar) const {
    std::string out = dav("resourcetype", dav("collection") + "<c:calendar/>") + dav("displayname", calendar.name) +
                      std::format(
                          "<c:supported-calendar-component-set><c:comp name=\"{}\"/>"
                          "</c:supported-calendar-component-set>",
                          calendar.component);
    if (tags) out += std::format("<s:getctag>{}</s:getctag>", calendar.changes.size());
    if (syncReport) {
      out += dav("supported-report-set", dav("supported-report", dav("report", dav("sync-collection"))));
    }
    return out;
  }

  net::HttpResponse get(const std::string& path) const {
    const std::size_t slash = path.rfind('/') + 1;
    const auto at = calendars.find(path.substr(0, slash));
    if (at == calendars.end() || withheld.contains(path.substr(slash))) return {.status = 403};
    const auto object = at->second.objects.find(path.substr(slash));
    if (object == at->second.objects.end()) return {.status = 404};
    return {.status = 200, .headers = {{"ETag", object->second.etag}}, .body = object->second.text};
  }

  net::HttpResponse report(const net::HttpRequest& request, const std::string& path, const std::string& what) {
    const auto at = calendars.find(path);
    if (at == calendars.end()) return {.status = 404};
    if (what.starts_with("sync")) return syncCollection(path, at->second, what.substr(5));
    std::string out;
    for (const auto& [name, object] : at->second.objects) {
      const bool asked = request.body.contains("<D:href>" + path + name + "</D:href>");
      if (what == "query") out += found(path + name, dav("getetag", object.etag));
      if (what == "multiget" && asked && !withheld.contains(name)) {
        out += found(path + name, dav("getetag", object.etag) + "<c:calendar-data><![CDATA[" + object.text +
                                      "]]></c:calendar-data>");
      }
    }
    if (what == "multiget" && !multiget) return {.status = 501};
    return {.status = 207, .body = multistatus(out)};
  }

  net::HttpResponse syncCollection(const std::string& path, const Calendar& calendar, const std::string& token) const {
    if (!syncReport) return {.status = 415};
    if (forgotten.contains(token)) {
      return {.status = 403, .body = R"(<e:error xmlns:e="DAV:"><e:valid-sync-token/></e:error>)"};
    }
    std::size_t next = token.empty() ? 0 : std::stoul(token.substr(4));
    std::string out;
    std::size_t told = 0;
    for (; next < calendar.changes.size() && told < pageSize; ++next, ++told) {
      const std::string& name = calendar.changes[next];
      const auto object = calendar.objects.find(name);
      if (object != calendar.objects.end()) {
        out += found(path + name, dav("getetag", object->second.etag));
      } else if (!token.empty()) {
        out += status(path + name, "404 Not Found");
      }
    }
    if (next < calendar.changes.size()) out += status(path, "507 Insufficient Storage");
    return {.status = 207, .body = multistatus(out + dav("sync-token", std::format("tok:{}", next)))};
  }

  Runtime& runtime_;
  int version_ = 0;
};

}  // namespace rotonde::calendar::test
