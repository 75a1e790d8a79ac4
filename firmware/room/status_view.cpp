// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/room/status_view.hpp"

#include <format>
#include <utility>

namespace rotonde::room {
namespace {

using namespace control::v1;

std::int64_t toMs(WallTime time) { return time.time_since_epoch().count(); }

void writeOccurrence(Meeting& out, const calendar::Occurrence* occurrence) {
  out.set_occurrence(occurrence ? occurrence->key : "");
  out.set_title(occurrence && !occurrence->isPrivate ? occurrence->title : "");
  out.set_start_ms(occurrence ? toMs(occurrence->start) : 0);
  out.set_end_ms(occurrence ? toMs(occurrence->end) : 0);
}

}  // namespace

Phase phaseOf(State state) {
  switch (state) {
    case State::Idle:
      return PHASE_IDLE;
    case State::Announced:
      return PHASE_ANNOUNCED;
    case State::Countdown:
      return PHASE_COUNTDOWN;
    case State::Entering:
      return PHASE_ENTERING;
    case State::Connecting:
      return PHASE_CONNECTING;
    case State::InMeeting:
      return PHASE_IN_MEETING;
    case State::Reconnecting:
      return PHASE_RECONNECTING;
    case State::Leaving:
      return PHASE_LEAVING;
    case State::Attention:
      return PHASE_ATTENTION;
  }
  std::unreachable();
}

Entry entryOf(visio::EntryState state) {
  switch (state) {
    case visio::EntryState::Asking:
      return ENTRY_ASKING;
    case visio::EntryState::Waiting:
      return ENTRY_WAITING;
    case visio::EntryState::NotOpen:
      return ENTRY_NOT_OPEN;
    case visio::EntryState::Denied:
      return ENTRY_DENIED;
    case visio::EntryState::Busy:
      return ENTRY_BUSY;
    case visio::EntryState::Unreachable:
      return ENTRY_UNREACHABLE;
  }
  std::unreachable();
}

void writeMeeting(Meeting& out, State state, const Session* session, const Decision& decision, const LastEnd& last) {
  out.set_phase(phaseOf(state));
  const bool waiting = state == State::Announced || state == State::Countdown;
  if (session) {
    writeOccurrence(out, session->request.occurrence ? &*session->request.occurrence : nullptr);
  } else {
    writeOccurrence(out, waiting && decision.occurrence ? &*decision.occurrence : nullptr);
  }
  out.set_join_at_ms(waiting && decision.joinAt ? toMs(*decision.joinAt) : 0);
  out.set_last_end(session ? END_UNSPECIFIED : last.reason);
  out.set_problem(session ? session->problem : last.problem);
  const bool entering = session && state == State::Entering;
  out.set_entry(entering ? entryOf(session->entry) : ENTRY_UNSPECIFIED);
  const bool waits = entering && session->waitingSince;
  out.set_waiting_since_ms(waits ? toMs(*session->waitingSince) : 0);
  const auto& link = session ? session->request.link : calendar::MeetingLink{};
  out.set_link(waits ? std::format("https://{}/{}", link.host, link.slug.reveal()) : "");
  const bool asked = session && session->handover.closes && !session->handover.stays;
  out.set_handover_ms(asked ? toMs(*session->handover.closes) : 0);
  out.set_handover_closed(session && session->handover.closed);
  out.set_joined_ms(session && session->joined ? toMs(session->joinedAt) : 0);
  out.set_microphone_open(session && session->microphoneOpen);
  out.set_camera_open(session && session->cameraOpen);
  out.set_microphone_closed_by(session ? session->microphoneClosedBy : "");
  out.set_microphone_closed_remotely(session && session->microphoneClosedRemotely);
  out.set_camera_closed_remotely(session && session->cameraClosedRemotely);
  out.set_camera_closed_by(session ? session->cameraClosedBy : "");
  out.set_reconnects(session ? session->reconnects : 0);
  out.set_server(session ? session->request.link.host : "");
}

void writeAgenda(Agenda& out, const calendar::Agenda& agenda, const Notes& notes, WallTime now,
                 const Settings& settings) {
  out.Clear();
  for (const calendar::Occurrence& occurrence : agenda.occurrences) {
    Occurrence& entry = (*out.mutable_occurrences())[occurrence.key];
    if (!occurrence.isPrivate) {
      entry.set_title(occurrence.title);
      entry.set_organizer(occurrence.organizer);
    }
    entry.set_start_ms(toMs(occurrence.start));
    entry.set_end_ms(toMs(occurrence.end));
    entry.set_all_day(occurrence.allDay);
    entry.set_tentative(occurrence.tentative);
    entry.set_private_(occurrence.isPrivate);
    entry.set_joinability(joinability(occurrence, agenda, notes, now, settings));
    entry.set_service(occurrence.service);
  }
  if (agenda.fetched) out.set_feed_fetched_ms(toMs(*agenda.fetched));
  out.set_feed_configured(settings.calendar);
  out.set_feed_problem(agenda.problem);
  out.set_feed_stale(isStale(agenda, now));
  out.set_next(nextOccurrence(agenda, now));
}

void clearCall(Status& out) {
  out.clear_roster();
  out.mutable_meeting()->clear_tracks();
  out.mutable_meeting()->set_recording(false);
  out.mutable_meeting()->clear_recording_state();
  out.mutable_meeting()->clear_said();
  out.mutable_meeting()->set_open_to_all(false);
  out.mutable_meeting()->set_transcription(false);
  out.mutable_meeting()->set_microphone_live(false);
  out.mutable_meeting()->set_camera_live(false);
}

}  // namespace rotonde::room
