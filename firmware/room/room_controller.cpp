// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/room/room_controller.hpp"

#include "firmware/base/log.hpp"

#include <algorithm>
#include <utility>

namespace rotonde::room {
namespace {

/// Longer than a call may take to leave, shorter than a service may take to stop.
constexpr milliseconds kLeaveLimit{2500};
/// The wall clock may be set without anybody telling; a decision is never older than this.
constexpr milliseconds kLongestSleep{60'000};

const calendar::Occurrence* occurrenceOf(const calendar::Agenda& agenda, const std::string& key) {
  const auto found = std::ranges::find(agenda.occurrences, key, &calendar::Occurrence::key);
  return found == agenda.occurrences.end() ? nullptr : &*found;
}

}  // namespace

RoomController::RoomController(Runtime& runtime, control::StatusStore& store, meeting::CallFactory& calls,
                               Memory& memory, Settings settings, ParticipantId participantId)
    : runtime_(runtime),
      store_(store),
      calls_(calls),
      memory_(memory),
      settings_(std::move(settings)),
      participantId_(std::move(participantId)) {
  evaluate();
}

RoomController::~RoomController() = default;

void RoomController::configure(Settings settings) {
  settings_ = std::move(settings);
  evaluate();
}

void RoomController::setBroken(bool broken) {
  broken_ = broken;
  evaluate();
}

void RoomController::setAgenda(calendar::Agenda agenda) {
  agenda_ = std::move(agenda);
  evaluate();
}

void RoomController::wallClockChanged() { evaluate(); }

void RoomController::setPresence(bool present) {
  present_ = present;
  const bool opens = present && settings_.join.media == config::JoinMedia::Presence;
  if (opens && session_ && !session_->mediaByPerson && state_ != State::Leaving) openMedia(true, true);
  publish();
}

// ---- The machine ---------------------------------------------------------------------------------------------------

bool RoomController::fire(Event event) {
  const Row* row = rowOf(state_, event);
  if (!row) {
    log::debug("room", "{} means nothing in {}", nameOf(event), nameOf(state_));
    return false;
  }
  if (row->to != state_) log::info("room", "{} → {} ({})", nameOf(state_), nameOf(row->to), nameOf(event));
  // First the state, then the action: a call may answer from inside it.
  state_ = row->to;
  perform(row->action);
  return true;
}

void RoomController::perform(Action action) {
  switch (action) {
    case Action::None:
      return;
    case Action::StartCall:
      return startCall();
    case Action::LeaveCall:
      leaveTimer_ = runtime_.after(kLeaveLimit, [this] {
        if (fire(Event::LeaveOverdue)) evaluate();
      });
      if (call_) call_->leave();  // May end the call at once: nothing may follow here.
      return;
    case Action::FinishCall:
      return finishCall();
    case Action::NoteJoined:
      if (!std::exchange(session_->joined, true)) session_->joinedAt = runtime_.wall();
      session_->problem.clear();
      session_->entry = visio::EntryState::Asking;
      session_->waitingSince.reset();
      progress_.failures = 0;
      if (session_->request.occurrence) memory_.note(*session_->request.occurrence, Mark::Joined, runtime_.wall());
      return;
    case Action::CountReconnect:
      ++session_->reconnects;
      return;
    case Action::CancelOccurrence:
      if (decision_.occurrence) memory_.note(*decision_.occurrence, Mark::Cancelled, runtime_.wall());
      last_ = {.reason = control::v1::END_CANCELLED, .problem = {}};
      lastEndedAt_ = runtime_.steady();
      return;
  }
}

void RoomController::startCall() {
  Request request = *std::exchange(wanted_, std::nullopt);
  const auto now = runtime_.wall();
  const auto& media = settings_.join.media;
  const bool wished =
      request.open || media == config::JoinMedia::Always || (media == config::JoinMedia::Presence && present_);
  const auto& occurrence = request.occurrence;
  // What a person asks for overrides what was noted before.
  if (request.byHand && occurrence && markOf(memory_.notes(), *occurrence)) {
    memory_.note(*occurrence, Mark::Joined, now);
  }
  // What others closed stays closed, also after a failure or a restart.
  const Taken taken = occurrence && !request.open ? takenIn(memory_.notes(), *occurrence) : Taken{};
  const bool afterEnd = occurrence && occurrence->end <= now;
  WallTime giveUp = occurrence ? occurrence->end : now;
  if (request.byHand) giveUp = std::max(giveUp, now + kByHandWait);
  const meeting::CallRequest wanted{.link = request.link,
                                    .displayName = settings_.displayName,
                                    .participantId = participantId_(request.link, occurrence ? occurrence->key : ""),
                                    .scheduledStart = occurrence ? occurrence->start : now,
                                    .giveUpAt = giveUp,
                                    .microphoneOpen = wished && !taken.microphone,
                                    .cameraOpen = wished && !taken.camera};
  session_ = Session{.request = std::move(request),
                     .started = runtime_.steady(),
                     .afterEnd = afterEnd,
                     .microphoneOpen = wanted.microphoneOpen,
                     .cameraOpen = wanted.cameraOpen,
                     .mediaByPerson = taken != Taken{},
                     .microphoneClosedRemotely = taken.microphone,
                     .cameraClosedRemotely = taken.camera};
  progress_.counting.clear();
  last_ = {};
  const int serial = ++callSerial_;
  auto call = calls_.start(wanted, *this);
  if (session_ && serial == callSerial_) call_ = std::move(call);  // Else it ended before it was ours.
}

void RoomController::finishCall() {
  leaveTimer_.reset();
  const Session session = *std::exchange(session_, std::nullopt);
  const Outcome outcome = outcomeOf(session, ended_);
  const auto now = runtime_.wall();
  if (outcome.mark && session.request.occurrence) memory_.note(*session.request.occurrence, *outcome.mark, now);
  if (outcome.mark == Mark::Removed) {
    for (const auto& each : reachedByRemoval(agenda_, session.request.link, now)) {
      memory_.note(each, Mark::Removed, now);
    }
  }
  if (outcome.retry && session.request.occurrence) {
    const std::string key = session.key();
    progress_.failures = progress_.failed == key ? progress_.failures + 1 : 1;
    progress_.failed = key;
    progress_.retryAt = now + retryDelay(progress_.failures);
  } else {
    progress_.failed.clear();
    progress_.failures = 0;
  }
  last_ = {.reason = outcome.end, .problem = session.leaving == LeaveReason::None ? session.problem : ""};
  lastEndedAt_ = runtime_.steady();
  call_.reset();
  store_.update("room", clearCall);
  if (stopped_) std::exchange(stopped_, nullptr)();
}

void RoomController::leaveFor(Event event, LeaveReason reason, std::optional<Request> next) {
  wanted_ = std::move(next);
  if (session_ && session_->leaving == LeaveReason::None) session_->leaving = reason;
  fire(event);
}

// ---- Agenda and clock ----------------------------------------------------------------------------------------------

void RoomController::evaluate() {
  if (!stopping_) {
    if (lastEndedAt_ && runtime_.steady() - *lastEndedAt_ >= kNoticeTime) {
      last_ = {};
      lastEndedAt_.reset();
    }
    if (hasCall(state_)) {
      watchCall();
    } else {
      decide();
    }
    schedule();
  }
  publish();
}

void RoomController::decide() {
  if (broken_ != (state_ == State::Attention)) fire(broken_ ? Event::Broken : Event::Repaired);
  if (state_ == State::Attention) {
    decision_ = {};
    wanted_.reset();
    return;
  }
  if (wanted_) {  // A meeting was left for this one.
    fire(wanted_->byHand ? Event::JoinAsked : Event::JoinDue);
    return;
  }
  decision_ = nextAction(agenda_, memory_.notes(), runtime_.wall(), settings_, progress_);
  const bool counts = decision_.kind == Decision::Kind::Countdown;
  if (!counts || progress_.counting != decision_.occurrence->key) {
    // Another meeting's countdown is a new countdown.
    if (counts && state_ == State::Countdown) fire(Event::NothingDue);
    progress_.counting = counts ? decision_.occurrence->key : std::string();
    if (counts) progress_.countdownEnd = *decision_.joinAt;
  }
  switch (decision_.kind) {
    case Decision::Kind::Nothing:
      fire(Event::NothingDue);
      break;
    case Decision::Kind::Announce:
      fire(Event::AnnounceDue);
      break;
    case Decision::Kind::Countdown:
      fire(Event::CountdownDue);
      break;
    case Decision::Kind::Join:
      wanted_ = Request{.link = *decision_.occurrence->link, .occurrence = decision_.occurrence};
      fire(Event::JoinDue);
      break;
  }
}

void RoomController::watchCall() {
  if (state_ == State::Leaving || !call_) return;
  followOccurrence();
  if (untilEnd(session_->facts(runtime_.steady()), runtime_.wall(), settings_.join) <= milliseconds(0)) {
    return leaveFor(Event::EndDue, LeaveReason::Schedule);
  }
  if (watchHandover()) return;
  const auto& occurrence = session_->request.occurrence;
  if (occurrence && occurrence->link && *occurrence->link != session_->request.link && state_ == State::Entering) {
    Request again = session_->request;
    again.link = *occurrence->link;
    return leaveFor(Event::SwitchDue, LeaveReason::Superseded, std::move(again));
  }
  const auto* other = dueMeanwhile(agenda_, memory_.notes(), runtime_.wall(), settings_, session_->key());
  if (other && mayLeaveFor(*other)) {
    leaveFor(Event::SwitchDue, LeaveReason::Switch, Request{.link = *other->link, .occurrence = *other});
  }
}

/// Takes over what changed in the agenda. A meeting that vanished or went to another time keeps what was known: the
/// room never hangs up for that.
void RoomController::followOccurrence() {
  auto& occurrence = session_->request.occurrence;
  const auto* now = occurrence ? occurrenceOf(agenda_, occurrence->key) : nullptr;
  if (now && now->start <= runtime_.wall() + settings_.join.announce && now->end > now->start) occurrence = *now;
}

bool RoomController::mayLeaveFor(const calendar::Occurrence& due) const {
  const auto& current = session_->request.occurrence;
  if (due.key == session_->key() || (current && due.start <= current->start)) return false;
  if (state_ == State::Entering) return !session_->request.byHand && !session_->joined;
  const auto alone = session_->facts(runtime_.steady()).alone;
  return state_ == State::InMeeting && alone && *alone >= settings_.join.aloneAfterEnd;
}

void RoomController::schedule() {
  const WallTime now = runtime_.wall();
  milliseconds sleep = kLongestSleep;
  const auto wake = [&](milliseconds in) { sleep = std::clamp(in, milliseconds(1), sleep); };
  if (const auto change = nextChange(agenda_, now, settings_)) wake(*change - now);
  if (decision_.joinAt && !hasCall(state_)) wake(*decision_.joinAt - now);
  if (session_ && state_ != State::Leaving) {
    const CallFacts facts = session_->facts(runtime_.steady());
    wake(untilEnd(facts, now, settings_.join));
    if (const auto handover = handoverWake()) wake(*handover - now);
    if (facts.alone && *facts.alone < settings_.join.aloneAfterEnd) wake(settings_.join.aloneAfterEnd - *facts.alone);
  }
  timer_ = runtime_.after(sleep, [this] { evaluate(); });
}

void RoomController::publish() {
  const WallTime now = runtime_.wall();
  const bool free = state_ == State::Idle || state_ == State::Attention;
  const WallTime until = free ? interruptibleUntil(agenda_, memory_.notes(), now, settings_) : WallTime{};
  store_.update(origin_, [&](control::v1::Status& status) {
    writeMeeting(*status.mutable_meeting(), state_, session_ ? &*session_ : nullptr, decision_, last_);
    writeAgenda(*status.mutable_agenda(), agenda_, memory_.notes(), now, settings_);
    status.mutable_health()->set_interruptible_until_ms(until.time_since_epoch().count());
  });
}

// ---- The call ------------------------------------------------------------------------------------------------------

void RoomController::callEntering(visio::EntryState state, const std::string& detail) {
  using visio::EntryState;
  if (!session_) return;
  session_->entry = state;
  session_->problem = detail;
  session_->others.reset();
  if (state == EntryState::Denied && session_->request.occurrence) {
    memory_.note(*session_->request.occurrence, Mark::Refused, runtime_.wall());
  }
  const bool let = state == EntryState::Waiting || state == EntryState::NotOpen;
  const bool waits = let || state == EntryState::Denied;
  if (let && !session_->waitingSince) session_->waitingSince = runtime_.wall();
  if (state == EntryState::Denied) session_->waitingSince.reset();
  fire(waits ? Event::Waiting : Event::Knocking);
  publish();
}

void RoomController::callConnecting() {
  if (!session_) return;
  session_->entry = visio::EntryState::Asking;  // A denial before is over.
  session_->waitingSince.reset();
  session_->problem.clear();
  fire(Event::Connecting);
  publish();
}

void RoomController::callJoined() {
  if (!session_) return;
  fire(Event::Joined);
  evaluate();
}

void RoomController::callReconnecting(const std::string& detail) {
  if (!session_) return;
  session_->problem = detail;
  session_->others.reset();
  fire(Event::ConnectionLost);
  evaluate();
}

void RoomController::callOthers(int count) {
  if (!session_) return;
  const bool were = session_->others.value_or(0) > 0;
  if (!session_->others || were != (count > 0)) session_->othersSince = runtime_.steady();
  session_->others = count;
  evaluate();
}

void RoomController::callMicrophoneClosedBy(const std::string& name) {
  if (!session_) return;
  session_->microphoneOpen = false;
  session_->microphoneClosedRemotely = true;
  session_->microphoneClosedBy = name;
  session_->mediaByPerson = true;
  noteTaken();
  publish();
}

void RoomController::callCameraClosedBy(const std::string& name) {
  if (!session_) return;
  session_->cameraOpen = false;
  session_->cameraClosedRemotely = true;
  session_->cameraClosedBy = name;
  session_->mediaByPerson = true;
  noteTaken();
  publish();
}

void RoomController::noteTaken() {
  if (!session_->request.occurrence) return;
  memory_.noteTaken(*session_->request.occurrence,
                    {.microphone = session_->microphoneClosedRemotely, .camera = session_->cameraClosedRemotely});
}

void RoomController::callEnded(meeting::CallEnd end, const std::string& detail) {
  if (!session_) return;
  ended_ = end;
  if (!detail.empty()) session_->problem = detail;
  fire(Event::Ended);
  evaluate();
}

}  // namespace rotonde::room
