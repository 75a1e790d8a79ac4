// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/control/status_store.hpp"

#include "firmware/control/status_delta.hpp"

#include <map>
#include <utility>

namespace rotonde::control {

namespace {
constexpr std::size_t kKeptDeltas = 1024;
}

/// Shared with the handles that watch() gave out, which may outlive the store.
struct StatusStore::Watchers {
  struct Watcher {
    std::uint64_t from = 0;  ///< It knows this state already; only later deltas are news.
    std::shared_ptr<const std::function<void(const v1::Event&)>> changed;  ///< Shared with a running call of itself.
  };
  std::map<std::uint64_t, Watcher> all;
  std::uint64_t next = 1;
  std::deque<v1::Event> untold;
  bool telling = false;

  /// A watcher may update, watch or go while it is told: everybody still hears all deltas in their order.
  void tell() {
    if (std::exchange(telling, true)) return;
    for (; !untold.empty(); untold.pop_front()) {
      const v1::Event event = untold.front();
      for (auto it = all.begin(); it != all.end();) {
        const auto [key, watcher] = *it;
        if (event.seq() > watcher.from) (*watcher.changed)(event);
        it = all.upper_bound(key);
      }
    }
    telling = false;
  }
};

StatusStore::StatusStore() : watchers_(std::make_shared<Watchers>()) {}
StatusStore::~StatusStore() = default;

void StatusStore::update(const std::string& origin, const std::function<void(v1::Status&)>& change) {
  const v1::Status before = status_;
  change(status_);
  v1::Event delta = difference(before, status_);
  if (delta.changed().empty() && delta.removed().empty()) return;
  delta.set_seq(++seq_);
  delta.set_origin(origin);
  history_.push_back(delta);
  if (history_.size() > kKeptDeltas) history_.pop_front();
  watchers_->untold.push_back(std::move(delta));
  const auto watchers = watchers_;
  watchers->tell();
}

Handle StatusStore::watch(std::function<void(const v1::Event& delta)> changed) {
  const std::uint64_t key = watchers_->next++;
  watchers_->all[key] = {seq_, std::make_shared<const std::function<void(const v1::Event&)>>(std::move(changed))};
  return Handle([weak = std::weak_ptr(watchers_), key] {
    if (const auto watchers = weak.lock()) watchers->all.erase(key);
  });
}

std::optional<std::vector<v1::Event>> StatusStore::since(std::uint64_t seq) const {
  if (seq > seq_ || seq_ - seq > history_.size()) return std::nullopt;
  return std::vector<v1::Event>(history_.end() - static_cast<std::ptrdiff_t>(seq_ - seq), history_.end());
}

v1::Event StatusStore::snapshot() const {
  v1::Event event;
  event.set_seq(seq_);
  event.set_snapshot(true);
  *event.mutable_status() = status_;
  return event;
}

}  // namespace rotonde::control
