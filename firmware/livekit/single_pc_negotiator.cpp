// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/livekit/single_pc_negotiator.hpp"

#include "firmware/base/log.hpp"
#include "pipelines/sdp/edits.hpp"
#include "pipelines/sdp/fingerprint.hpp"
#include "pipelines/sdp/remote_media.hpp"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <utility>

namespace rotonde::livekit {
namespace {

constexpr int kFirstAudios = 3;
constexpr int kFirstVideos = 3;
/// Against a server that asks without end; a room with 100 publishers needs 200.
constexpr int kMostSections = 400;
constexpr std::size_t kMostQueuedCandidates = 256;
/// First token of our a=msid; LiveKit does not use it.
constexpr const char* kStream = "rotonde";

/// "TR_…" for a section of an answer: the SFU's table first, else the msid.
std::string trackSid(const pipelines::RemoteMedia& media, const wire::SessionDescription& answer) {
  const auto found = answer.mid_to_track_id().find(media.mid);
  return found != answer.mid_to_track_id().end() ? found->second : media.track;
}

}  // namespace

SinglePcNegotiator::SinglePcNegotiator(Runtime& runtime, pipelines::PeerFactory& peers, Plan plan,
                                       Negotiator::Listener& listener)
    : runtime_(runtime), peers_(peers), plan_(std::move(plan)), listener_(listener) {}

void SinglePcNegotiator::start() {
  peer_ = peers_.createPeer(plan_.peer, *this);
  peer_->addReceiveSections(kFirstAudios, kFirstVideos);
  sections_ = kFirstAudios + kFirstVideos;
  for (const auto& track : plan_.tracks) send(track);
  offer();
}

void SinglePcNegotiator::joined(const wire::JoinResponse& response) {
  joined_ = true;
  std::vector<pipelines::IceServer> servers;
  for (const auto& server : response.ice_servers()) {
    servers.push_back({{server.urls().begin(), server.urls().end()}, server.username(), server.credential()});
  }
  peer_->startIce(servers, response.client_configuration().force_relay() == wire::ENABLED);
  for (const auto& candidate : std::exchange(localCandidates_, {})) sendCandidate(candidate);
  if (phase_ == Phase::AwaitingAnswer) watchAnswer();
}

void SinglePcNegotiator::handle(const wire::SignalResponse& response) {
  switch (response.message_case()) {
    case wire::SignalResponse::kAnswer:
      return answered(response.answer());
    case wire::SignalResponse::kTrickle:
      return remoteCandidate(response.trickle());
    case wire::SignalResponse::kMediaSectionsRequirement:
      return growSections(response.media_sections_requirement());
    case wire::SignalResponse::kOffer:
      return log::warning("livekit", "the server offered on a connection where only we offer: ignored");
    default:
      return;
  }
}

void SinglePcNegotiator::send(const pipelines::SendTrack& track) {
  // Empty: the engine cannot send it, and the offer is without it.
  const std::string mid = peer_->addSendTrack(track);
  if (!mid.empty()) mids_.insert_or_assign(track.cid, mid);
}

void SinglePcNegotiator::addTrack(const pipelines::SendTrack& track) {
  if (!peer_) return;
  send(track);
  offer();
}

void SinglePcNegotiator::removeTrack(const std::string& cid) {
  if (!peer_ || mids_.erase(cid) == 0) return;
  peer_->removeSendTrack(cid);
  offer();
}

void SinglePcNegotiator::offer() {
  if (phase_ != Phase::Stable) {
    offerAgain_ = true;
    return;
  }
  offerAgain_ = false;
  phase_ = Phase::Creating;
  peer_->createOffer([this](Result<std::string> text) {
    if (!text) return listener_.negotiationFailed(text.error());
    offerCreated(*text);
  });
}

void SinglePcNegotiator::offerCreated(const std::string& text) {
  auto sent = edited(text);
  if (!sent) return listener_.negotiationFailed(sent.error());
  wire::SignalRequest request;
  auto& description = *request.mutable_offer();
  description.set_type("offer");
  description.set_sdp(std::move(*sent));
  description.set_id(++lastOfferId_);
  phase_ = Phase::AwaitingAnswer;
  // The first offer travels inside the join request: its answer is due once we have joined.
  if (lastOfferId_ == 1) return listener_.firstOfferReady(description);
  watchAnswer();
  listener_.negotiatorSends(request);
}

Result<std::string> SinglePcNegotiator::edited(const std::string& offer) const {
  auto sdp = pipelines::parseSdp(offer);
  if (!sdp) return std::unexpected(sdp.error());
  pipelines::openBundledSections(*sdp);
  for (const auto& [cid, mid] : mids_) {
    const auto section = std::ranges::find(sdp->sections, mid, &pipelines::SdpSection::mid);
    if (section == sdp->sections.end()) return bug("livekit: our offer lacks a section for a track of ours");
    pipelines::nameTrack(*section, kStream, cid);
  }
  return pipelines::writeSdp(*sdp);
}

void SinglePcNegotiator::watchAnswer() {
  answerTimer_ = runtime_.after(plan_.answerTimeout, [this] {
    listener_.negotiationFailed(Error{ErrorKind::TryLater, "livekit: the server did not answer our offer", {}});
  });
}

void SinglePcNegotiator::answered(const wire::SessionDescription& answer) {
  // 0: a server that does not number its answers.
  const bool stale = answer.id() != 0 && answer.id() != lastOfferId_;
  if (phase_ != Phase::AwaitingAnswer || stale) {
    return log::debug("livekit", "answer {} ignored: the last offer is {}", answer.id(), lastOfferId_);
  }
  answerTimer_.reset();
  phase_ = Phase::Applying;
  auto sdp = pipelines::parseSdp(answer.sdp());
  if (!sdp) return listener_.negotiationFailed(sdp.error());
  if (const auto fingerprint = pipelines::promisedFingerprint(*sdp); !fingerprint) {
    return listener_.mediaFailed({pipelines::PeerFailure::Reason::MissingFingerprint, fingerprint.error().message});
  }
  pipelines::removeFirFeedback(*sdp);
  peer_->applyAnswer(pipelines::writeSdp(*sdp), [this, answer, sdp = *sdp](Result<void> done) {
    if (!done) return listener_.negotiationFailed(done.error());
    answerApplied(answer, sdp);
  });
}

void SinglePcNegotiator::answerApplied(const wire::SessionDescription& answer, const pipelines::Sdp& sdp) {
  hasRemoteDescription_ = true;
  phase_ = Phase::Stable;
  for (const auto& candidate : std::exchange(remoteCandidates_, {})) peer_->addRemoteCandidate(candidate);
  std::vector<pipelines::RemoteTrack> tracks;
  for (const auto& media : pipelines::remoteMedia(sdp)) {
    const auto sid = trackSid(media, answer);
    if (sid.empty()) continue;
    const auto kind = media.kind == "audio" ? pipelines::MediaKind::Audio : pipelines::MediaKind::Video;
    tracks.push_back({sid, kind, media.ssrc});
  }
  peer_->setRemoteTracks(tracks);
  if (offerAgain_) offer();
}

void SinglePcNegotiator::remoteCandidate(const wire::TrickleRequest& trickle) {
  if (trickle.target() != wire::PUBLISHER) return;
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  wire::CandidateInit init;
  if (!google::protobuf::util::JsonStringToMessage(trickle.candidateinit(), &init, options).ok()) {
    return log::warning("livekit", "a candidate of the server is not readable: ignored");
  }
  if (init.candidate().empty()) return;
  const pipelines::IceCandidate candidate{init.candidate(), init.sdp_m_line_index()};
  if (hasRemoteDescription_) return peer_->addRemoteCandidate(candidate);
  if (remoteCandidates_.size() < kMostQueuedCandidates) remoteCandidates_.push_back(candidate);
}

void SinglePcNegotiator::growSections(const wire::MediaSectionsRequirement& required) {
  const auto room = static_cast<std::uint32_t>(kMostSections - sections_);
  const auto audios = static_cast<int>(std::min(required.num_audios(), room));
  const auto videos = static_cast<int>(std::min(required.num_videos(), room - static_cast<std::uint32_t>(audios)));
  if (static_cast<std::uint32_t>(audios) < required.num_audios() ||
      static_cast<std::uint32_t>(videos) < required.num_videos()) {
    log::warning("livekit", "the server wants more than {} sections", kMostSections);
  }
  if (audios + videos > 0) peer_->addReceiveSections(audios, videos);
  sections_ += audios + videos;
  // 0/0 asks for nothing but a new offer.
  offer();
}

void SinglePcNegotiator::sendCandidate(const pipelines::IceCandidate& candidate) {
  wire::CandidateInit init;
  init.set_candidate(candidate.candidate);
  init.set_sdp_m_line_index(candidate.sectionIndex);
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(init, &json, options).ok()) return;
  wire::SignalRequest request;
  request.mutable_trickle()->set_candidateinit(json);
  request.mutable_trickle()->set_target(wire::PUBLISHER);
  listener_.negotiatorSends(request);
}

