// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/handle.hpp"
#include "firmware/base/runtime.hpp"

#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace rotonde::meeting {

/// A chat message or a reaction.
struct Saying {
  std::string who;
  std::string text;      ///< Empty: a reaction.
  std::string reaction;  ///< Visio's name of it.
  friend bool operator==(const Saying&, const Saying&) = default;
};

/// What people in the meeting have just written, for as long as the screen shows it: never longer, in memory only, and
/// in no log. Main loop.
class Sayings {
 public:
  using Changed = std::function<void(const std::vector<Saying>&)>;

  static constexpr milliseconds kMessageShown{10'000};
  static constexpr milliseconds kReactionShown{4'000};
  static constexpr std::size_t kMostMessages = 3;
  static constexpr std::size_t kMostReactions = 6;
  static constexpr std::size_t kLongestMessage = 300;
  /// A flood of messages changes the status no more often than this.
  static constexpr milliseconds kPace{250};

  Sayings(Runtime& runtime, Changed changed) : runtime_(runtime), changed_(std::move(changed)) {}

  /// A message of the chat. One `id` is taken once: clients send the same message in two forms. An empty one is new.
  void message(const std::string& who, std::string_view text, const std::string& id);
  /// Reactions that Visio does not have are left out.
  void reaction(const std::string& who, const std::string& name);
  void clear();

 private:
  struct Entry {
    Saying saying;
    SteadyTime until;
  };
  void put(Saying saying, milliseconds shown, std::size_t most);
  void refreshSoon();
  void refresh();

  Runtime& runtime_;
  Changed changed_;
  std::deque<Entry> entries_;
  std::deque<std::string> ids_;
  std::vector<Saying> told_;
  SteadyTime refreshed_;
  Handle soon_;
  Handle next_;
};

}  // namespace rotonde::meeting
