// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace rotonde::pipelines {

enum class MediaKind { Audio, Video };

/// What of the room a send track carries.
enum class LocalSource {
  Camera,
  Microphone,
  SecondCamera,
  Content,  ///< What somebody shows: a computer at the room's input.
};

constexpr MediaKind kindOf(LocalSource source) {
  return source == LocalSource::Microphone ? MediaKind::Audio : MediaKind::Video;
}

/// One encoding of a send track. A single layer has an empty rid.
struct SendLayer {
  std::string rid;  ///< RFC 8851; "q", "h", "f" from small to large.
  int width = 1280;
  int height = 720;
  int framesPerSecond = 30;
  int bitsPerSecond = 1'700'000;
};

struct SendTrack {
  std::string cid;  ///< Our name of the track: the track id of its a=msid (RFC 8830).
  LocalSource source = LocalSource::Camera;
  std::string codec;              ///< "vp8", "h264" or "opus".
  std::vector<SendLayer> layers;  ///< Small to large; empty for audio.
};

/// A track that the SFU sends us, as its session description says.
struct RemoteTrack {
  std::string sid;  ///< The SFU's name of the track (TR_…); also the name of its feed on the Stage.
  MediaKind kind = MediaKind::Video;
  std::uint32_t ssrc = 0;
  friend bool operator==(const RemoteTrack&, const RemoteTrack&) = default;
};

struct IceCandidate {
  std::string candidate;  ///< "candidate:…" (RFC 8839).
  int sectionIndex = 0;
};

struct IceServer {
  std::vector<std::string> urls;
  std::string username;
  std::string credential;
};

struct PeerSettings {
  /// Gathers 127.0.0.1 only: for a server on this machine.
  bool loopbackOnly = false;
  /// Uses STUN servers that the SFU names. Without one the SFU's own address is enough; when its operator configured
  /// none it names public ones, which an administration may not want to be asked.
  bool stunFromServer = false;
  /// Refuses a DTLS Certificate message with more bytes (see DtlsGate). An SFU's ECDSA certificate takes under 300.
  std::size_t largestCertificate = 512;
};

struct PeerFailure {
  enum class Reason {
    WrongFingerprint,    ///< The DTLS certificate is not the one that the description promised. No media passed.
    MissingFingerprint,  ///< The description promised none. No media passed.
    TransportLost,       ///< ICE or DTLS ended.
    Internal,            ///< The media engine gave up.
  };
  Reason reason = Reason::Internal;
  std::string message;
};

/// Counters of one direction of one track, for status, tests and benchmarks.
struct TrackStats {
  std::string id;   ///< cid or sid.
  std::string rid;  ///< Of a sent layer; empty without layers.
  MediaKind kind = MediaKind::Video;
  bool sending = false;
  std::string codec;
  std::uint64_t packets = 0;
  std::uint64_t frames = 0;  ///< Encoded or decoded.
  int width = 0;
  int height = 0;
};

/// One WebRTC peer connection. All session descriptions are text; the names follow RFC 8829 (JSEP). Main loop: calls,
/// callbacks and listener. Destroying it tears the connection down; no callback comes after that.
class PeerConnection {
 public:
  class Listener {
   public:
    virtual ~Listener() = default;
    virtual void localCandidate(const IceCandidate& candidate) = 0;
    /// ICE and DTLS are up and the certificate is the promised one: media flows.
    virtual void peerConnected() = 0;
    /// Once; nothing follows.
    virtual void peerFailed(const PeerFailure& failure) = 0;
    virtual void dataChannelOpened(const std::string& label) = 0;
    virtual void dataReceived(const std::string& label, std::span<const std::byte> message) = 0;
  };

  virtual ~PeerConnection() = default;

  /// Adds recvonly sections to the next offer. Sections stand in the order of the calls, so receive sections are added
  /// before the first send track: the SFU takes the codecs of the first section of a kind for the whole connection.
  virtual void addReceiveSections(int audios, int videos) = 0;
  /// Adds a sendonly section to the next offer, or takes an idle one of a removed track for it. Media of `track.source`
  /// flows once the peer is connected and the source is open. Gives the section's mid (RFC 5888); empty when the track
  /// cannot be sent, and the offer is without it then.
  virtual std::string addSendTrack(const SendTrack& track) = 0;
  /// Ends the track at once; its section is inactive from the next offer on.
  virtual void removeSendTrack(const std::string& cid) = 0;
  /// The layers of a send track that somebody wants; at first all. The others are not encoded, and one that comes back
  /// begins with a key frame. Nothing is negotiated.
  virtual void setWantedLayers(const std::string& cid, const std::vector<std::string>& rids) = 0;
  /// Changes size, rate and bit rate of the layer that has this rid while it runs. Nothing is negotiated.
  virtual void setLayer(const std::string& cid, const SendLayer& layer) = 0;

  /// Creates an offer and gives its text as the engine wrote it (the caller edits the copy that it sends). One at a
  /// time. It becomes the local description with startIce() (the first one) or at once (all others).
  virtual void createOffer(std::function<void(Result<std::string>)> done) = 0;
  /// Once, after the first createOffer and before the first applyAnswer: gathering starts, with the servers that the
  /// SFU named. In one-connection mode the first offer travels in the join request, before they are known.
  virtual void startIce(const std::vector<IceServer>& servers, bool relayOnly) = 0;
  /// Applies the remote answer. Refused when a section has no usable SHA-256 fingerprint or when the fingerprint
  /// differs from the one of the running connection (peerFailed follows in both cases).
  virtual void applyAnswer(const std::string& sdp, std::function<void(Result<void>)> done) = 0;
  virtual void addRemoteCandidate(const IceCandidate& candidate) = 0;

  /// The tracks that the SFU now sends on this connection: streams of known SSRCs get their names, streams of SSRCs
  /// that are gone are cleaned up.
  virtual void setRemoteTracks(const std::vector<RemoteTrack>& tracks) = 0;

  /// Ignored while the channel is not open.
  virtual void sendData(const std::string& label, std::span<const std::byte> message) = 0;

  virtual std::vector<TrackStats> stats() const = 0;
};

/// Makes peer connections: the media engine's face to firmware/meeting.
class PeerFactory {
 public:
  virtual ~PeerFactory() = default;
  /// The listener outlives the connection.
  virtual std::unique_ptr<PeerConnection> createPeer(const PeerSettings& settings,
                                                     PeerConnection::Listener& listener) = 0;
  /// Codecs that this board can send now ("vp8", "h264"), best first.
  virtual std::vector<std::string> sendCodecs() const = 0;
};

}  // namespace rotonde::pipelines
