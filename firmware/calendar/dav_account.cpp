// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/calendar/dav_account.hpp"

#include "firmware/base/log.hpp"
#include "firmware/calendar/combined_source.hpp"
#include "firmware/calendar/dav_collection.hpp"

#include <algorithm>
#include <utility>

namespace rotonde::calendar {
namespace {

constexpr std::chrono::hours kDiscoverEvery{24};

}  // namespace

DavAccount::DavAccount(Runtime& runtime, net::HttpClient& http, Secret url, CalDavSettings settings)
    : runtime_(runtime), client_(http), url_(std::move(url)), settings_(std::move(settings)) {}

DavAccount::~DavAccount() = default;

std::string DavAccount::identity() const {
  // Another user or other calendars are another agenda.
  std::string all = url_.reveal() + "\n" + settings_.user;
  for (const std::string& name : settings_.calendars) all += "\n" + name;
  return DavCollection::identityOf(Secret(std::move(all)));
}

Handle DavAccount::watch(std::function<void()>) { return {}; }

void DavAccount::forget() {
  if (calendars_) calendars_->forget();
}

Handle DavAccount::fetch(std::function<void(Result<SourceContent>)> done) {
  done_ = std::move(done);
  const bool due = !discoveredAt_ || runtime_.steady() - *discoveredAt_ >= kDiscoverEvery;
  if (due) {
    discover();
  } else {
    fetchCalendars();
  }
  // The handle of an earlier fetch may die during a later one.
  return Handle([this, number = ++fetches_] {
    if (number != fetches_) return;
    discovery_.reset();
    fetch_.reset();
    done_ = nullptr;
  });
}

void DavAccount::discover() {
  auto login = makeLogin(settings_);
  if (!login) {
    fetch_ = runtime_.after(milliseconds(0), [this, error = std::move(login.error())] {
      const auto done = std::exchange(done_, nullptr);
      done(std::unexpected(error));
    });
    return;
  }
  client_.setLogin(std::move(*login));
  discovery_ = std::make_unique<DavDiscovery>(client_, url_, settings_.calendars);
  discovery_->start([this](Result<std::vector<DavDiscovery::Found>> found) { discovered(std::move(found)); });
}

void DavAccount::discovered(Result<std::vector<DavDiscovery::Found>> found) {
  if (found) {
    adopt(*found);
    discoveredAt_ = runtime_.steady();
  } else if (!calendars_) {
    discovery_.reset();
    const auto done = std::exchange(done_, nullptr);
    return done(std::unexpected(std::move(found.error())));
  } else {
    log::info("calendar", "the account's calendars are not listed now, those that are known are read: {}",
              found.error().message);
  }
  discovery_.reset();
  fetchCalendars();
}

void DavAccount::adopt(const std::vector<DavDiscovery::Found>& found) {
  std::vector<Secret> urls;
  urls.reserve(found.size());
  for (const auto& calendar : found) urls.push_back(calendar.url);
  std::ranges::sort(urls, {}, &Secret::reveal);
  if (urls == urls_) return;
  urls_ = std::move(urls);
  fetch_.reset();
  log::info("calendar", "reading {} calendar(s) of the CalDAV server", urls_.size());
  std::vector<std::unique_ptr<CalendarSource>> calendars;
  calendars.reserve(urls_.size());
  for (const Secret& url : urls_) calendars.push_back(std::make_unique<DavCollection>(runtime_, client_, url));
  calendars_ = calendars.size() == 1 ? std::move(calendars.front())
                                     : std::make_unique<CombinedSource>(runtime_, std::move(calendars));
}

void DavAccount::fetchCalendars() {
  fetch_ = calendars_->fetch([this](Result<SourceContent> content) {
    // A calendar may have moved or lost its rights: look for it again, next time.
    if (!content && content.error().kind == ErrorKind::AskHuman) discoveredAt_.reset();
    const auto done = std::exchange(done_, nullptr);
    done(std::move(content));
  });
}

}  // namespace rotonde::calendar
