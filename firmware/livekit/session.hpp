// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/runtime.hpp"
#include "firmware/base/secret.hpp"
#include "firmware/livekit/leave_policy.hpp"
#include "firmware/livekit/roster.hpp"
#include "firmware/livekit/text_streams.hpp"
#include "firmware/livekit/video_requests.hpp"
#include "firmware/net/websocket.hpp"
#include "pipelines/api/peer_connection.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace rotonde::livekit {

/// How long a session waits. The defaults are LiveKit's own SDKs' or measured (docs/livekit.md).
struct SessionLimits {
  milliseconds upgrade{15'000};    ///< For the WebSocket: a sick cluster needs up to 12 s.
  milliseconds join{5'000};        ///< From the WebSocket to the JoinResponse.
  milliseconds answer{15'000};     ///< From an offer to its answer.
  milliseconds connected{15'000};  ///< From the JoinResponse to flowing media.
  milliseconds leaveGrace{500};    ///< A failed connection may be the first sign of a LeaveRequest under way.
  milliseconds goodbye{800};       ///< For the server's echo of our LeaveRequest.
};

struct SessionRequest {
  std::string clientVersion;
  /// In the order of their sections; an empty cid is made up.
  std::vector<pipelines::SendTrack> tracks;
  bool microphoneOpen = false;
  bool cameraOpen = false;
  pipelines::PeerSettings peer;
  SessionLimits limits;
};

/// What the server's JoinResponse says.
struct JoinFacts {
  std::string serverVersion;
  std::string roomName;
};

struct RoomFacts {
  bool activeRecording = false;
  std::string metadata;  ///< JSON or empty.
};

struct UserData {
  std::string senderSid;  ///< Empty: from the server's side.
  std::string topic;
  std::string payload;
};

struct SessionEnd {
  EndKind kind = EndKind::Lost;
  std::string message;  ///< For logs and the command line.
  milliseconds retryAfter{0};
};

/// One stay in one LiveKit room with one token, from the WebSocket to the goodbye. It never reconnects: that is the
/// caller's policy. Main loop; destroying it ends everything at once, without a goodbye and without callbacks.
class Session {
 public:
  class Listener {
   public:
    virtual ~Listener() = default;
    virtual void sessionJoined(const JoinFacts& facts) = 0;
    /// Media flows.
    virtual void sessionConnected() = 0;
    virtual void sessionRosterChanged() = 0;
    virtual void sessionRoomChanged(const RoomFacts& facts) = 0;
    /// A moderator closed our track; `removed`: publishing it is not allowed any more. The caller closes the device.
    virtual void sessionMutedByServer(pipelines::LocalSource source, bool removed) = 0;
    virtual void sessionData(const UserData& data) = 0;
    /// A message of the chat.
    virtual void sessionText(const TextMessage& /*message*/) {}
    /// Once, last, and never from inside a call of ours; the session may be destroyed from inside.
    virtual void sessionEnded(const SessionEnd& end) = 0;
  };

  Session(Runtime& runtime, net::WebSocketFactory& sockets, pipelines::PeerFactory& peers, SessionRequest request,
          Listener& listener);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Builds the peer connection and its first offer, which start() would wait for otherwise. Nothing reaches the
  /// network.
  void prepare();
  /// `url` is https:// or wss://, without "/rtc"; `token` is LiveKit's JWT.
  void start(const Secret& url, const Secret& token);
  /// Says goodbye; sessionEnded(Left) follows within limits.goodbye.
  void leave();
  /// Tells the room that a track of ours is silent, or not any more. Nothing is negotiated.
  void mute(pipelines::LocalSource source, bool muted);
  /// The remote videos that are on the screen: the server sends these, in the layer that fits, and no others.
  void showVideos(const std::vector<ShownVideo>& videos);

  /// Publishes one more track, or one that was unpublished, under a new cid. TryLater outside of the room.
  Result<void> publish(pipelines::SendTrack track, bool open);
  /// Ends our tracks of this source; the room sees them go. Ignored outside of the room.
  void unpublish(pipelines::LocalSource source);

  const Roster& roster() const;
  /// The newest token that the server gave: good for another session within 10 minutes.
  const Secret& token() const;
  /// When token() was received (or the session made).
  SteadyTime tokenSince() const;
  std::vector<pipelines::TrackStats> stats() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rotonde::livekit
