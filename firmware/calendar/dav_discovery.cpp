// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/calendar/dav_discovery.hpp"

#include "firmware/calendar/dav_bodies.hpp"
#include "firmware/calendar/url.hpp"

#include <algorithm>
#include <format>
#include <optional>
#include <utility>

namespace rotonde::calendar {
namespace {

constexpr std::size_t kMostHomes = 8;
constexpr std::size_t kMostCalendars = 32;
constexpr int kMultistatus = 207;

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < 8; ++i) text += (i == 0 ? "\"" : ", \"") + names[i] + '"';
  return text;
}

/// Whether a calendar may hold events: tasks and notes have calendars of their own on some servers.
bool holdsEvents(const DavResource& resource) {
  return resource.isCalendar && (resource.components.empty() || std::ranges::contains(resource.components, "VEVENT"));
}

std::string nameOf(const DavResource& resource, const Secret& url) {
  std::string name = resource.displayName.empty() ? lastPart(comparablePath(url)) : resource.displayName.substr(0, 100);
  std::ranges::replace_if(name, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; }, ' ');
  return name;
}

}  // namespace

DavDiscovery::DavDiscovery(DavClient& client, Secret url, std::vector<std::string> names)
    : client_(client), url_(std::move(url)), names_(std::move(names)) {}

void DavDiscovery::start(std::function<void(Result<std::vector<Found>>)> done) {
  done_ = std::move(done);
  const auto wellKnown = resolveHref(url_, "/.well-known/caldav");
  if (!wellKnown) return finish(askHuman("calendar.caldav is no address; write https://HOST/ or the calendar's own"));
  // An address without a path only names the server.
  const bool onlyServer = comparablePath(url_).empty();
  candidates_ = onlyServer ? std::vector{url_, *wellKnown} : std::vector{*wellKnown, url_};
  tryNext();
}

void DavDiscovery::finish(Result<std::vector<Found>> result) {
  const auto done = std::exchange(done_, nullptr);
  done(std::move(result));
}

void DavDiscovery::ask(Secret url, int depth, std::function<void(const DavResource*, const DavResponse&)> next) {
  request_ =
      client_.send({"PROPFIND", std::move(url), depth, dav::discovery()},
                   [this, next = std::move(next)](Result<DavResponse> response) {
                     // What the network or the login hinders, it hinders everywhere.
                     if (!response && response.error().kind == ErrorKind::TryLater) {
                       return finish(std::unexpected(std::move(response.error())));
                     }
                     if (!response) {
                       if (!firstError_) firstError_ = std::move(response.error());
                       return next(nullptr, {});
                     }
                     if (response->status != kMultistatus) {
                       if (!firstError_) firstError_ = explainStatus(*response, "this address");
                       return next(nullptr, *response);
                     }
                     const auto answer = readMultistatus(response->body);
                     if (!answer && !firstError_) firstError_ = answer.error();
                     next(answer && !answer->resources.empty() ? &answer->resources.front() : nullptr, *response);
                   });
}

void DavDiscovery::tryNext() {
  if (candidates_.empty()) return finishWithWhatWasFound();
  Secret url = std::move(candidates_.back());
  candidates_.pop_back();
  ask(std::move(url), 0, [this](const DavResource* resource, const DavResponse& response) {
    if (resource == nullptr) return tryNext();
    looked(*resource, response);
  });
}

void DavDiscovery::looked(const DavResource& resource, const DavResponse& response) {
  if (resource.isCalendar) {
    found_.push_back({response.url, nameOf(resource, response.url)});
    return finish(std::move(found_));
  }
  addHomes(resource.homes, response.url);
  if (!homes_.empty()) return nextHome();
  for (const std::string& href : resource.principals) {
    if (const auto url = resolveHref(response.url, href)) return principal(*url);
    if (const auto other = parseUrl(href)) elsewhere_ = other->host;
  }
  // A folder that is nobody's home may still hold calendars.
  if (resource.isCollection) {
    homes_.push_back(response.url);
    return nextHome();
  }
  tryNext();
}

void DavDiscovery::principal(const Secret& url) {
  ask(url, 0, [this](const DavResource* resource, const DavResponse& response) {
    if (resource != nullptr) addHomes(resource->homes, response.url);
    if (homes_.empty()) return tryNext();
    nextHome();
  });
}

void DavDiscovery::addHomes(const std::vector<std::string>& hrefs, const Secret& base) {
  for (const std::string& href : hrefs) {
    if (const auto url = resolveHref(base, href)) {
      if (homes_.size() < kMostHomes && !std::ranges::contains(homes_, *url)) homes_.push_back(*url);
    } else if (const auto other = parseUrl(href)) {
      elsewhere_ = other->host;
    }
  }
}

void DavDiscovery::nextHome() {
  if (homes_.empty()) {
    if (found_.empty() && otherNames_.empty()) return tryNext();
    return finishWithWhatWasFound();
  }
  const Secret home = std::move(homes_.back());
  homes_.pop_back();
  request_ = client_.send({"PROPFIND", home, 1, dav::discovery()}, [this](Result<DavResponse> response) {
    if (!response && response.error().kind == ErrorKind::TryLater) {
      return finish(std::unexpected(std::move(response.error())));
    }
    if (response && response->status == kMultistatus) {
      const auto answer = readMultistatus(response->body);
      if (!answer) return finish(std::unexpected(answer.error()));
      homeRead(*answer, response->url);
    } else if (!firstError_) {
      firstError_ = response ? explainStatus(*response, "the room's calendars") : response.error();
    }
    nextHome();
  });
}

void DavDiscovery::homeRead(const DavAnswer& answer, const Secret& base) {
  for (const DavResource& resource : answer.resources) {
    if (!holdsEvents(resource) || found_.size() >= kMostCalendars) continue;
    const auto url = resolveHref(base, resource.href);
    if (!url) continue;
    const std::string name = nameOf(resource, *url);
    if (names_.empty() || std::ranges::contains(names_, name) ||
        std::ranges::contains(names_, lastPart(comparablePath(*url)))) {
      found_.push_back({*url, name});
    } else {
      otherNames_.push_back(name);
    }
  }
}

void DavDiscovery::finishWithWhatWasFound() {
  if (!found_.empty()) return finish(std::move(found_));
  if (!otherNames_.empty()) {
    return finish(askHuman(
        std::format("no calendar of the account has a name of calendar.calendars; it has {}", listed(otherNames_))));
  }
  if (!elsewhere_.empty()) {
    return finish(askHuman(
        std::format("the room's calendars are on another server, {}, which must not get its password unasked; if that "
                    "is right, write https://{}/ in calendar.caldav",
                    elsewhere_, elsewhere_)));
  }
  if (firstError_) return finish(std::unexpected(std::move(*firstError_)));
  finish(
      askHuman("the account has no calendar for events; share one with it, or write its address in calendar.caldav"));
}

}  // namespace rotonde::calendar
