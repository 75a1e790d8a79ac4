// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/room/policy.hpp"

#include "tests/unit/room/agenda_of.hpp"

#include <gtest/gtest.h>

#include <set>

namespace rotonde::room {
namespace {

using namespace test;
using calendar::Occurrence;
using Kind = Decision::Kind;
namespace v1 = control::v1;

Settings plain() {
  Settings settings{.deviceId = "device", .displayName = "Salle"};
  settings.join.spread = seconds(0);
  return settings;
}

v1::Joinability how(const Occurrence& occurrence, const Settings& settings = plain(), const Notes& notes = {},
                    milliseconds age = minutes(1)) {
  const WallTime now = kTen - minutes(5);
  return joinability(occurrence, agendaOf({occurrence}, now - age), notes, now, settings);
}

template <class Change>
Occurrence with(Change change) {
  Occurrence occurrence = meetingAt(kTen);
  change(occurrence);
  return occurrence;
}

TEST(Joinability, AnOrdinaryMeetingIsJoinedByItself) { EXPECT_EQ(how(meetingAt(kTen)), v1::JOINABILITY_AUTO); }

TEST(Joinability, WhatIsJoinedByHandOnly) {
  EXPECT_EQ(how(with([](Occurrence& o) { o.tentative = true; })), v1::JOINABILITY_BY_HAND);
  EXPECT_EQ(how(with([](Occurrence& o) { o.isPrivate = true; })), v1::JOINABILITY_BY_HAND);
  EXPECT_EQ(how(with([](Occurrence& o) { o.allDay = true; })), v1::JOINABILITY_BY_HAND);
  EXPECT_EQ(how(with([](Occurrence& o) { o.end = o.start; })), v1::JOINABILITY_BY_HAND);
  EXPECT_EQ(how(meetingAt(kTen, hours(8))), v1::JOINABILITY_AUTO);
  EXPECT_EQ(how(meetingAt(kTen, hours(8) + minutes(1))), v1::JOINABILITY_BY_HAND);
  EXPECT_EQ(how(meetingAt(kTen - hours(2))), v1::JOINABILITY_BY_HAND) << "it is over";
}

TEST(Joinability, WhatIsNotJoinedAtAll) {
  EXPECT_EQ(how(with([](Occurrence& o) {
              o.linkState = Occurrence::LinkState::None;
              o.link.reset();
            })),
            v1::JOINABILITY_NO_LINK);
  EXPECT_EQ(how(with([](Occurrence& o) { o.linkState = Occurrence::LinkState::Foreign; })), v1::JOINABILITY_FOREIGN);
  EXPECT_EQ(how(with([](Occurrence& o) { o.linkState = Occurrence::LinkState::Ambiguous; })),
            v1::JOINABILITY_AMBIGUOUS);
  EXPECT_EQ(how(with([](Occurrence& o) { o.link.reset(); })), v1::JOINABILITY_NO_LINK);
}

TEST(Joinability, SettingsWiden) {
  Settings settings = plain();
  settings.join.privateEvents = true;
  settings.join.allDayEvents = true;
  EXPECT_EQ(how(with([](Occurrence& o) { o.isPrivate = true; }), settings), v1::JOINABILITY_AUTO);
  EXPECT_EQ(how(with([](Occurrence& o) { o.allDay = true; }), settings), v1::JOINABILITY_AUTO);
  EXPECT_EQ(how(meetingAt(kTen, hours(9)), settings), v1::JOINABILITY_AUTO);
  EXPECT_EQ(how(with([](Occurrence& o) { o.tentative = true; }), settings), v1::JOINABILITY_BY_HAND);
  settings.join.mode = config::JoinMode::Ask;
  EXPECT_EQ(how(meetingAt(kTen), settings), v1::JOINABILITY_BY_HAND);
  settings.join.mode = config::JoinMode::Off;
  EXPECT_EQ(how(meetingAt(kTen), settings), v1::JOINABILITY_BY_HAND);
}

TEST(Joinability, NotAgainAfterItWasLeft) {
  for (const Mark mark : {Mark::Left, Mark::Refused, Mark::Removed, Mark::Cancelled}) {
    EXPECT_EQ(how(meetingAt(kTen), plain(), {{"one", {mark, kTen, kTen + hours(1)}}}), v1::JOINABILITY_LEFT);
  }
  EXPECT_EQ(how(meetingAt(kTen), plain(), {{"one", {Mark::Joined, kTen, kTen + hours(1)}}}), v1::JOINABILITY_AUTO);
}

TEST(Joinability, TheCalendarHasToVouch) {
  EXPECT_EQ(how(meetingAt(kTen), plain(), {}, hours(23)), v1::JOINABILITY_AUTO) << "known a day before";
  EXPECT_EQ(how(meetingAt(kTen), plain(), {}, hours(25)), v1::JOINABILITY_BY_HAND);
  EXPECT_EQ(how(meetingAt(kTen + hours(30)), plain(), {}, minutes(29)), v1::JOINABILITY_AUTO);
  EXPECT_EQ(how(meetingAt(kTen + hours(30)), plain(), {}, minutes(31)), v1::JOINABILITY_BY_HAND);
  EXPECT_EQ(how(meetingAt(kTen), plain(), {}, -hours(1)), v1::JOINABILITY_BY_HAND) << "the clock is wrong";
  const calendar::Agenda never{.occurrences = {meetingAt(kTen)}};
  EXPECT_EQ(joinability(meetingAt(kTen), never, {}, kTen, plain()), v1::JOINABILITY_BY_HAND);
}

TEST(JoinTime, IsSpreadOverTheFleetAndStable) {
  Settings settings = plain();
  settings.join.spread = seconds(45);
  std::set<WallTime> times;
  for (int device = 0; device < 500; ++device) {
    settings.deviceId = "device-" + std::to_string(device);
    const WallTime at = joinTime(meetingAt(kTen), settings);
    EXPECT_EQ(at, joinTime(meetingAt(kTen), settings));
    EXPECT_GE(at, kTen - seconds(60));
    EXPECT_LT(at, kTen - seconds(15));
    times.insert(std::chrono::floor<seconds>(at));
  }
  EXPECT_GE(times.size(), 40u) << "of 45 seconds";
  EXPECT_EQ(joinTime(meetingAt(kTen), plain()), kTen - seconds(60));
}

Decision at(WallTime now, std::initializer_list<Occurrence> occurrences, const Progress& progress = {},
            const Notes& notes = {}, const Settings& settings = plain()) {
  return nextAction(agendaOf(occurrences, now), notes, now, settings, progress);
}

TEST(NextAction, FollowsTheClock) {
  EXPECT_EQ(at(kTen - seconds(601), {meetingAt(kTen)}).kind, Kind::Nothing);
  EXPECT_EQ(at(kTen - seconds(600), {meetingAt(kTen)}).kind, Kind::Announce);
  EXPECT_EQ(at(kTen - seconds(91), {meetingAt(kTen)}).kind, Kind::Announce);
  const Decision count = at(kTen - seconds(90), {meetingAt(kTen)});
  EXPECT_EQ(count.kind, Kind::Countdown);
  EXPECT_EQ(count.joinAt, kTen - seconds(60));
  const Progress counting{.counting = "one", .countdownEnd = kTen - seconds(60)};
  EXPECT_EQ(at(kTen - seconds(61), {meetingAt(kTen)}, counting).kind, Kind::Countdown);
  EXPECT_EQ(at(kTen - seconds(60), {meetingAt(kTen)}, counting).kind, Kind::Join);
  EXPECT_EQ(at(kTen + hours(1), {meetingAt(kTen)}, counting).kind, Kind::Nothing) << "the end is exclusive";
}

TEST(NextAction, AMeetingFoundLateGetsItsWholeCountdown) {
  const Decision late = at(kTen + minutes(20), {meetingAt(kTen)});
  EXPECT_EQ(late.kind, Kind::Countdown);
  EXPECT_EQ(late.joinAt, kTen + minutes(20) + seconds(30));
}

TEST(NextAction, AClockSetBackDoesNotStretchACountdown) {
  const Progress counting{.counting = "one", .countdownEnd = kTen + hours(3)};
  EXPECT_EQ(at(kTen, {meetingAt(kTen)}, counting).joinAt, kTen + seconds(30));
}

TEST(NextAction, ResumesAtOnceWhatItWasIn) {
  const Notes notes{{"one", {Mark::Joined, kTen, kTen + hours(1)}}};
  EXPECT_EQ(at(kTen + minutes(20), {meetingAt(kTen)}, {}, notes).kind, Kind::Join);
  Settings off = plain();
  off.join.mode = config::JoinMode::Off;
  EXPECT_EQ(at(kTen + minutes(20), {meetingAt(kTen)}, {}, notes, off).kind, Kind::Announce);
}

TEST(NextAction, WaitsBetweenTries) {
  const Progress failed{.failed = "one", .failures = 1, .retryAt = kTen + seconds(30)};
  const Decision wait = at(kTen, {meetingAt(kTen)}, failed);
  EXPECT_EQ(wait.kind, Kind::Announce);
  EXPECT_EQ(wait.joinAt, kTen + seconds(30));
  EXPECT_EQ(at(kTen + seconds(30), {meetingAt(kTen)}, failed).kind, Kind::Join);
}

TEST(NextAction, OffersByHandWhatItDoesNotJoin) {
  Occurrence tentative = meetingAt(kTen);
  tentative.tentative = true;
  const Decision offer = at(kTen + minutes(30), {tentative});
  EXPECT_EQ(offer.kind, Kind::Announce);
  EXPECT_EQ(offer.joinAt, std::nullopt);
  tentative.allDay = true;
  EXPECT_EQ(at(kTen + minutes(30), {tentative}).kind, Kind::Nothing) << "not all day long";
  Occurrence point = meetingAt(kTen, milliseconds(0));
  EXPECT_EQ(at(kTen + minutes(14), {point}).kind, Kind::Announce);
  EXPECT_EQ(at(kTen + minutes(15), {point}).kind, Kind::Nothing);
}

TEST(NextAction, ChoosesAmongSeveral) {
  const Occurrence early = meetingAt(kTen - minutes(30), hours(2), "early");
  const Occurrence late = meetingAt(kTen, hours(1), "late");
  EXPECT_EQ(at(kTen + minutes(5), {early, late}).occurrence->key, "late") << "began last";
  const Notes notes{{"early", {Mark::Joined, kTen, early.end}}};
  EXPECT_EQ(at(kTen + minutes(5), {early, late}, {}, notes).occurrence->key, "early") << "the room was in it";
  Occurrence tentative = late;
  tentative.tentative = true;
  EXPECT_EQ(at(kTen + minutes(5), {early, tentative}).occurrence->key, "early") << "accepted before tentative";
  const Occurrence soon = meetingAt(kTen + minutes(12), hours(1), "soon");
  const Occurrence sooner = meetingAt(kTen + minutes(9), hours(1), "sooner");
  EXPECT_EQ(at(kTen + minutes(3), {sooner, soon}).occurrence->key, "sooner");
}

TEST(NextChange, NamesEveryInstantThatMatters) {
  const calendar::Agenda agenda = agendaOf({meetingAt(kTen)}, kTen - hours(2));
  const Settings settings = plain();
  WallTime now = kTen - hours(1);
  std::vector<milliseconds> changes;
  while (const auto next = nextChange(agenda, now, settings)) {
    changes.push_back(*next - kTen);
    now = *next;
  }
  EXPECT_EQ(changes, (std::vector<milliseconds>{-seconds(600), -seconds(90), -seconds(60), seconds(0), hours(1)}));
}

TEST(RetryDelay, GrowsToFiveMinutes) {
  EXPECT_EQ(retryDelay(1), seconds(30));
  EXPECT_EQ(retryDelay(2), seconds(60));
  EXPECT_EQ(retryDelay(3), seconds(120));
  EXPECT_EQ(retryDelay(4), seconds(300));
  EXPECT_EQ(retryDelay(400), seconds(300));
}

TEST(UntilEnd, LeavesWhenAloneAfterTheEnd) {
  const config::Join join;
  CallFacts facts{.end = kTen, .age = hours(1), .alone = minutes(30)};
  EXPECT_EQ(untilEnd(facts, kTen - minutes(10), join), minutes(12)) << "alone before the end is fine";
  EXPECT_EQ(untilEnd(facts, kTen + minutes(2), join), minutes(0));
  facts.alone = seconds(30);
  EXPECT_EQ(untilEnd(facts, kTen + hours(1), join), seconds(90));
  facts.alone.reset();
  facts.withOthers = true;
  EXPECT_EQ(untilEnd(facts, kTen + hours(5), join), hours(11)) << "with others only the hard limit counts";
}

TEST(UntilEnd, HardLimits) {
  const config::Join join;
  EXPECT_LE(untilEnd({.end = kTen, .age = hours(12), .withOthers = true}, kTen, join), milliseconds(0));
  EXPECT_LE(untilEnd({.end = kTen, .age = hours(5)}, kTen + hours(4), join), milliseconds(0)) << "without connection";
  EXPECT_LE(untilEnd({.age = hours(1), .alone = minutes(30)}, kTen, join), milliseconds(0)) << "by hand";
  EXPECT_GT(untilEnd({.age = hours(1), .alone = minutes(29)}, kTen, join), milliseconds(0));
}

TEST(Interruptible, UntilTheNextAnnouncement) {
  const auto until = [](WallTime now, std::initializer_list<Occurrence> occurrences, const Notes& notes = {}) {
    return interruptibleUntil(agendaOf(occurrences, now), notes, now, plain());
  };
  const WallTime nine = kTen - hours(1);
  EXPECT_EQ(until(nine + minutes(5), {}), nine + hours(24));
  EXPECT_EQ(until(nine, {meetingAt(kTen)}), kTen - minutes(10));
  EXPECT_EQ(until(kTen, {meetingAt(kTen)}), WallTime{});
  EXPECT_EQ(until(kTen, {meetingAt(kTen)}, {{"one", {Mark::Left, kTen, kTen + hours(1)}}}), kTen + hours(24));
  Occurrence allDay = meetingAt(kTen - hours(10), hours(24));
  allDay.allDay = true;
  EXPECT_EQ(until(nine, {allDay}), nine + hours(24)) << "an all-day entry does not hold updates off";
}

}  // namespace
}  // namespace rotonde::room
