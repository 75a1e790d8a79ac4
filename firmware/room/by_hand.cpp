// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
//
// RoomController: what people ask for.
#include "firmware/room/room_controller.hpp"

#include <algorithm>
#include <utility>

namespace rotonde::room {
namespace {

/// Names the origin of the changes that happen meanwhile.
class ActingFor {
 public:
  ActingFor(std::string& current, const std::string& origin)
      : current_(current), before_(std::exchange(current, origin)) {}
  ~ActingFor() { current_ = before_; }
  ActingFor(const ActingFor&) = delete;
  ActingFor& operator=(const ActingFor&) = delete;

 private:
  std::string& current_;
  std::string before_;
};

Result<void> refusedForOthers() {
  return refused("The room is booked for others now; answer with meeting.stay first, or leave.");
}

}  // namespace

Result<void> RoomController::joinLink(const calendar::MeetingLink& link, bool open, const std::string& origin) {
  const WallTime now = runtime_.wall();
  // The link of a meeting that runs is that meeting.
  const auto found = std::ranges::find_if(agenda_.occurrences, [&](const calendar::Occurrence& occurrence) {
    return occurrence.link == link && occurrence.start - settings_.join.announce <= now && now < occurrence.end;
  });
  std::optional<calendar::Occurrence> occurrence;
  if (found != agenda_.occurrences.end()) occurrence = *found;
  return join({.link = link, .occurrence = std::move(occurrence), .byHand = true, .open = open}, origin);
}

Result<void> RoomController::joinOccurrence(const std::string& key, bool open, const std::string& origin) {
  const auto found = std::ranges::find(agenda_.occurrences, key, &calendar::Occurrence::key);
  if (found == agenda_.occurrences.end()) {
    return askHuman("The agenda has no such meeting; its keys stand in Status.agenda.occurrences.");
  }
  if (!found->link) {
    return askHuman("This meeting has no Visio link that the room could join; give the link itself instead.");
  }
  return join({.link = *found->link, .occurrence = *found, .byHand = true, .open = open}, origin);
}

Result<void> RoomController::join(Request request, const std::string& origin) {
  const ActingFor acting(origin_, origin);
  if (stopping_) return refused("The room is shutting down.");
  if (state_ == State::Attention) {
    return refused("The configuration has errors; correct them first (see system.config_problems).");
  }
  if (session_ && state_ != State::Leaving && session_->request.link == request.link) {
    if (request.open) openMedia(true, true);
    publish();
    return {};  // Already there, or on the way.
  }
  if (hasCall(state_)) {
    leaveFor(Event::JoinAsked, LeaveReason::Person, std::move(request));
  } else {
    wanted_ = std::move(request);
    fire(Event::JoinAsked);
  }
  evaluate();
  return {};
}

Result<void> RoomController::leave(const std::string& origin) {
  const ActingFor acting(origin_, origin);
  if (!hasCall(state_)) return refused("The room is not in a meeting.");
  wanted_.reset();
  leaveFor(Event::LeaveAsked, LeaveReason::Person);
  evaluate();
  return {};
}

Result<void> RoomController::cancel(const std::string& origin) {
  const ActingFor acting(origin_, origin);
  if (!rowOf(state_, Event::CancelAsked)) {
    return refused(hasCall(state_) ? "The room is in the meeting already; leave it instead."
                                   : "No meeting is about to be joined.");
  }
  if (hasCall(state_)) {
    leaveFor(Event::CancelAsked, LeaveReason::Cancelled);
  } else {
    fire(Event::CancelAsked);
  }
  evaluate();
  return {};
}

/// Acts on the running call, if there is one.
Result<void> RoomController::inCall(const std::string& origin, const std::function<void()>& act) {
  const ActingFor acting(origin_, origin);
  if (!session_ || !call_ || state_ == State::Leaving) return refused("The room is not in a meeting.");
  act();
  publish();
  return {};
}

Result<void> RoomController::askAgain(const std::string& origin) {
  if (state_ != State::Entering) return refused("The room is not asking to enter a meeting.");
  return inCall(origin, [this] { call_->askAgain(); });
}

Result<void> RoomController::announceAgain(const std::string& origin) {
  if (state_ != State::Entering) return refused("The room is not waiting to be let in.");
  return inCall(origin, [this] { call_->announceAgain(); });
}

/// Whoever opens now may be the next group, in the meeting of the last one.
bool RoomController::closedForOthers() const { return session_ && session_->handover.closed; }

Result<void> RoomController::openMicrophone(bool open, const std::string& origin) {
  if (open && closedForOthers()) return refusedForOthers();
  return inCall(origin, [this, open] {
    session_->mediaByPerson = true;
    openMedia(open, session_->cameraOpen);
  });
}

Result<void> RoomController::openCamera(bool open, const std::string& origin) {
  if (open && closedForOthers()) return refusedForOthers();
  return inCall(origin, [this, open] {
    session_->mediaByPerson = true;
    openMedia(session_->microphoneOpen, open);
  });
}

void RoomController::raiseHand(bool raised, const std::string& origin, meeting::Call::Done done) {
  if (state_ != State::InMeeting) return done(refused("The room is not in a meeting."));
  (void)inCall(origin, [&] { call_->raiseHand(raised, done); });
}

void RoomController::rename(const std::string& name, const std::string& origin, meeting::Call::Done done) {
  if (state_ != State::InMeeting) return done(refused("The room is not in a meeting."));
  if (name.find_first_not_of(' ') == std::string::npos)
    return done(askHuman("Give the room a name that is not blank."));
  (void)inCall(origin, [&] { call_->rename(name, done); });
}

void RoomController::openMedia(bool microphone, bool camera) {
  if (std::exchange(session_->microphoneOpen, microphone) != microphone && call_) call_->openMicrophone(microphone);
  if (std::exchange(session_->cameraOpen, camera) != camera && call_) call_->openCamera(camera);
  if (microphone) {
    session_->microphoneClosedRemotely = false;
    session_->microphoneClosedBy.clear();
  }
  if (camera) {
    session_->cameraClosedRemotely = false;
    session_->cameraClosedBy.clear();
  }
  noteTaken();
}

void RoomController::stop(std::function<void()> stopped) {
  stopping_ = true;
  timer_.reset();
  wanted_.reset();
  if (!hasCall(state_)) return stopped();
  stopped_ = std::move(stopped);
  leaveFor(Event::LeaveAsked, LeaveReason::Stop);
}

}  // namespace rotonde::room
