// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/net/http_client.hpp"
#include "firmware/visio/answers.hpp"
#include "firmware/visio/room_entry.hpp"

#include <functional>
#include <optional>
#include <string>

namespace rotonde::visio {

/// The instant of the first re-announcement after `now`: at the event's start, then 1, 2, 4 and 8 minutes later, then
/// every 10 minutes.
WallTime announcementAfter(WallTime now, WallTime start);

/// Enters as an anonymous guest, through the lobby when the room has one (docs/visio.md).
///
///   start ─► Asking ─┬─ accepted ─► entryAccepted
///                    ├─ waiting ──► Waiting, asks every second; hosts are told again by a pause of 3.5 s
///                    ├─ denied ───► Denied until askAgain()
///                    ├─ 404 ──────► NotOpen, asks every 5 s, later every 20 s
///                    ├─ 429 ──────► Busy for as long as the server says
///                    ├─ 400 ──────► entryFailed
///                    └─ the rest ─► Unreachable, asks after 1, 2, 4 … 30 s
///
/// All but the first request stop at `giveUpAt` with entryFailed: a rejoin after the event's end is still worth one
/// try. The listener is never called from inside start(), askAgain() or announceAgain(), and may destroy or restart
/// the entry from inside its own calls.
class VisioEntry : public RoomEntry {
 public:
  VisioEntry(EntryRequest request, Listener& listener, net::HttpClient& http, Runtime& runtime);

  void start() override;
  void askAgain() override;
  void announceAgain() override;

 private:
  using Answer = Result<net::HttpResponse>;

  void ask();
  void answered(const Answer& answer);
  void lobby(const LobbyAnswer& answer);
  void waitInLobby();
  void lookUp();
  void lookedUp(const Answer& answer);
  void accept(const LiveKitAccess& access);
  void notOpen();
  void busy(const net::HttpResponse& response);
  void unreachable(const std::string& why);
  void denied();
  void fail(const Error& error);
  void encrypted();

  /// Asks again after `delay`, or gives up when the event ends before.
  void askAfter(milliseconds delay);
  void waitForEnd();
  void giveUp();
  /// Tells the listener; nothing of this object may be touched afterwards.
  void change(EntryState state, const std::string& detail);
  milliseconds spread(milliseconds delay);

  // Given.
  const EntryRequest request_;
  Listener& listener_;
  net::HttpClient& http_;
  Runtime& runtime_;
  // Owned.
  const std::string name_;
  std::string participantId_;  ///< The server's choice wins.
  Handle call_;
  Handle timer_;
  Handle notice_;
  std::optional<EntryState> state_;
  std::string detail_;
  bool asking_ = false;  ///< A request is under way.
  SteadyTime asked_;
  SteadyTime answered_;
  SteadyTime deniedAt_;
  std::optional<SteadyTime> notOpenSince_;
  bool lookedUp_ = false;
  int faults_ = 0;
  unsigned attempts_ = 0;
  WallTime nextAnnouncement_;
  bool announce_ = false;
  bool pausing_ = false;  ///< Silent on purpose.
};

class VisioEntryFactory : public RoomEntryFactory {
 public:
  VisioEntryFactory(net::HttpClient& http, Runtime& runtime) : http_(http), runtime_(runtime) {}
  std::unique_ptr<RoomEntry> enter(const EntryRequest& request, RoomEntry::Listener& listener) override {
    return std::make_unique<VisioEntry>(request, listener, http_, runtime_);
  }

 private:
  // Given.
  net::HttpClient& http_;
  Runtime& runtime_;
};

}  // namespace rotonde::visio
