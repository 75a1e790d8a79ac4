// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/livekit/session.hpp"

#include "firmware/base/log.hpp"
#include "firmware/livekit/add_track.hpp"
#include "firmware/livekit/layers.hpp"
#include "firmware/livekit/signal_client.hpp"
#include "firmware/livekit/signal_url.hpp"
#include "firmware/livekit/single_pc_negotiator.hpp"

#include <algorithm>
#include <array>
#include <format>
#include <random>
#include <set>
#include <utility>

namespace rotonde::livekit {
namespace {

using pipelines::LocalSource;

constexpr int kProtocol = 17;
constexpr const char* kChatTopic = "lk.chat";

/// Ours within the room and over rejoins: 64 random bits.
std::string newCid(LocalSource source) {
  std::random_device random;
  return std::format("{}-{:08x}{:08x}", kindOf(source) == pipelines::MediaKind::Video ? "cam" : "mic", random(),
                     random());
}

SessionRequest named(SessionRequest request) {
  for (auto& track : request.tracks) {
    if (track.cid.empty()) track.cid = newCid(track.source);
  }
  return request;
}

JoinFacts factsOf(const wire::JoinResponse& response) {
  return {.serverVersion = response.server_info().version(), .roomName = response.room().name()};
}

/// A track of ours as the server knows it.
struct Published {
  pipelines::SendTrack track;
  std::string sid;          ///< Empty: not announced yet.
  bool wantMuted = true;    ///< What we said last.
  bool serverMuted = true;  ///< What the server knows.
};

}  // namespace

struct Session::Impl final : SignalClient::Listener, Negotiator::Listener {
  enum class Phase { Idle, Preparing, Connecting, Joining, Joined, Connected, Leaving, Ending };

  Impl(Runtime& r, net::WebSocketFactory& sockets, pipelines::PeerFactory& peers, SessionRequest asked,
       Session::Listener& l)
      : runtime(r), listener(l), request(named(std::move(asked))), signal(r, sockets, *this) {
    negotiator = std::make_unique<SinglePcNegotiator>(
        runtime, peers, SinglePcNegotiator::Plan{request.peer, request.tracks, request.limits.answer}, *this);
    for (const auto& track : request.tracks) {
      const bool muted = !(track.source == LocalSource::Camera ? request.cameraOpen : request.microphoneOpen);
      published.push_back({track, {}, muted, muted});
    }
  }

  void firstOfferReady(const wire::SessionDescription& offer) override;
  void negotiatorSends(const wire::SignalRequest& message) override { signal.send(message); }
  void mediaConnected() override;
  void mediaFailed(const pipelines::PeerFailure& failure) override;
  void negotiationFailed(const Error& error) override { failSoon({EndKind::Lost, error.message}); }
  void dataReceived(const std::string& label, std::span<const std::byte> message) override;

  void signalOpened() override;
  void signalReceived(const wire::SignalResponse& response) override;
  void signalRefused(const net::WebSocket::Failure& failure) override;
  void signalLost(const std::string& why) override;

  void connect();
  void joined(const wire::JoinResponse& response);
  void leftByServer(const wire::LeaveRequest& leave);
  void trackPublished(const wire::TrackPublishedResponse& response);
  void qualityWanted(const wire::SubscribedQualityUpdate& update);
  void muteRequested(const wire::MuteTrackRequest& mute);
  void trackUnpublished(const std::string& sid);
  void refused(const wire::RequestResponse& response);
  void sendMute(Published& track);
  void rosterChanged();
  void failSoon(SessionEnd end);
  void end(SessionEnd end);
  bool over() const { return phase == Phase::Ending; }
  bool inRoom() const { return phase == Phase::Joined || phase == Phase::Connected; }
  wire::JoinRequest joinRequest(const wire::SessionDescription& offer) const;

