// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/meeting/own_presence.hpp"

#include "firmware/base/log.hpp"
#include "firmware/livekit/session.hpp"

#include <utility>

namespace rotonde::meeting {
namespace {

/// After a rejoin nobody waits for the answer.
void logFailure(const Result<void>& result) {
  if (!result) log::warning("meeting", "the room's hand or name is not as it was: {}", result.error().message);
}

}  // namespace

void OwnPresence::setSession(const livekit::Session* session) {
  session_ = session;
  connected_ = seen_ = false;
  hand_.reset();
  naming_.reset();
}

void OwnPresence::connected() {
  connected_ = true;
  if (raised_) hand_ = actions_.raiseHand(link_, session_->token(), true, logFailure);
  if (name_) naming_ = actions_.rename(link_, session_->token(), *name_, logFailure);
}

void OwnPresence::handSeen(bool raised) {
  if (std::exchange(seen_, raised) && !raised) raised_ = false;
}

void OwnPresence::raiseHand(bool raised, Done done) {
  if (!connected_) return done(refused("The room is not in the meeting yet."));
  hand_ = actions_.raiseHand(link_, session_->token(), raised, [this, raised, done = std::move(done)](auto result) {
    if (result) raised_ = raised;
    done(std::move(result));
  });
}

void OwnPresence::rename(const std::string& name, Done done) {
  if (!connected_) return done(refused("The room is not in the meeting yet."));
  naming_ = actions_.rename(link_, session_->token(), name, [this, name, done = std::move(done)](auto result) {
    if (result) name_ = name;
    done(std::move(result));
  });
}

}  // namespace rotonde::meeting