void SinglePcNegotiator::localCandidate(const pipelines::IceCandidate& candidate) {
  // An empty one says that gathering is over; LiveKit does not need it.
  if (candidate.candidate.empty()) return;
  if (joined_) return sendCandidate(candidate);
  if (localCandidates_.size() < kMostQueuedCandidates) localCandidates_.push_back(candidate);
}

void SinglePcNegotiator::peerConnected() { listener_.mediaConnected(); }

void SinglePcNegotiator::peerFailed(const pipelines::PeerFailure& failure) {
  answerTimer_.reset();
  listener_.mediaFailed(failure);
}

void SinglePcNegotiator::dataChannelOpened(const std::string& label) {
  log::debug("livekit", "data channel {} is open", label);
}

void SinglePcNegotiator::dataReceived(const std::string& label, std::span<const std::byte> message) {
  listener_.dataReceived(label, message);
}

void SinglePcNegotiator::setWantedLayers(const std::string& cid, const std::vector<std::string>& rids) {
  if (peer_) peer_->setWantedLayers(cid, rids);
}

void SinglePcNegotiator::sendData(const std::string& label, std::span<const std::byte> message) {
  if (peer_) peer_->sendData(label, message);
}

std::vector<pipelines::TrackStats> SinglePcNegotiator::stats() const {
  return peer_ ? peer_->stats() : std::vector<pipelines::TrackStats>();
}

}  // namespace rotonde::livekit
