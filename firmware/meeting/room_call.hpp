// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/control/status_store.hpp"
#include "firmware/livekit/session.hpp"
#include "firmware/meeting/backoff.hpp"
#include "firmware/meeting/call.hpp"
#include "firmware/meeting/own_media.hpp"
#include "firmware/meeting/own_presence.hpp"
#include "firmware/meeting/room_metadata.hpp"
#include "firmware/meeting/sayings.hpp"
#include "firmware/meeting/shown_videos.hpp"
#include "firmware/net/websocket.hpp"
#include "firmware/visio/room_actions.hpp"
#include "pipelines/api/local_media.hpp"
#include "pipelines/api/peer_connection.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rotonde::meeting {

/// What a call is built on; all outlive it.
struct RoomCallPorts {
  Runtime& runtime;
  net::WebSocketFactory& sockets;
  visio::RoomEntryFactory& entries;
  visio::RoomActions& actions;
  pipelines::PeerFactory& peers;
  pipelines::LocalMedia& media;
  control::StatusStore& status;
  ShownVideos& shown;
};

struct RoomCallSettings {
  std::string clientVersion;
  bool simulcast = true;  ///< Sends the camera in three sizes, else in the largest alone.
  std::string codec;      ///< Of the camera; the engine's best when empty or not to be had.
  pipelines::PeerSettings peer;
  livekit::SessionLimits limits;
  std::function<double()> random;  ///< In [0, 1); a generator of its own when empty.
};

/// A Visio meeting over LiveKit: asks to enter, holds a session, and comes back after each loss with the same identity
/// and a fresh token, until somebody leaves or the policy of livekit::mayRejoin says no. There is never more than one
/// session: the old one is gone before Visio is asked again. The camera and the microphone stay open over rejoins.
class RoomCall : public Call, private visio::RoomEntry::Listener, private livekit::Session::Listener {
 public:
  RoomCall(RoomCallPorts ports, RoomCallSettings settings, CallRequest request, Call::Listener& listener);
  ~RoomCall() override;

  void leave() override;
  void openMicrophone(bool open) override;
  void openCamera(bool open) override;
  void askAgain() override;
  void announceAgain() override;
  void raiseHand(bool raised, Done done) override;
  void rename(const std::string& name, Done done) override;

 private:
  void entryChanged(visio::EntryState state, const std::string& detail) override;
  void entryAccepted(const visio::Admission& admission) override;
  void entryFailed(const Error& error) override;
  void entryEncrypted(const Error& error) override;

  void sessionJoined(const livekit::JoinFacts& facts) override;
  void sessionConnected() override;
  void sessionRosterChanged() override;
  void sessionRoomChanged(const livekit::RoomFacts& facts) override;
  void sessionMutedByServer(pipelines::LocalSource source, bool removed) override;
  void sessionData(const livekit::UserData& data) override;
  void sessionText(const livekit::TextMessage& message) override;
  void sessionEnded(const livekit::SessionEnd& end) override;

  void askToEnter();
  void prepareSession();
  void connect(const visio::Admission& admission);
  bool mayReuseToken() const;
  void comeBack(const livekit::SessionEnd& end);
  bool retries(const livekit::SessionEnd& end) const;
  void finish(CallEnd end, const std::string& detail);
  void over(CallEnd end, const std::string& detail);
  void setSession(std::unique_ptr<livekit::Session> session);
  void tellRecording(const Recording& recording);
  void tellAccess(const std::string& level);
  void tellSaid(const std::vector<Saying>& said);
  std::string nameOf(const std::string& sid) const;
  void writeMeeting(const std::function<void(control::v1::Meeting&)>& change);
  void pollTracks();
  std::int32_t sinceStart() const;

  // given
  RoomCallPorts ports_;
  const RoomCallSettings settings_;
  const CallRequest request_;
  Call::Listener& listener_;
  // owned
  const SteadyTime started_;
  bool leaving_ = false;
  bool ending_ = false;
  bool joinedOnce_ = false;
  int others_ = -1;
  int refusedTokens_ = 0;  ///< In a row.
  OwnMedia own_;
  OwnPresence presence_;
  Sayings sayings_;
  Recording recording_;
  visio::Admission admission_;  ///< The last one, with the newest token.
  SteadyTime tokenSince_;
  Backoff backoff_;
  std::unique_ptr<visio::RoomEntry> entry_;
  std::unique_ptr<livekit::Session> prepared_;  ///< The next session, its offer made while Visio is asked.
  std::unique_ptr<livekit::Session> session_;
  Handle next_;    ///< The next step: an attempt or the end.
  Handle reuse_;   ///< Connects with the old token.
  Handle steady_;  ///< The connection has held.
  Handle poll_;
  Handle shownWatch_;
  Handle access_;
};

class RoomCalls : public CallFactory {
 public:
  RoomCalls(RoomCallPorts ports, RoomCallSettings settings);
  std::unique_ptr<Call> start(const CallRequest& request, Call::Listener& listener) override;
  /// For the calls that start from now on.
  void configure(RoomCallSettings settings) { settings_ = std::move(settings); }

 private:
  RoomCallPorts ports_;
  RoomCallSettings settings_;
};

}  // namespace rotonde::meeting
