// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/runtime.hpp"
#include "firmware/base/secret.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rotonde::calendar {

/// Where a meeting takes place. Host and slug are normalised; `slug` and `url` are keys to the room.
struct MeetingLink {
  std::string host;  ///< Exactly one of the allowed hosts, with ":port" unless 443.
  Secret slug;       ///< "abc-defg-hij"
  friend bool operator==(const MeetingLink&, const MeetingLink&) = default;
};

/// One instance of an event in the agenda's window.
struct Occurrence {
  enum class LinkState {
    Joinable,   ///< `link` is set.
    None,       ///< No link anywhere in the event.
    Foreign,    ///< Only another service's link; `service` names it.
    Ambiguous,  ///< Two different Visio links of the same weight.
  };

  std::string key;  ///< UID and the original start's instant; stable over moves, restarts and feeds.
  WallTime start;
  WallTime end;           ///< Exclusive; equal to start for events without length.
  std::string title;      ///< Empty when `isPrivate`.
  std::string organizer;  ///< Empty when `isPrivate`.
  bool allDay = false;
  bool tentative = false;
  bool isPrivate = false;
  LinkState linkState = LinkState::None;
  std::optional<MeetingLink> link;
  std::string service;
  friend bool operator==(const Occurrence&, const Occurrence&) = default;
};

/// What the room knows of its bookings. Cancelled, transparent and declined events are not in it.
struct Agenda {
  std::vector<Occurrence> occurrences;  ///< By start, then key; yesterday to 14 days ahead.
  std::optional<WallTime> fetched;      ///< When the feed was last read well; nullopt: never.
  std::string problem;                  ///< English, with its cure; empty when the last fetch was good.
};

}  // namespace rotonde::calendar
