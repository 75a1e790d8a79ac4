// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/meeting/room_call.hpp"

#include "firmware/base/foreign_text.hpp"
#include "firmware/base/log.hpp"
#include "firmware/livekit/layers.hpp"
#include "firmware/meeting/call_status.hpp"
#include "firmware/meeting/visio_message.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <random>
#include <utility>

namespace rotonde::meeting {
namespace {

using livekit::EndKind;
using pipelines::LocalSource;
using std::chrono::minutes;
using std::chrono::seconds;

/// LiveKit's refreshed tokens live this long at least.
constexpr minutes kTokenLife{10};
/// A connection that held so long starts the backoff anew.
constexpr seconds kHeld{10};
constexpr milliseconds kPoll{2000};
constexpr const char* kLegacyChatTopic = "lk-chat-topic";
constexpr int kMostRefusedTokens = 2;
constexpr int kQuickAttempts = 10;

std::function<double()> generator() {
  auto engine = std::make_shared<std::mt19937>(std::random_device()());  // Shared by the copies of the function.
  return [engine] { return std::uniform_real_distribution<double>(0, 1)(*engine); };
}

RoomCallSettings completed(RoomCallSettings settings) {
  if (!settings.random) settings.random = generator();
  return settings;
}

std::vector<pipelines::SendTrack> tracksFor(const pipelines::PeerFactory& peers, const RoomCallSettings& settings) {
  std::vector<pipelines::SendTrack> tracks;
  tracks.push_back({.source = LocalSource::Microphone, .codec = "opus"});
  const auto codecs = peers.sendCodecs();
  const bool usable = std::ranges::find(codecs, settings.codec) != codecs.end();
  const std::string codec = usable ? settings.codec : codecs.empty() ? "" : codecs.front();
  if (!codec.empty()) {
    tracks.push_back(
        {.source = LocalSource::Camera, .codec = codec, .layers = livekit::cameraLayers(settings.simulcast)});
  }
  return tracks;
}

CallEnd callEnd(EndKind kind) {
  switch (kind) {
    case EndKind::Left:
      return CallEnd::Left;
    case EndKind::Removed:
      return CallEnd::Removed;
    case EndKind::RoomClosed:
      return CallEnd::RoomClosed;
    case EndKind::Duplicate:
      return CallEnd::Duplicate;
    case EndKind::WrongCertificate:
      return CallEnd::WrongCertificate;
    default:
      return CallEnd::Failed;
  }
}

}  // namespace

RoomCall::RoomCall(RoomCallPorts ports, RoomCallSettings settings, CallRequest request, Call::Listener& listener)
    : ports_(ports),
      settings_(completed(std::move(settings))),
      request_(std::move(request)),
      listener_(listener),
      started_(ports.runtime.steady()),
      own_(ports.runtime, ports.media, listener, request_.microphoneOpen, request_.cameraOpen,
           [this](bool microphone, bool camera) {
             writeMeeting([=](control::v1::Meeting& meeting) {
               meeting.set_microphone_live(microphone);
               meeting.set_camera_live(camera);
             });
           }),
      presence_(ports.actions, request_.link),
      sayings_(ports.runtime, [this](const std::vector<Saying>& said) { tellSaid(said); }),
      backoff_(settings_.random) {
  writeMeeting([this](control::v1::Meeting& meeting) {
    meeting.clear_join();
    meeting.clear_tracks();
    meeting.set_reconnects(0);
    meeting.set_server(request_.link.host);
    meeting.set_sfu_version("");
    meeting.set_open_to_all(false);
    writeRecording(meeting, {});
  });
  shownWatch_ = ports_.shown.watch([this](const std::vector<livekit::ShownVideo>& videos) {
    if (session_) session_->showVideos(videos);
  });
  // Not from inside the factory: the listener does not have the call yet.
  next_ = ports_.runtime.after(milliseconds(0), [this] { askToEnter(); });
}

RoomCall::~RoomCall() = default;

// ---- entry --------------------------------------------------------------------------------------------------------

void RoomCall::askToEnter() {
  if (!entry_) {
    entry_ = ports_.entries.enter({.link = request_.link,
                                   .displayName = request_.displayName,
                                   .participantId = request_.participantId,
                                   .scheduledStart = request_.scheduledStart,
                                   .giveUpAt = request_.giveUpAt},
                                  *this);
  }
  entry_->start();
  prepareSession();
}

void RoomCall::prepareSession() {
  if (prepared_) return;
  livekit::SessionRequest request{.clientVersion = settings_.clientVersion,
                                  .tracks = tracksFor(ports_.peers, settings_),
                                  .microphoneOpen = own_.microphoneOpen(),
                                  .cameraOpen = own_.cameraOpen(),
                                  .peer = settings_.peer,
                                  .limits = settings_.limits};
  livekit::Session::Listener& self = *this;
  prepared_ =
      std::make_unique<livekit::Session>(ports_.runtime, ports_.sockets, ports_.peers, std::move(request), self);
  prepared_->prepare();
}

void RoomCall::entryChanged(visio::EntryState state, const std::string& detail) {
  if (leaving_ || ending_) return;
  using enum visio::EntryState;
  ports_.status.update("visio",
                       [state](control::v1::Status& status) { status.mutable_meeting()->set_entry(statusOf(state)); });
  if (state == Unreachable && mayReuseToken() && !reuse_) {
    reuse_ = ports_.runtime.after(milliseconds(0), [this] {
      reuse_.reset();
      entry_.reset();
      connect(admission_);
    });
    return;
  }
  // While we come back only what a person can act on is news.
  const bool news = state == Waiting || state == Denied || state == NotOpen;
  if (!joinedOnce_ || news) listener_.callEntering(state, detail);
}

void RoomCall::entryAccepted(const visio::Admission& admission) {
  if (leaving_ || ending_) return;
  reuse_.reset();
  admission_ = admission;
  tokenSince_ = ports_.runtime.steady();
  connect(admission_);
}

void RoomCall::entryFailed(const Error& error) { finish(CallEnd::Failed, error.message); }

void RoomCall::entryEncrypted(const Error& error) { finish(CallEnd::Encrypted, error.message); }

bool RoomCall::mayReuseToken() const {
  return joinedOnce_ && refusedTokens_ == 0 && !admission_.token.empty() &&
         ports_.runtime.steady() - tokenSince_ < kTokenLife;
}

// ---- session ------------------------------------------------------------------------------------------------------

void RoomCall::connect(const visio::Admission& admission) {
  writeMeeting([this](control::v1::Meeting& meeting) {
    meeting.clear_entry();
    if (!meeting.join().entered_ms()) meeting.mutable_join()->set_entered_ms(sinceStart());
  });
  prepareSession();
  setSession(std::move(prepared_));
  if (!joinedOnce_) listener_.callConnecting();
  session_->start(admission.url, admission.token);
}

void RoomCall::setSession(std::unique_ptr<livekit::Session> session) {
  own_.setSession(session.get());
  presence_.setSession(session.get());
  session_ = std::move(session);
  if (session_) session_->showVideos(ports_.shown.now());
}

void RoomCall::sessionJoined(const livekit::JoinFacts& facts) {
  refusedTokens_ = 0;
  own_.joinedAnew();
  writeMeeting([&](control::v1::Meeting& meeting) {
    meeting.set_sfu_version(facts.serverVersion);
    if (!meeting.join().joined_ms()) meeting.mutable_join()->set_joined_ms(sinceStart());
  });
}

void RoomCall::sessionConnected() {
  if (!std::exchange(joinedOnce_, true)) {
    access_ = ports_.actions.askAccess(request_.link, [this](const Result<std::string>& level) {
      if (level) tellAccess(*level);
    });
  }
  writeMeeting([this](control::v1::Meeting& meeting) {
    if (!meeting.join().connected_ms()) meeting.mutable_join()->set_connected_ms(sinceStart());
  });
  steady_ = ports_.runtime.after(kHeld, [this] { backoff_.reset(); });
  poll_ = ports_.runtime.after(kPoll, [this] { pollTracks(); });
  presence_.connected();
  listener_.callJoined();
}

void RoomCall::sessionRosterChanged() {
  ports_.status.update("livekit", [this](control::v1::Status& status) { writeRoster(status, session_->roster()); });
  const auto& people = session_->roster().participants();
  const auto self = people.find(session_->roster().selfSid());
  presence_.handSeen(self != people.end() && self->second.handRaised);
  const int others = countOthers(session_->roster());
  if (others != std::exchange(others_, others)) listener_.callOthers(others);
}

void RoomCall::sessionRoomChanged(const livekit::RoomFacts& facts) {
  const auto metadata = readRoomMetadata(facts.metadata);
  if (!metadata.accessLevel.empty()) {
    access_.reset();  // The room's own word is newer.
    tellAccess(metadata.accessLevel);
  }
  const auto recording = recordingOf(metadata, facts.activeRecording);
  tellRecording(recording);
  own_.roomKnown(recording.state != RecordingState::None);
}

/// On every screen, and once by a tone: people look elsewhere.
void RoomCall::tellRecording(const Recording& recording) {
  const Recording before = std::exchange(recording_, recording);
  if (before == recording) return;
  writeMeeting([&recording](control::v1::Meeting& meeting) { writeRecording(meeting, recording); });
  if (before.state == RecordingState::None) ports_.media.playTone(pipelines::Tone::Recording);
}

void RoomCall::tellAccess(const std::string& level) {
  writeMeeting([&level](control::v1::Meeting& meeting) { meeting.set_open_to_all(level == "public"); });
}

void RoomCall::sessionMutedByServer(LocalSource source, bool removed) { own_.mutedByServer(source, removed); }

/// Of somebody else in the room; empty for all who are not.
std::string RoomCall::nameOf(const std::string& sid) const {
  const auto& people = session_->roster().participants();
  const auto found = people.find(sid);
  const bool other = found != people.end() && found->second.person && !found->second.self;
  return other ? foreignLine(found->second.name, kLongestName) : std::string();
}

void RoomCall::sessionData(const livekit::UserData& data) {
  const std::string who = nameOf(data.senderSid);
  if (who.empty()) return;  // The server's own messages ask nothing of a room.
  if (data.topic == kLegacyChatTopic) {
    if (const auto chat = readLegacyChat(data.payload)) sayings_.message(who, chat->message, chat->id);
    return;
  }
  const auto message = readVisioMessage(data.payload);
  if (message.type == "participantMuted" || message.type == "permissionsRemoved") own_.claimed(who);
  if (message.type == "reactionReceived") sayings_.reaction(who, message.emoji);
}

void RoomCall::sessionText(const livekit::TextMessage& message) {
  const std::string who = nameOf(message.senderSid);
  if (!who.empty()) sayings_.message(who, message.text, message.streamId);
}

void RoomCall::tellSaid(const std::vector<Saying>& said) {
  writeMeeting([&said](control::v1::Meeting& meeting) { writeSaid(meeting, said); });
}

void RoomCall::sessionEnded(const livekit::SessionEnd& ended) {
  // `ended` may be the session's own, which dies here.
  const livekit::SessionEnd end = ended;  // NOLINT(performance-unnecessary-copy-initialization)
  if (!session_) {
    // The prepared one failed before it was needed: the next is made when it is.
    log::warning("meeting", "{}", end.message);
    prepared_.reset();
    return;
  }
  admission_.token = session_->token();
  tokenSince_ = std::max(tokenSince_, session_->tokenSince());
  poll_.reset();
  steady_.reset();
  setSession(nullptr);
  if (leaving_) return finish(CallEnd::Left, end.message);
  if (end.kind == EndKind::TokenRefused) ++refusedTokens_;
  if (!retries(end)) return finish(callEnd(end.kind), end.message);
  comeBack(end);
}

bool RoomCall::retries(const livekit::SessionEnd& end) const {
  if (end.kind == EndKind::TokenRefused) return refusedTokens_ < kMostRefusedTokens;
  // A proxy may answer 403 or 404 while the server behind it restarts: a meeting that we were in is not given up soon.
  if (end.kind == EndKind::Failed) return joinedOnce_ && backoff_.attempts() < kQuickAttempts;
  return livekit::mayRejoin(end.kind);
}

void RoomCall::comeBack(const livekit::SessionEnd& end) {
  const auto wait = backoff_.next(end.retryAfter);
  log::info("meeting", "connection lost ({}); next attempt in {} ms", end.message, wait.count());
  next_ = ports_.runtime.after(wait, [this] { askToEnter(); });
  if (!joinedOnce_) return;
  writeMeeting([](control::v1::Meeting& meeting) {
    meeting.set_reconnects(meeting.reconnects() + 1);
    meeting.clear_tracks();
  });
  listener_.callReconnecting(end.message);
}

// ---- what people do -------------------------------------------------------------------------------------------------

void RoomCall::leave() {
  if (leaving_ || ending_) return;
  leaving_ = true;
  next_.reset();
  reuse_.reset();
  own_.close();
  if (session_) return session_->leave();
  finish(CallEnd::Left, "left");
}

void RoomCall::openMicrophone(bool open) {
  if (!leaving_ && !ending_) own_.open(LocalSource::Microphone, open);
}

void RoomCall::openCamera(bool open) {
  if (!leaving_ && !ending_) own_.open(LocalSource::Camera, open);
}

void RoomCall::askAgain() {
  if (entry_ && !leaving_ && !ending_) entry_->askAgain();
}

void RoomCall::announceAgain() {
  if (entry_ && !leaving_ && !ending_) entry_->announceAgain();
}

void RoomCall::raiseHand(bool raised, Done done) { presence_.raiseHand(raised, std::move(done)); }

void RoomCall::rename(const std::string& name, Done done) { presence_.rename(name, std::move(done)); }

// ---- the end --------------------------------------------------------------------------------------------------------

void RoomCall::finish(CallEnd end, const std::string& detail) {
  if (ending_) return;
  ending_ = true;
  reuse_.reset();
  // We may stand inside a callback of the entry: it goes later.
  next_ = ports_.runtime.after(milliseconds(0), [this, end, detail] { over(end, detail); });
}

void RoomCall::over(CallEnd end, const std::string& detail) {
  entry_.reset();
  prepared_.reset();
  setSession(nullptr);
  own_.close();
  sayings_.clear();
  ports_.status.update("livekit", [](control::v1::Status& status) {
    status.clear_roster();
    status.mutable_meeting()->clear_tracks();
    status.mutable_meeting()->clear_entry();
    writeRecording(*status.mutable_meeting(), {});
    status.mutable_meeting()->set_open_to_all(false);
  });
  listener_.callEnded(end, detail);
}

void RoomCall::writeMeeting(const std::function<void(control::v1::Meeting&)>& change) {
  ports_.status.update("livekit", [&change](control::v1::Status& status) { change(*status.mutable_meeting()); });
}

void RoomCall::pollTracks() {
  if (!session_) return;
  const auto tracks = session_->stats();
  writeMeeting([&tracks](control::v1::Meeting& meeting) { writeTracks(meeting, tracks); });
  poll_ = ports_.runtime.after(kPoll, [this] { pollTracks(); });
}

std::int32_t RoomCall::sinceStart() const {
  const auto passed = std::chrono::duration_cast<milliseconds>(ports_.runtime.steady() - started_);
  return static_cast<std::int32_t>(std::max<milliseconds::rep>(1, passed.count()));
}

RoomCalls::RoomCalls(RoomCallPorts ports, RoomCallSettings settings) : ports_(ports), settings_(std::move(settings)) {}

std::unique_ptr<Call> RoomCalls::start(const CallRequest& request, Call::Listener& listener) {
  return std::make_unique<RoomCall>(ports_, settings_, request, listener);
}

}  // namespace rotonde::meeting
