// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/meeting/own_media.hpp"

#include "firmware/livekit/session.hpp"

#include <array>
#include <utility>

namespace rotonde::meeting {
namespace {

using pipelines::LocalSource;

/// How far a mute and the message that says who did it may lie apart.
constexpr std::chrono::seconds kClaimWindow{5};
constexpr std::array kBoth{LocalSource::Microphone, LocalSource::Camera};

}  // namespace

OwnMedia::OwnMedia(Runtime& runtime, pipelines::LocalMedia& media, Call::Listener& listener, bool microphoneOpen,
                   bool cameraOpen, Opened opened)
    : runtime_(runtime), media_(media), listener_(listener), opened_(std::move(opened)) {
  microphone_.wanted = microphoneOpen;
  camera_.wanted = cameraOpen;
}

OwnMedia::Own& OwnMedia::own(LocalSource source) { return source == LocalSource::Microphone ? microphone_ : camera_; }

void OwnMedia::setSession(livekit::Session* session) {
  session_ = session;
  notice_.reset();
  if (!session_) return;
  for (const auto source : kBoth) session_->mute(source, !own(source).wanted);
}

void OwnMedia::open(LocalSource source, bool open) {
  Own& own = this->own(source);
  if (open && own.forbidden) {
    // A device that nobody can see or hear stays closed. Not from inside the call of whoever asks.
    own.silenced = runtime_.steady();
    own.tell = runtime_.after(milliseconds(0), [this, source] { tell(source, {}); });
    return;
  }
  own.silenced.reset();
  own.wanted = open;
  apply(source);
}

void OwnMedia::apply(LocalSource source) {
  // Before the room is known, nothing is opened.
  const bool open = ready_ && own(source).wanted;
  // Closing is heard here first: the device, then the room.
  if (source == LocalSource::Microphone) {
    media_.openMicrophone(open);
  } else {
    media_.openCamera(open);
  }
  if (session_) session_->mute(source, !open);
  if (std::exchange(own(source).live, open) != open) opened_(microphone_.live, camera_.live);
}

void OwnMedia::setReady() {
  ready_ = true;
  for (const auto source : kBoth) apply(source);
}

void OwnMedia::roomKnown(bool recorded) {
  if (ready_ || notice_) return;
  if (!recorded) return setReady();
  for (const auto source : kBoth) apply(source);
  notice_ = runtime_.after(kNotice, [this] {
    notice_.reset();
    setReady();
  });
}

void OwnMedia::joinedAnew() { microphone_.forbidden = camera_.forbidden = false; }

void OwnMedia::mutedByServer(LocalSource source, bool removed) {
  Own& own = this->own(source);
  if (removed) own.forbidden = true;
  own.wanted = false;
  apply(source);
  const auto now = runtime_.steady();
  own.silenced = now;
  tell(source, claim_ && now - claim_->since < kClaimWindow ? claim_->name : std::string());
}

void OwnMedia::claimed(const std::string& name) {
  const auto now = runtime_.steady();
  claim_ = Claim{name, now};
  for (const auto source : kBoth) {
    const auto& silenced = own(source).silenced;
    if (silenced && now - *silenced < kClaimWindow) tell(source, name);
  }
}

void OwnMedia::close() {
  notice_.reset();
  for (const auto source : kBoth) {
    own(source).wanted = false;
    own(source).tell.reset();
    apply(source);
  }
}

void OwnMedia::tell(LocalSource source, const std::string& name) {
  if (source == LocalSource::Microphone) return listener_.callMicrophoneClosedBy(name);
  listener_.callCameraClosedBy(name);
}

}  // namespace rotonde::meeting
