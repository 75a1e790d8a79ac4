// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/meeting/sayings.hpp"

#include "firmware/base/foreign_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace rotonde::meeting {
namespace {

constexpr std::size_t kRemembered = 64;
constexpr std::size_t kLongestId = 64;
constexpr auto kReactions =
    std::to_array<std::string_view>({"thumbs-up", "thumbs-down", "clapping-hands", "red-heart",
                                     "face-with-tears-of-joy", "face-with-open-mouth", "party-popper", "folded-hands"});

}  // namespace

void Sayings::message(const std::string& who, std::string_view text, const std::string& id) {
  if (!id.empty()) {
    if (id.size() > kLongestId || std::ranges::find(ids_, id) != ids_.end()) return;
    ids_.push_back(id);
    if (ids_.size() > kRemembered) ids_.pop_front();
  }
  std::string line = foreignLine(text, kLongestMessage);
  if (!line.empty()) put({.who = who, .text = std::move(line), .reaction = {}}, kMessageShown, kMostMessages);
}

void Sayings::reaction(const std::string& who, const std::string& name) {
  if (std::ranges::find(kReactions, name) == kReactions.end()) return;
  Saying saying{.who = who, .text = {}, .reaction = name};
  // The same again is the same, longer.
  std::erase_if(entries_, [&](const Entry& entry) { return entry.saying == saying; });
  put(std::move(saying), kReactionShown, kMostReactions);
}

void Sayings::put(Saying saying, milliseconds shown, std::size_t most) {
  const bool isText = !saying.text.empty();
  const auto ofKind = [isText](const Entry& entry) { return entry.saying.text.empty() != isText; };
  if (std::ranges::count_if(entries_, ofKind) >= static_cast<std::ptrdiff_t>(most)) {
    entries_.erase(std::ranges::find_if(entries_, ofKind));
  }
  entries_.push_back({std::move(saying), runtime_.steady() + shown});
  refreshSoon();
}

void Sayings::refreshSoon() {
  if (soon_) return;
  const auto since = std::chrono::duration_cast<milliseconds>(runtime_.steady() - refreshed_);
  soon_ = runtime_.after(std::max(milliseconds(0), kPace - since), [this] { refresh(); });
}

void Sayings::refresh() {
  soon_.reset();
  next_.reset();
  const auto now = refreshed_ = runtime_.steady();
  std::erase_if(entries_, [now](const Entry& entry) { return entry.until <= now; });
  std::vector<Saying> sayings;
  for (const Entry& entry : entries_) sayings.push_back(entry.saying);
  if (!entries_.empty()) {
    const auto first = std::ranges::min(entries_, {}, &Entry::until).until;
    next_ = runtime_.after(std::chrono::ceil<milliseconds>(first - now), [this] { refresh(); });
  }
  if (std::exchange(told_, sayings) != sayings) changed_(sayings);
}

void Sayings::clear() {
  entries_.clear();
  ids_.clear();
  soon_.reset();
  refresh();
}

}  // namespace rotonde::meeting
