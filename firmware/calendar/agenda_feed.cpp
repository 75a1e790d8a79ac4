// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/calendar/agenda_feed.hpp"

#include "firmware/base/log.hpp"
#include "firmware/calendar/expander.hpp"

#include <algorithm>
#include <format>
#include <functional>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>

namespace rotonde::calendar {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr days kBack{1};
constexpr days kAhead{14};
constexpr minutes kExpandEvery{15};
constexpr minutes kTouchEvery{10};
constexpr seconds kTick{60};
constexpr minutes kLongestBackoff{15};
constexpr hours kLongestRetryAfter{1};
/// Feeds that cannot tell cheaply whether something changed are asked less often.
constexpr seconds kUnvalidatedPoll{120};
constexpr days kKeptFor{7};

bool same(const Agenda& a, const Agenda& b) {
  return a.fetched == b.fetched && a.problem == b.problem && a.occurrences == b.occurrences;
}

/// One meeting that was put into several calendars under different UIDs is one to the room: same times, same link.
void mergeCopies(std::vector<Occurrence>& occurrences) {
  using Meeting = std::tuple<WallTime, WallTime, std::string, std::string>;
  std::map<Meeting, std::size_t> first;
  std::vector<Occurrence> kept;
  for (Occurrence& occurrence : occurrences) {
    if (occurrence.link) {
      const Meeting meeting{occurrence.start, occurrence.end, occurrence.link->host, occurrence.link->slug.reveal()};
      const auto [known, isNew] = first.try_emplace(meeting, kept.size());
      if (!isNew) {
        Occurrence& other = kept[known->second];
        if (other.tentative && !occurrence.tentative) other = std::move(occurrence);
        continue;
      }
    }
    kept.push_back(std::move(occurrence));
  }
  occurrences = std::move(kept);
}

std::string listed(const std::vector<std::string>& items) {
  std::string text;
  for (std::size_t i = 0; i < items.size() && i < 5; ++i) text += (i == 0 ? "" : "; ") + items[i];
  if (items.size() > 5) text += std::format("; and {} more", items.size() - 5);
  return text;
}

}  // namespace

AgendaFeed::AgendaFeed(Runtime& runtime, net::HttpClient& http, FeedSettings settings, Listener& listener)
    : AgendaFeed(runtime, std::unique_ptr<CalendarSource>(), std::move(settings), listener) {
  auto source = makeSource(runtime, http, settings_.feed, settings_.caldav);
  if (source) {
    source_ = std::move(*source);
  } else {
    unusable_ = std::move(source.error().message);
  }
}

AgendaFeed::AgendaFeed(Runtime& runtime, std::unique_ptr<CalendarSource> source, FeedSettings settings,
                       Listener& listener)
    : runtime_(runtime),
      settings_(std::move(settings)),
      listener_(listener),
      source_(std::move(source)),
      zones_(settings_.zone),
      links_(settings_.hosts),
      store_(settings_.stateDirectory / "calendar") {}

AgendaFeed::~AgendaFeed() = default;

void AgendaFeed::start() {
  if (!zones_.problem().empty()) log::error("calendar", "{}", zones_.problem());
  if (!source_) {
    agenda_.problem = unusable_;
    if (!unusable_.empty()) log::error("calendar", "{}", unusable_);
    listener_.agendaChanged(agenda_);
    return;
  }
  identity_ = source_->identity();
  jitter_.seed(static_cast<std::minstd_rand::result_type>(std::hash<std::string>{}(identity_)));
  if (const auto stored = store_.load(identity_)) {
    if (auto content = read(stored->objects, true)) {
      agenda_.fetched = stored->fetched;
      touchedAt_ = stored->fetched;
      adopt(std::move(*content));
      agenda_ = expanded(std::move(agenda_));
    }
  }
  listener_.agendaChanged(agenda_);
  watch_ = source_->watch([this] { refreshNow(); });
  tick_ = runtime_.after(kTick, [this] { tick(); });
  refreshNow();
}

void AgendaFeed::refreshNow() {
  if (!source_ || fetching_) return;
  nextFetch_.reset();
  fetching_ = true;
  fetch_ = source_->fetch([this](Result<SourceContent> content) { fetched(std::move(content)); });
}