  // given
  Runtime& runtime;
  Session::Listener& listener;
  const SessionRequest request;
  // owned
  Phase phase = Phase::Idle;
  Secret url;  ///< Empty: not started.
  Secret token;
  std::optional<wire::SessionDescription> firstOffer;
  SteadyTime tokenSince = runtime.steady();
  Roster roster;
  TextStreams chat{kChatTopic};
  std::vector<Published> published;
  std::optional<SessionEnd> pendingEnd;
  Handle deadline;  ///< Of the phase.
  Handle grace;
  Handle finish;
  SignalClient signal;
  VideoRequests videoRequests{runtime, [this](const wire::UpdateTrackSettings& settings) {
                                wire::SignalRequest message;
                                *message.mutable_track_setting() = settings;
                                if (inRoom()) signal.send(message);
                              }};
  std::unique_ptr<Negotiator> negotiator;
};

wire::JoinRequest Session::Impl::joinRequest(const wire::SessionDescription& offer) const {
  wire::JoinRequest join;
  join.mutable_client_info()->set_sdk(wire::ClientInfo::CPP);
  join.mutable_client_info()->set_version(request.clientVersion);
  join.mutable_client_info()->set_protocol(kProtocol);
  join.mutable_client_info()->set_os("linux");
  join.mutable_connection_settings()->set_auto_subscribe(true);
  for (const auto& each : published) *join.add_add_track_requests() = addTrackRequest(each.track, each.wantMuted);
  *join.mutable_publisher_offer() = offer;
  return join;
}

void Session::Impl::firstOfferReady(const wire::SessionDescription& offer) {
  firstOffer = offer;
  connect();
}

/// As soon as there are an offer and a token.
void Session::Impl::connect() {
  if (phase != Phase::Preparing || !firstOffer || url.empty()) return;
  for (auto& track : published) track.serverMuted = track.wantMuted;
  const auto address = joinUrl(url, joinRequest(*firstOffer));
  if (!address) return end({EndKind::Failed, address.error().message});
  phase = Phase::Connecting;
  deadline = runtime.after(request.limits.upgrade,
                           [this] { end({EndKind::Lost, "livekit: the server did not open the connection"}); });
  signal.connect(*address, token);
}

void Session::Impl::signalOpened() {
  if (phase != Phase::Connecting) return;
  phase = Phase::Joining;
  deadline = runtime.after(request.limits.join,
                           [this] { end({EndKind::Lost, "livekit: the server did not answer our join"}); });
}

void Session::Impl::signalRefused(const net::WebSocket::Failure& failure) {
  const auto kind = policyForUpgrade(failure.httpStatus);
  std::string message = std::format("livekit: cannot connect: {}", failure.message);
  if (failure.httpStatus != 0) message += std::format(" (HTTP {})", failure.httpStatus);
  if (failure.httpStatus == 404) message += "; the room does not exist, or the server is older than LiveKit 1.9.11";
  end({kind, std::move(message), failure.retryAfter});
}

void Session::Impl::signalLost(const std::string& why) {
  if (phase == Phase::Leaving) return end({EndKind::Left, "left"});
  end(pendingEnd.value_or(SessionEnd{EndKind::Lost, "livekit: " + why}));
}

void Session::Impl::signalReceived(const wire::SignalResponse& response) {
  if (over()) return;
  using Message = wire::SignalResponse;
  // While we leave only the goodbye matters; before the join only its answer.
  if (response.message_case() == Message::kLeave) return leftByServer(response.leave());
  if (response.message_case() == Message::kRefreshToken) {
    token = Secret(response.refresh_token());
    tokenSince = runtime.steady();
    return;
  }
  if (response.message_case() == Message::kJoin) return joined(response.join());
  if (!inRoom()) return;
  switch (response.message_case()) {
    case Message::kUpdate:
      roster.update(response.update());
      return rosterChanged();
    case Message::kSpeakersChanged:
      roster.speakers(response.speakers_changed());
      return rosterChanged();
    case Message::kConnectionQuality:
      roster.quality(response.connection_quality());
      return rosterChanged();
    case Message::kRoomMoved:
      if (!response.room_moved().token().empty()) token = Secret(response.room_moved().token());
      roster.move(response.room_moved());
      return rosterChanged();
    case Message::kRoomUpdate:
      return listener.sessionRoomChanged(
          {response.room_update().room().active_recording(), response.room_update().room().metadata()});
    case Message::kTrackPublished:
      return trackPublished(response.track_published());
    case Message::kTrackUnpublished:
      return trackUnpublished(response.track_unpublished().track_sid());
    case Message::kSubscribedQualityUpdate:
      return qualityWanted(response.subscribed_quality_update());
    case Message::kMute:
      return muteRequested(response.mute());
    case Message::kRequestResponse:
      return refused(response.request_response());
    case Message::kSubscriptionResponse:
      return log::warning("livekit", "no picture or sound of track {}: error {}",
                          response.subscription_response().track_sid(),
                          static_cast<int>(response.subscription_response().err()));
    default:
      return negotiator->handle(response);
  }
}

void Session::Impl::joined(const wire::JoinResponse& response) {
  if (phase != Phase::Joining) return;
  phase = Phase::Joined;
  deadline = runtime.after(request.limits.connected,
                           [this] { failSoon({EndKind::Lost, "livekit: no media connection to the server"}); });
  signal.keepAlive(std::chrono::seconds(std::clamp(response.ping_interval(), 0, 3600)),
                   std::chrono::seconds(std::clamp(response.ping_timeout(), 0, 3600)));
  roster.join(response);
  negotiator->joined(response);
  listener.sessionJoined(factsOf(response));
  if (!over()) listener.sessionRoomChanged({response.room().active_recording(), response.room().metadata()});
  if (!over()) rosterChanged();
}

void Session::Impl::rosterChanged() {
  std::set<std::string> videos;
  for (const auto& [sid, person] : roster.participants()) {
    if (person.self) continue;
    for (const auto& track : person.tracks) {
      if (track.kind == pipelines::MediaKind::Video) videos.insert(track.sid);
    }
  }
  videoRequests.published(std::move(videos));
  listener.sessionRosterChanged();
}

void Session::Impl::leftByServer(const wire::LeaveRequest& leave) {
  if (phase == Phase::Leaving) return end({EndKind::Left, "left"});
  const auto reason = disconnectReason(leave.reason());
  auto action = leaveAction(leave.action());
  // Servers before protocol 13 say only this.
  if (action == LeaveAction::Disconnect && leave.can_reconnect()) action = LeaveAction::Reconnect;
  end({policyFor(reason, action), std::format("livekit: the server ended the session ({})", nameOf(reason))});
}

void Session::Impl::trackPublished(const wire::TrackPublishedResponse& response) {
  for (auto& track : published) {
    if (track.track.cid != response.cid()) continue;
    track.sid = response.track().sid();
    track.serverMuted = response.track().muted();
    if (track.serverMuted != track.wantMuted) sendMute(track);
  }
}

void Session::Impl::qualityWanted(const wire::SubscribedQualityUpdate& update) {
  for (const auto& each : published) {
    if (each.sid.empty() || each.sid != update.track_sid()) continue;
    const auto rids = wantedLayers(each.track, update);
    if (rids) negotiator->setWantedLayers(each.track.cid, *rids);
  }
}

void Session::Impl::sendMute(Published& track) {
  wire::SignalRequest message;
  message.mutable_mute()->set_sid(track.sid);
  message.mutable_mute()->set_muted(track.wantMuted);
  track.serverMuted = track.wantMuted;
  signal.send(message);
}

void Session::Impl::muteRequested(const wire::MuteTrackRequest& mute) {
  // Nobody opens our microphone from afar.
  if (!mute.muted()) return;
  for (auto& track : published) {
    if (track.sid.empty() || track.sid != mute.sid()) continue;
    track.serverMuted = true;
    track.wantMuted = true;
    return listener.sessionMutedByServer(track.track.source, false);
  }
}

void Session::Impl::trackUnpublished(const std::string& sid) {
  for (auto& track : published) {
    if (track.sid.empty() || track.sid != sid) continue;
    track.sid.clear();
    track.serverMuted = true;
    track.wantMuted = true;
    return listener.sessionMutedByServer(track.track.source, true);
  }
}

void Session::Impl::refused(const wire::RequestResponse& response) {
  if (response.reason() == wire::RequestResponse::OK || response.reason() == wire::RequestResponse::QUEUED) return;
  log::warning("livekit", "the server refused a request: {} (reason {})", response.message(),
               static_cast<int>(response.reason()));
  if (response.request_case() != wire::RequestResponse::kAddTrack) return;
  for (auto& track : published) {
    if (track.track.cid == response.add_track().cid()) {
      return listener.sessionMutedByServer(track.track.source, true);
    }
  }
}

void Session::Impl::mediaConnected() {
  if (phase != Phase::Joined) return;
  phase = Phase::Connected;
  deadline.reset();
  listener.sessionConnected();
}

void Session::Impl::mediaFailed(const pipelines::PeerFailure& failure) {
  using Reason = pipelines::PeerFailure::Reason;
  const bool certificate = failure.reason == Reason::WrongFingerprint || failure.reason == Reason::MissingFingerprint;
  // On a fresh connection somebody may stand in between: no retry. A running one may have been moved to another
  // server of the cluster.
  if (certificate && phase != Phase::Connected && phase != Phase::Leaving) {
    return end({EndKind::WrongCertificate, "livekit: " + failure.message});
  }
  failSoon({EndKind::Lost, "livekit: " + failure.message});
}

void Session::Impl::dataReceived(const std::string& /*label*/, std::span<const std::byte> message) {
  if (!inRoom()) return;
  wire::DataPacket packet;
  if (!packet.ParseFromArray(message.data(), static_cast<int>(message.size()))) return;
  if (const auto text = chat.take(packet)) return listener.sessionText(*text);
  if (!packet.has_user()) return;
  listener.sessionData({packet.participant_sid(), packet.user().topic(), packet.user().payload()});
}

void Session::Impl::failSoon(SessionEnd reason) {
  if (over() || phase == Phase::Leaving || pendingEnd) return;
  pendingEnd = std::move(reason);
  grace = runtime.after(request.limits.leaveGrace, [this] { end(*pendingEnd); });
}

void Session::Impl::end(SessionEnd reason) {
  if (over()) return;
  phase = Phase::Ending;
  deadline.reset();
  grace.reset();
  log::info("livekit", "session over: {}", reason.message);
  // We may stand inside a callback of the socket or of the peer: take them down later.
  finish = runtime.after(milliseconds(0), [this, reason = std::move(reason)] {
    negotiator.reset();
    signal.close();
    listener.sessionEnded(reason);
  });
}

Session::Session(Runtime& runtime, net::WebSocketFactory& sockets, pipelines::PeerFactory& peers,
                 SessionRequest request, Listener& listener)
    : impl_(std::make_unique<Impl>(runtime, sockets, peers, std::move(request), listener)) {}

Session::~Session() = default;

void Session::prepare() {
  if (impl_->phase != Impl::Phase::Idle) return;
  impl_->phase = Impl::Phase::Preparing;
  impl_->negotiator->start();
}

void Session::start(const Secret& url, const Secret& token) {
  if (!impl_->url.empty()) return;
  impl_->url = url;
  impl_->token = token;
  prepare();
  impl_->connect();
}

void Session::leave() {
  Impl& impl = *impl_;
  if (impl.over() || impl.phase == Impl::Phase::Leaving) return;
  if (!impl.inRoom() && impl.phase != Impl::Phase::Joining) return impl.end({EndKind::Left, "left"});
  impl.phase = Impl::Phase::Leaving;
  impl.grace.reset();
  wire::SignalRequest message;
  message.mutable_leave()->set_reason(wire::CLIENT_INITIATED);
  message.mutable_leave()->set_action(wire::LeaveRequest::DISCONNECT);
  impl.signal.send(message);
  impl.deadline = impl.runtime.after(impl.request.limits.goodbye,
                                     [&impl] { impl.end({EndKind::Left, "left; the server did not answer"}); });
}

void Session::mute(LocalSource source, bool muted) {
  for (auto& track : impl_->published) {
    if (track.track.source != source || track.wantMuted == muted) continue;
    track.wantMuted = muted;
    if (!track.sid.empty() && impl_->inRoom()) impl_->sendMute(track);
  }
}

void Session::showVideos(const std::vector<ShownVideo>& videos) { impl_->videoRequests.shown(videos); }

Result<void> Session::publish(pipelines::SendTrack track, bool open) {
  Impl& impl = *impl_;
  if (!impl.inRoom()) return tryLater("livekit: a track is published in the room only");
  // A name of its own each time: the server queues a second one until the first is gone.
  track.cid = newCid(track.source);
  wire::SignalRequest message;
  *message.mutable_add_track() = addTrackRequest(track, !open);
  impl.published.push_back({track, {}, !open, !open});
  impl.signal.send(message);
  impl.negotiator->addTrack(track);
  return {};
}

void Session::unpublish(LocalSource source) {
  Impl& impl = *impl_;
  if (!impl.inRoom()) return;
  for (const auto& each : impl.published) {
    if (each.track.source == source) impl.negotiator->removeTrack(each.track.cid);
  }
  std::erase_if(impl.published, [source](const Published& each) { return each.track.source == source; });
}

const Roster& Session::roster() const { return impl_->roster; }
const Secret& Session::token() const { return impl_->token; }
SteadyTime Session::tokenSince() const { return impl_->tokenSince; }
std::vector<pipelines::TrackStats> Session::stats() const {
  return impl_->negotiator ? impl_->negotiator->stats() : std::vector<pipelines::TrackStats>();
}

}  // namespace rotonde::livekit
