// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/handle.hpp"
#include "firmware/control/control.pb.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rotonde::control {

/// The room's one Status. The service's objects change it, everybody else watches. All texts in it are UTF-8 (Protobuf
/// readers refuse others). Main loop.
class StatusStore {
 public:
  StatusStore();
  ~StatusStore();

  const v1::Status& status() const { return status_; }

  /// Lets `change` edit the tree, then tells the watchers what differs, as one Event with the next `seq`; nothing
  /// when nothing differs. `origin` names who caused it ("calendar", "rotondectl#3").
  void update(const std::string& origin, const std::function<void(v1::Status&)>& change);

  /// Calls `changed` with each delta until the handle dies.
  Handle watch(std::function<void(const v1::Event& delta)> changed);

  /// The deltas after `seq`, oldest first; nullopt when they are no longer kept: take a snapshot.
  std::optional<std::vector<v1::Event>> since(std::uint64_t seq) const;
  v1::Event snapshot() const;

 private:
  struct Watchers;
  v1::Status status_;
  std::uint64_t seq_ = 0;
  std::deque<v1::Event> history_;
  std::shared_ptr<Watchers> watchers_;
};

}  // namespace rotonde::control
