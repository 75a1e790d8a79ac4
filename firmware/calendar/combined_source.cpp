// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/calendar/combined_source.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace rotonde::calendar {
namespace {

constexpr std::chrono::hours kLongestRetryAfter{1};
constexpr std::chrono::days kKeptFor{7};
constexpr int kPatience = 3;

}  // namespace

CombinedSource::CombinedSource(Runtime& runtime, std::vector<std::unique_ptr<CalendarSource>> parts)
    : runtime_(runtime) {
  for (auto& source : parts) parts_.push_back({.source = std::move(source)});
}

std::string CombinedSource::identity() const {
  std::string all = "combined";
  for (const Part& part : parts_) all += " " + part.source->identity();
  return all;
}

void CombinedSource::forget() {
  for (Part& part : parts_) part.source->forget();
  whole_ = true;
}

Handle CombinedSource::watch(std::function<void()> changed) {
  auto watches = std::make_unique<std::vector<Handle>>();
  for (Part& part : parts_) {
    if (Handle watch = part.source->watch(changed)) watches->push_back(std::move(watch));
  }
  if (watches->empty()) return {};
  return Handle([watches = std::move(watches)]() mutable { watches.reset(); });
}

Handle CombinedSource::fetch(std::function<void(Result<SourceContent>)> done) {
  done_ = std::move(done);
  const SteadyTime now = runtime_.steady();
  for (Part& part : parts_) part.busy = !part.error || now >= part.retryAt;
  for (Part& part : parts_) {
    if (!part.busy) continue;
    part.fetch = part.source->fetch([this, &part](Result<SourceContent> result) { taken(part, std::move(result)); });
  }
  // Only when every part waits for its retry.
  later_ = runtime_.after(milliseconds(0), [this] { settle(); });
  // The handle of an earlier fetch may die during a later one.
  return Handle([this, number = ++fetches_] {
    if (number != fetches_) return;
    for (Part& part : parts_) part.fetch.reset();
    later_.reset();
    done_ = nullptr;
  });
}

void CombinedSource::taken(Part& part, Result<SourceContent> result) {
  part.busy = false;
  const SteadyTime now = runtime_.steady();
  if (result) {
    if (!result->unchanged) {
      part.objects = std::move(result->objects);
      part.skipped = std::move(result->skipped);
      part.changed = true;
    }
    part.problem = std::move(result->problem);
    part.validated = result->validated;
    part.separate = result->separate;
    part.error.reset();
    part.failures = 0;
    part.readAt = now;
  } else {
    part.error = std::move(result.error());
    part.failures = std::min(part.failures + 1, kPatience);
    part.retryAt = now + std::min<milliseconds>(part.error->retryAfter, kLongestRetryAfter);
    if (part.readAt && now - *part.readAt > kKeptFor && !part.objects.empty()) {
      part.objects.clear();
      part.changed = true;
    }
  }
  settle();
}

void CombinedSource::settle() {
  if (!done_ || std::ranges::any_of(parts_, &Part::busy)) return;
  later_.reset();
  const auto done = std::exchange(done_, nullptr);
  done(combined());
}

Result<SourceContent> CombinedSource::combined() {
  const auto failing = std::ranges::find_if(parts_, [](const Part& part) { return part.error.has_value(); });
  const Error* problem = failing == parts_.end() || !failing->error ? nullptr : &*failing->error;
  const bool allFail = std::ranges::all_of(parts_, [](const Part& part) { return part.error.has_value(); });
  const bool unknown = std::ranges::any_of(
      parts_, [](const Part& part) { return part.error && !part.readAt && part.failures < kPatience; });
  if (problem && (allFail || unknown)) return std::unexpected(*problem);
  SourceContent content{.validated = true};
  if (problem) content.problem = problem->message;
  for (Part& part : parts_) {
    whole_ |= std::exchange(part.changed, false);
    if (part.readAt) content.validated &= part.validated;
    content.separate |= part.separate;
    if (content.problem.empty()) content.problem = part.problem;
  }
  content.unchanged = !std::exchange(whole_, false);
  if (content.unchanged) return content;
  for (const Part& part : parts_) {
    std::ranges::copy(part.objects, std::back_inserter(content.objects));
    std::ranges::copy(part.skipped, std::back_inserter(content.skipped));
  }
  return content;
}

}  // namespace rotonde::calendar
