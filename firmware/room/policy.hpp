// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/calendar/agenda.hpp"
#include "firmware/control/control.pb.h"
#include "firmware/room/memory.hpp"
#include "firmware/room/settings.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rotonde::room {

// The room's rules, as functions of values: docs/room.md says them in words.

/// A feed that was not read for so long is stale …
inline constexpr std::chrono::minutes kStaleAfter{30};
/// … and then still vouches for meetings that begin within this time after it was read.
inline constexpr std::chrono::hours kStaleTrust{24};
/// Longer meetings are joined by hand, unless the setting says otherwise.
inline constexpr std::chrono::hours kLongMeeting{8};
/// How long a room that was joined by hand, without a meeting in the agenda, waits to be let in …
inline constexpr std::chrono::hours kByHandWait{1};
/// … and stays alone.
inline constexpr std::chrono::minutes kByHandAlone{30};
/// How long the screen still says how a meeting ended.
inline constexpr std::chrono::minutes kNoticeTime{10};

/// A removal holds for every meeting of the agenda with the same link that runs, or begins within this time.
inline constexpr std::chrono::hours kRemovedReach{1};

/// How long people are asked whether they stay before microphone and camera close for the next booking …
inline constexpr std::chrono::seconds kHandoverQuestion{60};
/// … and how long after that the room leaves.
inline constexpr std::chrono::seconds kHandoverLeave{30};

bool isStale(const calendar::Agenda& agenda, WallTime now);

/// Whether and how the room may join `occurrence`.
control::v1::Joinability joinability(const calendar::Occurrence& occurrence, const calendar::Agenda& agenda,
                                     const Notes& notes, WallTime now, const Settings& settings);

/// When the room joins by itself: the lead before the start, moved later by the device's share of the spread.
WallTime joinTime(const calendar::Occurrence& occurrence, const Settings& settings);

/// What the room has already begun.
struct Progress {
  std::string counting;   ///< Key of the occurrence whose countdown runs; empty: none.
  WallTime countdownEnd;  ///< When that countdown ends.
  std::string failed;     ///< Key of the occurrence whose call failed last; empty: none.
  int failures = 0;       ///< … how often in a row,
  WallTime retryAt;       ///< … and when to try again.
};

struct Decision {
  enum class Kind { Nothing, Announce, Countdown, Join };
  Kind kind = Kind::Nothing;
  std::optional<calendar::Occurrence> occurrence;  ///< Set unless Nothing.
  std::optional<WallTime> joinAt;                  ///< When the room will join by itself, if it will.
};

/// What a room that is in no meeting does now.
Decision nextAction(const calendar::Agenda& agenda, const Notes& notes, WallTime now, const Settings& settings,
                    const Progress& progress);

/// The latest occurrence, other than `current`, that the room would be in by itself now; null: none. For a room in a
/// call.
const calendar::Occurrence* dueMeanwhile(const calendar::Agenda& agenda, const Notes& notes, WallTime now,
                                         const Settings& settings, const std::string& current);

/// The first instant after `now` at which the agenda alone may change a decision; nullopt: none known.
std::optional<WallTime> nextChange(const calendar::Agenda& agenda, WallTime now, const Settings& settings);

/// The wait before the try after `failures` failures: 30 s, 1, 2, then 5 min.
std::chrono::seconds retryDelay(int failures);

/// What the end rules know of a running call.
struct CallFacts {
  std::optional<WallTime> end;        ///< The occurrence's; nullopt: joined by hand.
  milliseconds age{0};                ///< Since the call began.
  bool withOthers = false;            ///< In the meeting, with somebody.
  std::optional<milliseconds> alone;  ///< In the meeting without anybody, for so long.
};

/// How long the call still goes on if nothing changes; zero or less: leave now.
milliseconds untilEnd(const CallFacts& facts, WallTime now, const config::Join& join);

/// Until when nothing is due, so that an update may interrupt; the epoch: not now. For a room in no meeting.
WallTime interruptibleUntil(const calendar::Agenda& agenda, const Notes& notes, WallTime now, const Settings& settings);

/// The change of a running call to the next booking of the room.
struct Handover {
  std::string next;  ///< Key of the booking.
  WallTime close;    ///< When the call's microphone and camera close unless somebody stays: nobody has come in yet.
};

/// The first booking that the room is needed for after a call's meeting: it begins after `begun`, the call's own
/// beginning, and still runs at `end`. Whether it can be joined does not matter: other people come in. nullopt: none,
/// stay as long as you like.
std::optional<Handover> handoverOf(const calendar::Agenda& agenda, const std::string& current, WallTime begun,
                                   std::optional<WallTime> end);

/// The meetings that a removal from `link` keeps the room out of.
std::vector<calendar::Occurrence> reachedByRemoval(const calendar::Agenda& agenda, const calendar::MeetingLink& link,
                                                   WallTime now);

/// Key of the first occurrence that begins after `now`; empty: none.
std::string nextOccurrence(const calendar::Agenda& agenda, WallTime now);

}  // namespace rotonde::room
