// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/room/policy.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <tuple>

namespace rotonde::room {
namespace {

using calendar::Agenda;
using calendar::Occurrence;
using control::v1::Joinability;

/// A meeting without length is offered for this long.
constexpr std::chrono::minutes kZeroLengthOffer{15};
/// A feed read "later than now" by more than this means that the clock is wrong.
constexpr std::chrono::minutes kClockSlack{5};

/// FNV-1a, 64 bits: the same share on every build and board.
std::uint64_t hashOf(std::string_view device, std::string_view occurrence) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  const auto add = [&hash](std::string_view bytes) {
    for (const char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3ULL;
  };
  add(device);
  add(std::string_view("\n", 1));
  add(occurrence);
  // FNV's low bits mix poorly; the spread is a remainder.
  return hash ^ (hash >> 32U);
}

bool calendarVouches(const Occurrence& occurrence, const Agenda& agenda, WallTime now) {
  if (!agenda.fetched || *agenda.fetched > now + kClockSlack) return false;
  return !isStale(agenda, now) || occurrence.start <= *agenda.fetched + kStaleTrust;
}

bool joinsByItself(const Occurrence& occurrence, const config::Join& join) {
  const auto length = occurrence.end - occurrence.start;
  if (occurrence.tentative || length <= milliseconds(0)) return false;
  if (occurrence.isPrivate && !join.privateEvents) return false;
  return (!occurrence.allDay && length <= kLongMeeting) || join.allDayEvents;
}

WallTime offerEnd(const Occurrence& occurrence) {
  return std::max(occurrence.end,
                  occurrence.start == occurrence.end ? occurrence.start + kZeroLengthOffer : occurrence.end);
}

/// What the room would do if one occurrence were the only one.
struct Candidate {
  Decision decision;
  bool resumed = false;  ///< The room was in it, or tried to be.
};

/// The decision about one occurrence alone.
std::optional<Candidate> consider(const Occurrence& occurrence, const Agenda& agenda, const Notes& notes, WallTime now,
                                  const Settings& settings, const Progress& progress) {
  using Kind = Decision::Kind;
  const Joinability how = joinability(occurrence, agenda, notes, now, settings);
  if (how != control::v1::JOINABILITY_AUTO && how != control::v1::JOINABILITY_BY_HAND) return std::nullopt;
  if (now < occurrence.start - settings.join.announce || now >= offerEnd(occurrence)) return std::nullopt;
  const auto decide = [&](Kind kind, std::optional<WallTime> joinAt, bool resumed = false) {
    return Candidate{{.kind = kind, .occurrence = occurrence, .joinAt = joinAt}, resumed};
  };

  const bool failed = progress.failed == occurrence.key;
  const bool resumes = failed || markOf(notes, occurrence) == Mark::Joined;
  if (resumes && settings.join.mode != config::JoinMode::Off && now < occurrence.end) {
    if (!failed || now >= progress.retryAt) return decide(Kind::Join, now, true);
    return decide(Kind::Announce, progress.retryAt, true);
  }
  if (how == control::v1::JOINABILITY_BY_HAND) {
    if (occurrence.allDay) return std::nullopt;  // It would be announced all day.
    return decide(Kind::Announce, std::nullopt);
  }
  const WallTime due = joinTime(occurrence, settings);
  if (now < due - settings.join.countdown) return decide(Kind::Announce, due);
  // A meeting that is found late gets its whole countdown; one that runs already keeps its own end.
  const WallTime earliest = now + settings.join.countdown;
  const bool counting = progress.counting == occurrence.key;
  const WallTime joinAt = std::max(due, counting ? std::min(progress.countdownEnd, earliest) : earliest);
  return decide(now >= joinAt ? Kind::Join : Kind::Countdown, joinAt);
}

/// Smaller is more urgent: what is joined or resumed, then countdowns, then announcements. Among meetings that have
/// begun the latest, among others the earliest.
auto urgency(const Candidate& candidate, WallTime now) {
  const Decision& decision = candidate.decision;
  const WallTime start = decision.occurrence->start;
  const bool begun = start <= now;
  const auto order = start.time_since_epoch().count();
  return std::tuple(-static_cast<int>(decision.kind), !candidate.resumed, begun, begun ? -order : order);
}

}  // namespace

bool isStale(const Agenda& agenda, WallTime now) { return !agenda.fetched || now - *agenda.fetched > kStaleAfter; }

Joinability joinability(const Occurrence& occurrence, const Agenda& agenda, const Notes& notes, WallTime now,
                        const Settings& settings) {
  switch (occurrence.linkState) {
    case Occurrence::LinkState::Foreign:
      return control::v1::JOINABILITY_FOREIGN;
    case Occurrence::LinkState::Ambiguous:
      return control::v1::JOINABILITY_AMBIGUOUS;
    case Occurrence::LinkState::None:
      return control::v1::JOINABILITY_NO_LINK;
    case Occurrence::LinkState::Joinable:
      break;
  }
  if (!occurrence.link) return control::v1::JOINABILITY_NO_LINK;
  const auto mark = markOf(notes, occurrence);
  if (mark && *mark != Mark::Joined) return control::v1::JOINABILITY_LEFT;
  const bool automatic = settings.join.mode == config::JoinMode::Auto && now < occurrence.end &&
                         joinsByItself(occurrence, settings.join) && calendarVouches(occurrence, agenda, now);
  return automatic ? control::v1::JOINABILITY_AUTO : control::v1::JOINABILITY_BY_HAND;
}

WallTime joinTime(const Occurrence& occurrence, const Settings& settings) {
  const milliseconds spread = settings.join.spread;
  const milliseconds share = spread > milliseconds(0)
                                 ? milliseconds(static_cast<std::int64_t>(hashOf(settings.deviceId, occurrence.key) %
                                                                          static_cast<std::uint64_t>(spread.count())))
                                 : milliseconds(0);
  return occurrence.start - settings.join.lead + share;
}

Decision nextAction(const Agenda& agenda, const Notes& notes, WallTime now, const Settings& settings,
                    const Progress& progress) {
  std::optional<Candidate> best;
  for (const Occurrence& occurrence : agenda.occurrences) {
    auto candidate = consider(occurrence, agenda, notes, now, settings, progress);
    if (!candidate) continue;
    if (!best || urgency(*candidate, now) < urgency(*best, now)) best = std::move(candidate);
  }
  return best ? best->decision : Decision{};
}

const Occurrence* dueMeanwhile(const Agenda& agenda, const Notes& notes, WallTime now, const Settings& settings,
                               const std::string& current) {
  const Occurrence* due = nullptr;
  for (const Occurrence& occurrence : agenda.occurrences) {
    if (occurrence.key == current || now < joinTime(occurrence, settings)) continue;
    const bool automatic = joinability(occurrence, agenda, notes, now, settings) == control::v1::JOINABILITY_AUTO;
    if (automatic && (!due || occurrence.start > due->start)) due = &occurrence;
  }
  return due;
}

std::optional<WallTime> nextChange(const Agenda& agenda, WallTime now, const Settings& settings) {
  std::optional<WallTime> next;
  const auto offer = [&](WallTime at) {
    if (at > now && (!next || at < *next)) next = at;
  };
  for (const Occurrence& occurrence : agenda.occurrences) {
    const WallTime due = joinTime(occurrence, settings);
    for (const WallTime at : {occurrence.start - settings.join.announce, due - settings.join.countdown, due,
                              occurrence.start, occurrence.end, offerEnd(occurrence)}) {
      offer(at);
    }
  }
  if (agenda.fetched) offer(*agenda.fetched + kStaleAfter + milliseconds(1));
  return next;
}

std::chrono::seconds retryDelay(int failures) {
  static constexpr std::array<int, 4> kSeconds = {30, 60, 120, 300};
  const auto index = static_cast<std::size_t>(std::clamp(failures, 1, static_cast<int>(kSeconds.size()))) - 1;
  return std::chrono::seconds(kSeconds[index]);
}

milliseconds untilEnd(const CallFacts& facts, WallTime now, const config::Join& join) {
  milliseconds left = join.hardLimit - facts.age;
  if (!facts.end) {
    if (facts.alone) left = std::min<milliseconds>(left, kByHandAlone - *facts.alone);
    return left;
  }
  const milliseconds past = now - *facts.end;
  if (facts.alone) left = std::min<milliseconds>(left, join.aloneAfterEnd - std::min(*facts.alone, past));
  if (!facts.withOthers) left = std::min<milliseconds>(left, join.hardLimitAfterEnd - past);
  return left;
}

WallTime interruptibleUntil(const Agenda& agenda, const Notes& notes, WallTime now, const Settings& settings) {
  // Rounded, so that the value does not change all the time.
  WallTime until = std::chrono::floor<std::chrono::hours>(now) + std::chrono::hours(24);
  for (const Occurrence& occurrence : agenda.occurrences) {
    const Joinability how = joinability(occurrence, agenda, notes, now, settings);
    const bool byHand = how == control::v1::JOINABILITY_BY_HAND && !occurrence.allDay;
    if ((how != control::v1::JOINABILITY_AUTO && !byHand) || now >= offerEnd(occurrence)) continue;
    const WallTime announced = occurrence.start - settings.join.announce;
    if (now >= announced) return WallTime{};
    until = std::min(until, announced);
  }
  return until;
}

std::optional<Handover> handoverOf(const Agenda& agenda, const std::string& current, WallTime begun,
                                   std::optional<WallTime> end) {
  std::optional<Handover> first;
  for (const Occurrence& occurrence : agenda.occurrences) {
    const bool booking = !occurrence.allDay && !occurrence.tentative && occurrence.end > occurrence.start;
    if (!booking || occurrence.key == current || occurrence.start <= begun) continue;
    if (end && occurrence.end <= *end) continue;
    const WallTime close = std::max(occurrence.start, end.value_or(occurrence.start));
    if (!first || close < first->close) first = Handover{.next = occurrence.key, .close = close};
  }
  return first;
}

std::vector<Occurrence> reachedByRemoval(const Agenda& agenda, const calendar::MeetingLink& link, WallTime now) {
  std::vector<Occurrence> reached;
  for (const Occurrence& occurrence : agenda.occurrences) {
    const bool soon = occurrence.start <= now + kRemovedReach && now < offerEnd(occurrence);
    if (soon && occurrence.link == link) reached.push_back(occurrence);
  }
  return reached;
}

std::string nextOccurrence(const Agenda& agenda, WallTime now) {
  for (const Occurrence& occurrence : agenda.occurrences) {
    if (occurrence.start > now) return occurrence.key;
  }
  return {};
}

}  // namespace rotonde::room
