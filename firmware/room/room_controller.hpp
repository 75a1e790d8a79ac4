// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"
#include "firmware/base/runtime.hpp"
#include "firmware/calendar/agenda.hpp"
#include "firmware/control/status_store.hpp"
#include "firmware/meeting/call.hpp"
#include "firmware/room/memory.hpp"
#include "firmware/room/policy.hpp"
#include "firmware/room/session.hpp"
#include "firmware/room/settings.hpp"
#include "firmware/room/status_view.hpp"
#include "firmware/room/table.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace rotonde::room {

/// The stable identity of the room in one meeting: a canonical UUID for a link and an occurrence's key (empty: joined
/// by hand).
using ParticipantId = std::function<std::string(const calendar::MeetingLink&, const std::string& occurrenceKey)>;

/// Decides when the room joins, waits and leaves (docs/room.md). The states stand in table.hpp, the rules in
/// policy.hpp; this class feeds the one with the other, holds the one call, and writes Status.meeting, Status.agenda
/// and Status.health.interruptible_until_ms. Main loop.
///
/// Commands answer with ErrorKind::Refused when they mean nothing in the room's present state and with AskHuman when
/// their argument is wrong; `origin` names who gave them, for the watchers of the status.
class RoomController : private meeting::Call::Listener {
 public:
  /// All references outlive the controller. `memory` is usually $STATE_DIRECTORY/room/occurrences.pb.
  RoomController(Runtime& runtime, control::StatusStore& store, meeting::CallFactory& calls, Memory& memory,
                 Settings settings, ParticipantId participantId);
  ~RoomController() override;
  RoomController(const RoomController&) = delete;
  RoomController& operator=(const RoomController&) = delete;

  void configure(Settings settings);
  /// Whether the configuration is so wrong that nothing can be joined. A running call goes on.
  void setBroken(bool broken);
  void setAgenda(calendar::Agenda agenda);
  /// Whether somebody is in the room, if anything can tell.
  void setPresence(bool present);
  /// The wall clock was set: all times are worked out again.
  void wallClockChanged();

  /// Joins by hand. A running meeting is left first; the one the room is in already stays as it is. `open`: with
  /// microphone and camera.
  Result<void> joinLink(const calendar::MeetingLink& link, bool open, const std::string& origin);
  Result<void> joinOccurrence(const std::string& key, bool open, const std::string& origin);
  Result<void> leave(const std::string& origin);
  /// Not this meeting: ends the countdown, or the wait to be let in. Holds for this occurrence alone.
  Result<void> cancel(const std::string& origin);
  Result<void> askAgain(const std::string& origin);
  Result<void> announceAgain(const std::string& origin);
  Result<void> openMicrophone(bool open, const std::string& origin);
  Result<void> openCamera(bool open, const std::string& origin);
  /// The answer to the question of the next booking: the room stays in the meeting.
  Result<void> stay(const std::string& origin);
  /// In the meeting. `done` is called once, now or later.
  void raiseHand(bool raised, const std::string& origin, meeting::Call::Done done);
  /// For this meeting; 1 to 50 characters.
  void rename(const std::string& name, const std::string& origin, meeting::Call::Done done);

  /// Leaves properly and joins nothing any more, but remembers the meeting: after a restart the room goes back to it.
  /// Calls `stopped` once, within 3 s, at once when there is no call.
  void stop(std::function<void()> stopped);

  State state() const { return state_; }

 private:
  void callEntering(visio::EntryState state, const std::string& detail) override;
  void callConnecting() override;
  void callJoined() override;
  void callReconnecting(const std::string& detail) override;
  void callOthers(int count) override;
  void callMicrophoneClosedBy(const std::string& name) override;
  void callCameraClosedBy(const std::string& name) override;
  void callEnded(meeting::CallEnd end, const std::string& detail) override;

  bool fire(Event event);
  void perform(Action action);
  void startCall();
  void finishCall();
  void leaveFor(Event event, LeaveReason reason, std::optional<Request> next = std::nullopt);
  Result<void> join(Request request, const std::string& origin);
  Result<void> inCall(const std::string& origin, const std::function<void()>& act);

  void evaluate();
  void decide();
  void watchCall();
  void followOccurrence();
  bool mayLeaveFor(const calendar::Occurrence& due) const;
  void publish();
  void schedule();
  std::optional<Handover> handoverDue() const;
  bool watchHandover();
  std::optional<WallTime> handoverWake() const;
  void openMedia(bool microphone, bool camera);
  void noteTaken();
  bool closedForOthers() const;

  Runtime& runtime_;
  control::StatusStore& store_;
  meeting::CallFactory& calls_;
  Memory& memory_;
  Settings settings_;
  ParticipantId participantId_;

  State state_ = State::Idle;
  calendar::Agenda agenda_;
  Decision decision_;
  Progress progress_;
  LastEnd last_;
  std::optional<SteadyTime> lastEndedAt_;
  bool broken_ = false;
  bool present_ = false;
  std::string origin_ = "room";

  std::optional<Request> wanted_;  ///< What the next call is to be.
  std::optional<Session> session_;
  meeting::CallEnd ended_ = meeting::CallEnd::Left;
  std::unique_ptr<meeting::Call> call_;
  int callSerial_ = 0;
  std::function<void()> stopped_;
  bool stopping_ = false;
  Handle timer_;
  Handle leaveTimer_;
};

}  // namespace rotonde::room
