// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/visio/visio_entry.hpp"

#include "firmware/net/retry_after.hpp"
#include "firmware/net/url_rules.hpp"
#include "firmware/visio/visio_api.hpp"

#include <glib.h>

#include <algorithm>
#include <format>
#include <utility>

namespace rotonde::visio {
namespace {

using std::chrono::duration_cast;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr milliseconds kPoll{1'000};         // The server forgets 3.0 s after the last poll.
constexpr milliseconds kSilence{3'500};      // Long enough to be forgotten, so that the next poll tells the hosts.
constexpr milliseconds kDeniedLasts{5'500};  // 5.2 s were measured.
constexpr milliseconds kNotOpenSoon{5'000};
constexpr milliseconds kNotOpenLater{20'000};
constexpr minutes kNotOpenSoonLasts{10};
constexpr milliseconds kBusy{10'000};  // When a 429 names no time.
constexpr milliseconds kFirstFault{1'000};
constexpr milliseconds kMostFault{30'000};

}  // namespace

WallTime announcementAfter(WallTime now, WallTime start) {
  for (const int offset : {0, 1, 2, 4, 8}) {
    if (now < start + minutes(offset)) return start + minutes(offset);
  }
  const auto rounds = (now - (start + minutes(8))) / minutes(10) + 1;
  return start + minutes(8) + rounds * minutes(10);
}

VisioEntry::VisioEntry(EntryRequest request, Listener& listener, net::HttpClient& http, Runtime& runtime)
    : request_(std::move(request)),
      listener_(listener),
      http_(http),
      runtime_(runtime),
      name_(displayName(request_.displayName)),
      participantId_(request_.participantId) {}

void VisioEntry::start() {
  call_.reset();
  notice_.reset();
  state_.reset();
  asking_ = false;
  notOpenSince_.reset();
  faults_ = 0;
  announce_ = pausing_ = false;
  timer_ = runtime_.after(milliseconds(0), [this] { ask(); });
}

void VisioEntry::askAgain() {
  if (state_ != EntryState::Denied) return;
  state_ = EntryState::Asking;
  detail_.clear();
  const auto since = duration_cast<milliseconds>(runtime_.steady() - deniedAt_);
  askAfter(std::max(kDeniedLasts - since, milliseconds(0)));
  notice_ = runtime_.after(milliseconds(0), [this] { listener_.entryChanged(EntryState::Asking, {}); });
}

void VisioEntry::announceAgain() {
  if (state_ != EntryState::Waiting || pausing_) return;
  announce_ = true;
  if (!asking_) waitInLobby();
}

void VisioEntry::ask() {
  asking_ = true;
  pausing_ = false;
  asked_ = runtime_.steady();
  call_ = http_.send(entryRequest(request_.link, name_, participantId_),
                     [this](const Answer& answer) { answered(answer); });
  if (!state_) change(EntryState::Asking, {});
}

void VisioEntry::answered(const Answer& answer) {
  asking_ = false;
  answered_ = runtime_.steady();
  if (!answer) return unreachable(answer.error().message);
  if (answer->status != 404) notOpenSince_.reset();
  switch (answer->status) {
    case 200: {
      const auto read = readLobbyAnswer(answer->body);
      if (read) return lobby(*read);
      return unreachable(std::format("{}: {}", request_.link.host, read.error().message));
    }
    case 400:
      return fail(
          {ErrorKind::AskHuman,
           std::format("{}: refused the request as malformed (400): check visio.display_name", request_.link.host),
           {}});
    case 404:
      faults_ = 0;
      if (!notOpenSince_) notOpenSince_ = runtime_.steady();
      return lookedUp_ ? notOpen() : lookUp();
    case 429:
      return busy(*answer);
    default:
      return unreachable(std::format("{}: answered {}", request_.link.host, answer->status));
  }
}

void VisioEntry::lobby(const LobbyAnswer& answer) {
  faults_ = 0;
  if (answer.encrypted) return encrypted();
  if (!answer.id.empty()) participantId_ = answer.id;
  switch (answer.status) {
    case LobbyAnswer::Status::Accepted:
      return answer.access ? accept(*answer.access) : unreachable("accepted without a key");
    case LobbyAnswer::Status::Denied:
      return denied();
    case LobbyAnswer::Status::Waiting:
      // Whoever comes into the lobby has just been announced.
      if (state_ != EntryState::Waiting) {
        nextAnnouncement_ = announcementAfter(runtime_.wall(), request_.scheduledStart);
        announce_ = false;
      }
      waitInLobby();
      return change(EntryState::Waiting, {});
  }
}

void VisioEntry::waitInLobby() {
  const WallTime now = runtime_.wall();
  if (announce_ || now >= nextAnnouncement_) {
    announce_ = false;
    pausing_ = true;
    nextAnnouncement_ = announcementAfter(now, request_.scheduledStart);
    return askAfter(kSilence - duration_cast<milliseconds>(runtime_.steady() - answered_));
  }
  askAfter(kPoll - duration_cast<milliseconds>(runtime_.steady() - asked_));
}

void VisioEntry::denied() {
  deniedAt_ = runtime_.steady();
  waitForEnd();
  change(EntryState::Denied, {});
}

void VisioEntry::lookUp() {
  call_ = http_.send(lookupRequest(request_.link, name_), [this](const Answer& answer) { lookedUp(answer); });
}

void VisioEntry::lookedUp(const Answer& answer) {
  if (!answer || (answer->status != 200 && answer->status != 404)) return notOpen();
  lookedUp_ = true;
  if (answer->status == 404) return notOpen();
  const auto room = readRoomAnswer(answer->body);
  if (!room) return notOpen();
  const RoomLookup& lookup = *room;
  if (lookup.encrypted) return encrypted();
  // An instance that lets anybody into rooms nobody made. The identity in such a token is the server's choice.
  if (!lookup.registered && lookup.access) return accept(*lookup.access);
  notOpen();
}

void VisioEntry::accept(const LiveKitAccess& access) {
  const auto url = net::webSocketUrl(access.url);
  if (!url) return fail({ErrorKind::Refused, "the media server's address: " + url.error().message, {}});
  timer_.reset();
  state_.reset();
  const Admission admission{*url, access.token, participantId_};
  listener_.entryAccepted(admission);
}

void VisioEntry::notOpen() {
  const bool soon = notOpenSince_ && runtime_.steady() - *notOpenSince_ < kNotOpenSoonLasts;
  askAfter(soon ? spread(kNotOpenSoon) : kNotOpenLater);
  change(EntryState::NotOpen, {});
}

void VisioEntry::busy(const net::HttpResponse& response) {
  const auto header = response.header("Retry-After");
  const auto named = header ? net::parseRetryAfter(*header, runtime_.wall()) : std::nullopt;
  const milliseconds delay = std::max(named.value_or(kBusy), kFirstFault);
  askAfter(delay);
  change(EntryState::Busy,
         std::format("{}: too many requests, asks again in {}", request_.link.host, std::chrono::ceil<seconds>(delay)));
}

void VisioEntry::unreachable(const std::string& why) {
  askAfter(std::min(kFirstFault * (1 << std::min(faults_++, 5)), kMostFault));
  change(EntryState::Unreachable, why);
}

void VisioEntry::fail(const Error& error) {
  timer_.reset();
  state_.reset();
  listener_.entryFailed(error);
}

void VisioEntry::encrypted() {
  timer_.reset();
  state_.reset();
  listener_.entryEncrypted({ErrorKind::Refused, "this meeting is encrypted end to end, which a room cannot join", {}});
}

void VisioEntry::askAfter(milliseconds delay) {
  const milliseconds left = request_.giveUpAt - runtime_.wall();
  timer_ = runtime_.after(std::clamp(delay, milliseconds(0), std::max(left, milliseconds(0))), [this] {
    if (runtime_.wall() >= request_.giveUpAt) return giveUp();
    ask();
  });
}

void VisioEntry::waitForEnd() {
  timer_ = runtime_.after(request_.giveUpAt - runtime_.wall(), [this] {
    if (runtime_.wall() >= request_.giveUpAt) return giveUp();
    waitForEnd();  // The wall clock was set back.
  });
}

void VisioEntry::giveUp() { fail({ErrorKind::Refused, "the event is over and nobody has let the room in", {}}); }

void VisioEntry::change(EntryState state, const std::string& detail) {
  if (state_ == state && detail_ == detail) return;
  state_ = state;
  detail_ = detail;
  listener_.entryChanged(state, detail);
}

milliseconds VisioEntry::spread(milliseconds delay) {
  // By up to a fifth, so that the rooms of one meeting do not ask together; no dice, so that tests can tell.
  const std::string seed = std::format("{}/{}", participantId_, attempts_++);
  return delay * (800 + static_cast<int>(g_str_hash(seed.c_str()) % 401)) / 1000;
}

}  // namespace rotonde::visio
