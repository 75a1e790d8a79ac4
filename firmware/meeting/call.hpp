// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"
#include "firmware/calendar/agenda.hpp"
#include "firmware/visio/room_entry.hpp"

#include <functional>
#include <memory>
#include <string>

namespace rotonde::meeting {

/// Why a call is over.
enum class CallEnd {
  Left,              ///< leave() was called.
  Removed,           ///< By a moderator: never back by itself.
  RoomClosed,        ///< The server closed the room.
  Duplicate,         ///< Somebody else uses our identity: never back by itself.
  WrongCertificate,  ///< The SFU's DTLS certificate was not the promised one.
  Encrypted,         ///< The meeting is encrypted end to end: a room cannot be in it.
  Failed,            ///< Gave up; `detail` says why.
};

struct CallRequest {
  calendar::MeetingLink link;
  std::string displayName;
  std::string participantId;
  WallTime scheduledStart;
  WallTime giveUpAt;
  bool microphoneOpen = false;
  bool cameraOpen = false;
};

/// One meeting, from the first knock to the end, with all its reconnections. It writes roster, entry, tracks and join
/// times into the StatusStore itself; the listener hears what the room decides on. Main loop.
class Call {
 public:
  class Listener {
   public:
    virtual ~Listener() = default;
    virtual void callEntering(visio::EntryState state, const std::string& detail) = 0;
    /// Visio let us in; the media connection is being built.
    virtual void callConnecting() = 0;
    virtual void callJoined() = 0;
    /// The connection was lost and is being built again.
    virtual void callReconnecting(const std::string& detail) = 0;
    /// How many others are in the meeting; after each change.
    virtual void callOthers(int count) = 0;
    /// Somebody else closed our microphone: its device is closed, and only openMicrophone opens it again. `name` is
    /// empty while it is not known who; a second call tells it.
    virtual void callMicrophoneClosedBy(const std::string& name) = 0;
    /// The same for the camera.
    virtual void callCameraClosedBy(const std::string& /*name*/) {}
    /// Once; the call does nothing any more and may be destroyed from inside.
    virtual void callEnded(CallEnd end, const std::string& detail) = 0;
  };

  using Done = std::function<void(Result<void>)>;

  virtual ~Call() = default;
  /// Leaves properly; callEnded(Left) follows within 1 s.
  virtual void leave() = 0;
  virtual void openMicrophone(bool open) = 0;
  virtual void openCamera(bool open) = 0;
  virtual void askAgain() = 0;
  virtual void announceAgain() = 0;
  /// `done` is called once, now or later, unless the call dies first.
  virtual void raiseHand(bool raised, Done done) = 0;
  /// In this meeting only.
  virtual void rename(const std::string& name, Done done) = 0;
};

class CallFactory {
 public:
  virtual ~CallFactory() = default;
  virtual std::unique_ptr<Call> start(const CallRequest& request, Call::Listener& listener) = 0;
};

}  // namespace rotonde::meeting
