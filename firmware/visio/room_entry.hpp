// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"
#include "firmware/base/runtime.hpp"
#include "firmware/base/secret.hpp"
#include "firmware/calendar/agenda.hpp"

#include <memory>
#include <string>

namespace rotonde::visio {

/// The key to one LiveKit room.
struct Admission {
  Secret url;    ///< wss://… (ws:// on loopback), without "/rtc".
  Secret token;  ///< LiveKit's JWT.
  std::string participantId;
};

/// How far the request to enter is.
enum class EntryState {
  Asking,       ///< First request under way.
  Waiting,      ///< In the lobby.
  NotOpen,      ///< 404: nobody has opened the room yet.
  Denied,       ///< A host said no; nothing is asked until askAgain().
  Busy,         ///< 429.
  Unreachable,  ///< Server or network fault; tries again by itself.
};

struct EntryRequest {
  calendar::MeetingLink link;
  std::string displayName;    ///< At most 50 characters are sent.
  std::string participantId;  ///< Canonical UUID, stable for the occurrence.
  WallTime scheduledStart;    ///< Re-announcements count from here.
  WallTime giveUpAt;          ///< End of the event.
};

/// One request to enter one room, for as long as it lives (visio-meet.md §2.4). An interface, since later identities
/// (device accounts, other servers) enter differently. Main loop; destroying it stops all polling.
class RoomEntry {
 public:
  class Listener {
   public:
    virtual ~Listener() = default;
    virtual void entryChanged(EntryState state, const std::string& detail) = 0;
    /// Once; polling has stopped. Call start() again for a fresh token.
    virtual void entryAccepted(const Admission& admission) = 0;
    /// Gave up: the event is over, or the server will never accept this request. Polling has stopped.
    virtual void entryFailed(const Error& error) = 0;
    /// … since the room's media are encrypted end to end.
    virtual void entryEncrypted(const Error& error) { entryFailed(error); }
  };

  virtual ~RoomEntry() = default;
  virtual void start() = 0;
  /// A person asks again after a denial.
  virtual void askAgain() = 0;
  /// A person wants the hosts told again while waiting.
  virtual void announceAgain() = 0;
};

class RoomEntryFactory {
 public:
  virtual ~RoomEntryFactory() = default;
  virtual std::unique_ptr<RoomEntry> enter(const EntryRequest& request, RoomEntry::Listener& listener) = 0;
};

}  // namespace rotonde::visio