void AgendaFeed::fetched(Result<SourceContent> content) {
  fetching_ = false;
  if (!content) {
    failed(content.error());
    return;
  }
  const WallTime now = runtime_.wall();
  bool expandAgain = !agenda_.fetched || now - *agenda_.fetched > kKeptFor;
  if (!content->unchanged) {
    auto read = this->read(content->objects, content->separate);
    if (!read) {
      source_->forget();
      failed(read.error());
      return;
    }
    if (const auto saved = store_.save(identity_, content->objects, now); !saved) {
      log::error("calendar", "{}", saved.error().message);
    }
    touchedAt_ = now;
    std::ranges::move(content->skipped, std::back_inserter(read->skipped));
    adopt(std::move(*read));
    expandAgain = true;
  } else if (now - touchedAt_ >= kTouchEvery || now < touchedAt_) {
    store_.touch(now);
    touchedAt_ = now;
  }
  if (failures_ > 0) log::info("calendar", "the feed is read again after {} failures", failures_);
  failures_ = 0;
  Agenda next = agenda_;
  next.fetched = now;
  if (!content->problem.empty() && content->problem != next.problem) {
    log::warning("calendar", "one of the calendars is not up to date: {}", content->problem);
  }
  next.problem = std::move(content->problem);
  publish(expandAgain ? expanded(std::move(next)) : std::move(next));
  scheduleFetch(content->validated ? settings_.poll : std::max(settings_.poll, kUnvalidatedPoll));
}

void AgendaFeed::failed(const Error& error) {
  if (failures_ == 0) log::warning("calendar", "{}", error.message);
  failures_ = std::min(failures_ + 1, 10);
  Agenda next = agenda_;
  next.problem = error.message;
  publish(std::move(next));
  const milliseconds backoff = std::min<milliseconds>(settings_.poll * (1 << failures_), kLongestBackoff);
  scheduleFetch(std::max(backoff, std::min<milliseconds>(error.retryAfter, kLongestRetryAfter)));
}

Result<CalendarContent> AgendaFeed::read(const std::vector<SourceObject>& objects, bool separate) {
  CalendarContent content;
  const EventReader reader(zones_, links_, settings_.address);
  std::optional<Error> first;
  std::size_t good = 0;
  for (const SourceObject& object : objects) {
    const auto stream = readIcal(object.text);
    if (stream) {
      ++good;
      reader.read(*stream, content);
    } else {
      content.skipped.push_back(std::format("{}: {}", object.name, stream.error().message));
      if (!first) first = stream.error();
    }
  }
  if (good == 0 && first && !separate) return std::unexpected(std::move(*first));
  return content;
}

void AgendaFeed::adopt(CalendarContent content) {
  content_ = std::move(content);
  if (!content_.skipped.empty() && content_.skipped != report_.skipped) {
    log::warning("calendar", "left out or read in part: {}", listed(content_.skipped));
  }
  if (!content_.unresolved.empty() && content_.unresolved != report_.unresolved) {
    log::warning("calendar", "unknown time zones, read as {}: {}", zones_.room().name(), listed(content_.unresolved));
  }
  report_.events = content_.events.size();
  report_.skipped = content_.skipped;
  report_.unresolved = content_.unresolved;
}

Agenda AgendaFeed::expanded(Agenda agenda) {
  const WallTime now = runtime_.wall();
  expandedAt_ = now;
  const Instant second = std::chrono::floor<seconds>(now);
  Expansion expansion = expand(content_.events, {second - kBack, second + kAhead});
  if (!expansion.partlyRead.empty() && expansion.partlyRead != report_.partlyRead) {
    log::warning("calendar", "series beyond the bounds, read in part: {}", listed(expansion.partlyRead));
  }
  report_.partlyRead = std::move(expansion.partlyRead);
  agenda.occurrences = std::move(expansion.occurrences);
  mergeCopies(agenda.occurrences);
  // A copy older than a week says nothing about today.
  if (agenda.fetched && now - *agenda.fetched > kKeptFor) agenda.occurrences.clear();
  return agenda;
}

/// Slides the window, and notices a wall clock that jumped.
void AgendaFeed::tick() {
  tick_ = runtime_.after(kTick, [this] { tick(); });
  const auto since = runtime_.wall() - expandedAt_;
  if (agenda_.fetched && (since >= kExpandEvery || since < milliseconds(0))) {
    publish(expanded(agenda_));
  }
}

void AgendaFeed::scheduleFetch(milliseconds delay) {
  // ±10 %, so that rooms do not ask in step.
  std::uniform_int_distribution<int> permille(900, 1100);
  nextFetch_ = runtime_.after(delay * permille(jitter_) / 1000, [this] { refreshNow(); });
}

void AgendaFeed::publish(Agenda next) {
  if (same(next, agenda_)) return;
  agenda_ = std::move(next);
  listener_.agendaChanged(agenda_);
}

}  // namespace rotonde::calendar
