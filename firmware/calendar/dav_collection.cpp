// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/calendar/dav_collection.hpp"

#include "firmware/base/log.hpp"
#include "firmware/calendar/dav_bodies.hpp"

#include <glib.h>

#include <algorithm>
#include <format>
#include <iterator>
#include <memory>
#include <utility>

namespace rotonde::calendar {
namespace {

constexpr std::chrono::hours kCompareEvery{24};
// Wider than the agenda's window, so that it can slide for a day.
constexpr std::chrono::days kBack{2};
constexpr std::chrono::days kAhead{17};

constexpr std::size_t kLargestObject = 1U << 20U;

constexpr int kMultistatus = 207;
constexpr int kInsufficientStorage = 507;

/// The server is unwell or busy: everything is tried again later.
bool isPassing(int status) { return status == 429 || status == 502 || status == 503 || status == 504; }

}  // namespace

DavCollection::DavCollection(Runtime& runtime, DavClient& client, Secret url, const DavCollectionLimits& limits)
    : runtime_(runtime), client_(client), url_(std::move(url)), limits_(limits) {}

std::string DavCollection::identity() const { return identityOf(url_); }

std::string DavCollection::identityOf(const Secret& what) {
  const std::string& text = what.reveal();
  const std::unique_ptr<char, decltype(&g_free)> sum(
      g_compute_checksum_for_string(G_CHECKSUM_SHA256, text.data(), static_cast<gssize>(text.size())), g_free);
  return std::string("caldav ") + sum.get();
}

Handle DavCollection::watch(std::function<void()>) { return {}; }

void DavCollection::forget() {
  objects_.clear();
  bytes_ = 0;
  tag_.reset();
  token_.reset();
  syncToken_.clear();
  unread_.clear();
  comparedAt_.reset();
  changed_ = true;
}

Handle DavCollection::fetch(std::function<void(Result<SourceContent>)> done) {
  done_ = std::move(done);
  newSyncToken_ = syncToken_;
  seen_.clear();
  seenAll_ = false;
  rounds_ = 0;
  batch_.clear();
  singles_.clear();
  readState();
  // The handle of an earlier fetch may die during a later one.
  return Handle([this, number = ++fetches_] {
    if (number != fetches_) return;
    request_.reset();
    done_ = nullptr;
  });
}

void DavCollection::send(DavRequest request, std::function<void(Result<DavResponse>)> done) {
  request_ = client_.send(std::move(request), std::move(done));
}

void DavCollection::fail(Error error) {
  const auto done = std::exchange(done_, nullptr);
  done(std::unexpected(std::move(error)));
}

void DavCollection::readState() {
  send({"PROPFIND", url_, 0, dav::calendarState()}, [this](Result<DavResponse> response) {
    if (!response) return fail(std::move(response.error()));
    if (response->status != kMultistatus) return fail(explainStatus(*response, "the calendar"));
    const auto answer = readMultistatus(response->body);
    if (!answer) return fail(answer.error());
    stateRead(*answer);
  });
}

void DavCollection::stateRead(const DavAnswer& answer) {
  if (answer.resources.empty()) return fail(tryLater("the calendar server's answer names no calendar").error());
  const DavResource& state = answer.resources.front();
  newTag_ = state.calendarTag;
  newToken_ = state.syncToken;
  const bool due = !comparedAt_ || runtime_.steady() - *comparedAt_ >= kCompareEvery;
  const bool tells = newTag_ || newToken_;
  if (!due && tells && newTag_ == tag_ && newToken_ == token_) {
    for (const auto& [path, wanted] : unread_) batch_.push_back(wanted);
    return read();
  }
  if (due && !tooLarge_) onlyAround_ = false;
  if (onlyAround_) return query();
  const bool canSync = syncWorks_ && (state.syncReport || state.syncToken);
  // The daily comparison heals what a sync-collection may have kept from us.
  if (canSync && (syncToken_.empty() || !due)) return sync();
  list();
}

void DavCollection::sync() {
  seenAll_ = newSyncToken_.empty() || (seenAll_ && rounds_ > 0);
  send({"REPORT", url_, 0, dav::syncCollection(newSyncToken_)},
       [this](Result<DavResponse> response) { synced(std::move(response)); });
}

void DavCollection::synced(Result<DavResponse> response) {
  if (!response) return fail(std::move(response.error()));
  if (response->status != kMultistatus) return syncRefused(*response);
  const auto answer = readMultistatus(response->body);
  if (!answer) return fail(answer.error());
  const bool more = take(*answer, response->url);
  const bool advanced = !answer->syncToken.empty() && answer->syncToken != newSyncToken_;
  if (more && (!advanced || ++rounds_ > limits_.syncRounds)) {
    // A server that goes round in circles: its listing is asked for instead.
    newSyncToken_.clear();
    return list();
  }
  newSyncToken_ = answer->syncToken;
  if (more) return sync();
  compare();
}

/// RFC 6578 §3.2: a token that the server forgot is answered 403 or 409 (others: 400, 410, 412), too much with 507.
void DavCollection::syncRefused(const DavResponse& response) {
  if (isPassing(response.status)) return fail(explainStatus(response, "what changed"));
  seen_.clear();
  rounds_ = 0;
  const bool hadToken = !newSyncToken_.empty();
  newSyncToken_.clear();
  if (hadToken && response.status != kInsufficientStorage) {
    const bool forgot = namesPrecondition(response.body, "valid-sync-token");
    log::info("calendar", "the server {} the sync-token ({}); the whole calendar is compared",
              forgot ? "has forgotten" : "does not take", response.status);
    return sync();
  }
  // Its listing needs no report. What is only too much now may work another day: comparedAt_ brings it back.
  if (response.status != kInsufficientStorage) syncWorks_ = false;
  list();
}

void DavCollection::list() {
  seen_.clear();
  seenAll_ = true;
  send({"PROPFIND", url_, 1, dav::listing()}, [this](Result<DavResponse> response) { listed(std::move(response)); });
}

void DavCollection::listed(Result<DavResponse> response) {
  // More than is accepted, or more than the server wants to give.
  if (!response && response.error().kind == ErrorKind::Refused) return query();
  if (!response) return fail(std::move(response.error()));
  if (response->status == 403 || response->status == 413 || response->status == kInsufficientStorage) return query();
  if (response->status != kMultistatus) return fail(explainStatus(*response, "the calendar's listing"));
  const auto answer = readMultistatus(response->body);
  if (!answer) return fail(answer.error());
  if (take(*answer, response->url)) return query();
  compare();
}

void DavCollection::query() {
  if (!onlyAround_) log::info("calendar", "the calendar is large: only the events around now are kept");
  onlyAround_ = true;
  newSyncToken_.clear();
  seen_.clear();
  seenAll_ = true;
  const auto now = std::chrono::floor<std::chrono::seconds>(runtime_.wall());
  send({"REPORT", url_, 1, dav::timeRange(now - kBack, now + kAhead)}, [this](Result<DavResponse> response) {
    if (!response) return fail(std::move(response.error()));
    if (response->status != kMultistatus) return fail(explainStatus(*response, "the events of these weeks"));
    const auto answer = readMultistatus(response->body);
    if (!answer) return fail(answer.error());
    take(*answer, response->url);
    if (seen_.size() > limits_.objects) {
      return fail(askHuman(std::format("the calendar has more than {} events around now; give the room one of its own",
                                       limits_.objects))
                      .error());
    }
    compare();
  });
}

bool DavCollection::take(const DavAnswer& answer, const Secret& base) {
  bool more = false;
  const std::string own = comparablePath(url_);
  const std::string answered = comparablePath(base);
  for (const DavResource& resource : answer.resources) {
    const auto url = resolveHref(base, resource.href);
    if (!url) continue;
    std::string path = comparablePath(*url);
    if (path == own || path == answered) {
      more |= resource.status == kInsufficientStorage;
      continue;
    }
    if (resource.isCollection) continue;
    if (resource.status == 404 || resource.status == 410) {
      seen_.erase(path);
      if (!seenAll_) drop(path);
      continue;
    }
    if (resource.status >= 300) continue;
    const std::size_t start = url->reveal().find('/', url->reveal().find("://") + 3);
    Wanted wanted{path, start == std::string::npos ? "/" : url->reveal().substr(start), resource.etag.value_or("")};
    seen_.insert_or_assign(std::move(path), std::move(wanted));
  }
  return more;
}

/// What is new or gone, now that the server has said all.
void DavCollection::compare() {
  if (seenAll_ && seen_.size() > limits_.objects && !onlyAround_) {
    tooLarge_ = true;
    return query();
  }
  if (seenAll_) {
    std::vector<std::string> gone;
    for (const auto& [path, object] : objects_) {
      if (!seen_.contains(path)) gone.push_back(path);
    }
    for (const std::string& path : gone) drop(path);
    std::erase_if(unread_, [this](const auto& entry) { return !seen_.contains(entry.first); });
  }
  for (const auto& [path, wanted] : unread_) seen_.try_emplace(path, wanted);
  for (const auto& [path, wanted] : seen_) {
    const auto known = objects_.find(path);
    if (known == objects_.end() || wanted.etag.empty() || known->second.etag != wanted.etag) batch_.push_back(wanted);
  }
  read();
}

/// Fetches what `batch_` and `singles_` name, then completes.
void DavCollection::read() {
  if (bytes_ > limits_.bytes) {
    batch_.clear();
    singles_.clear();
    tooLarge_ = true;
    if (!onlyAround_) return query();
    return fail(askHuman("the events around now are larger than 10 MiB; give the room a calendar of its own").error());
  }
  if (!multigetWorks_) std::ranges::move(std::exchange(batch_, {}), std::back_inserter(singles_));
  if (!batch_.empty()) return readBatch();
  if (!singles_.empty()) return readSingle();
  complete();
}

void DavCollection::readBatch() {
  const auto count = static_cast<std::ptrdiff_t>(std::min(limits_.batch, batch_.size()));
  std::vector<Wanted> batch(batch_.begin(), batch_.begin() + count);
  batch_.erase(batch_.begin(), batch_.begin() + count);
  std::vector<std::string> paths;
  paths.reserve(batch.size());
  for (const Wanted& wanted : batch) paths.push_back(wanted.sent);
  send({"REPORT", url_, 1, dav::multiget(paths)},
       [this, batch = std::move(batch)](Result<DavResponse> response) { batchRead(batch, std::move(response)); });
}

void DavCollection::batchRead(std::vector<Wanted> batch, Result<DavResponse> response) {
  const bool tooLarge = !response && response.error().kind == ErrorKind::Refused;
  if (!response && !tooLarge) return fail(std::move(response.error()));
  if (response && isPassing(response->status)) return fail(explainStatus(*response, "the calendar's events"));
  if (response && response->status == kMultistatus) {
    const auto answer = readMultistatus(response->body);
    if (!answer) return fail(answer.error());
    for (const DavResource& resource : answer->resources) {
      const auto url = resolveHref(response->url, resource.href);
      const auto wanted = std::ranges::find(batch, url ? comparablePath(*url) : "", &Wanted::path);
      if (wanted == batch.end()) continue;
      if (resource.status == 404 || resource.status == 410) {
        drop(wanted->path);
      } else if (resource.calendarData) {
        store(*wanted, *resource.calendarData, resource.etag.value_or(""));
      } else {
        continue;
      }
      batch.erase(wanted);
    }
  } else if (response) {
    multigetWorks_ = false;
  }
  std::ranges::move(batch, std::back_inserter(singles_));
  read();
}

void DavCollection::readSingle() {
  const Wanted wanted = std::move(singles_.back());
  singles_.pop_back();
  const auto url = resolveHref(url_, wanted.sent);
  if (!url) return read();
  send({"GET", *url, 0, {}}, [this, wanted](Result<DavResponse> response) { singleRead(wanted, std::move(response)); });
}

void DavCollection::singleRead(const Wanted& wanted, Result<DavResponse> response) {
  if (!response && response.error().kind != ErrorKind::Refused) return fail(std::move(response.error()));
  if (response && isPassing(response->status)) return fail(explainStatus(*response, "an event"));
  if (response && response->status == 200) {
    store(wanted, std::move(response->body), {});
  } else if (response && (response->status == 404 || response->status == 410)) {
    drop(wanted.path);
  } else if (!response) {
    store(wanted, std::string(kLargestObject + 1, ' '), {});
  } else if (unread_.size() < limits_.batch) {
    // One object that is not handed out hides no other; it is asked for again with the next fetch.
    changed_ |= unread_.insert_or_assign(wanted.path, wanted).second;
  }
  read();
}

void DavCollection::store(const Wanted& wanted, std::string text, const std::string& etag) {
  // One monstrous invitation must not push the others out.
  if (text.size() > kLargestObject) text.clear();
  Object& object = objects_[wanted.path];
  if (object.text != text) changed_ = true;
  bytes_ = bytes_ - object.text.size() + text.size();
  object.text = std::move(text);
  object.etag = etag.empty() ? wanted.etag : etag;
  unread_.erase(wanted.path);
}

void DavCollection::drop(const std::string& path) {
  unread_.erase(path);
  const auto found = objects_.find(path);
  if (found == objects_.end()) return;
  bytes_ -= found->second.text.size();
  objects_.erase(found);
  changed_ = true;
}

void DavCollection::complete() {
  tag_ = newTag_;
  token_ = newToken_;
  syncToken_ = newSyncToken_;
  if (seenAll_) comparedAt_ = runtime_.steady();
  SourceContent content{.unchanged = !changed_, .validated = tag_ || token_, .separate = true};
  if (changed_) {
    for (const auto& [path, object] : objects_) {
      if (object.text.empty()) {
        content.skipped.push_back(std::format("{}: larger than {} bytes", lastPart(path), kLargestObject));
      } else {
        content.objects.push_back({lastPart(path), object.text});
      }
    }
    for (const auto& [path, wanted] : unread_) {
      content.skipped.push_back(std::format("{}: the server does not hand it out", lastPart(path)));
    }
  }
  changed_ = false;
  const auto done = std::exchange(done_, nullptr);
  done(std::move(content));
}

}  // namespace rotonde::calendar
