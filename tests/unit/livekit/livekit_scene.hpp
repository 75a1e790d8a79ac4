// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/livekit/session.hpp"
#include "firmware/livekit/wire.hpp"
#include "tests/fakes/fake_peers.hpp"
#include "tests/fakes/fake_time.hpp"
#include "tests/fakes/fake_websocket.hpp"

#include <google/protobuf/io/gzip_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <format>
#include <string>
#include <vector>

namespace rotonde::test {

namespace wire = ::livekit;

inline std::string unquery(std::string text) {
  for (auto at = text.find("%3D"); at != std::string::npos; at = text.find("%3D")) text.replace(at, 3, "=");
  return text;
}

/// The bytes of base64 with '-' and '_'.
inline std::string base64Decoded(const std::string& text) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string bytes;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    const auto digit = kDigits.find(c);
    if (digit == std::string_view::npos) break;
    bits = (bits << 6U | static_cast<unsigned>(digit)) & 0xFFFFFFU;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push_back(static_cast<char>(bits >> static_cast<unsigned>(count) & 0xFFU));
  }
  return bytes;
}

/// What a server reads out of a join's URL.
inline wire::JoinRequest joinRequestIn(const std::string& url) {
  const auto at = url.find("join_request=");
  wire::WrappedJoinRequest wrapped;
  wrapped.ParseFromString(base64Decoded(unquery(url.substr(at + 13))));
  google::protobuf::io::ArrayInputStream bytes(wrapped.join_request().data(),
                                               static_cast<int>(wrapped.join_request().size()));
  google::protobuf::io::GzipInputStream plain(&bytes, google::protobuf::io::GzipInputStream::GZIP);
  wire::JoinRequest request;
  request.ParseFromZeroCopyStream(&plain);
  return request;
}

inline constexpr const char* kFingerprint =
    "sha-256 01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF";

/// An answer of the SFU to `sections` free sections of a kind each ("audio", "video").
inline std::string answerText(const std::string& body = "") {
  return std::format(
      "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=fingerprint:{}\r\n"
      "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:audio0\r\na=sendonly\r\n{}",
      kFingerprint, body);
}

inline wire::SignalResponse joinResponse() {
  wire::SignalResponse response;
  auto& join = *response.mutable_join();
  join.mutable_room()->set_name("room");
  join.mutable_participant()->set_sid("PA_self");
  join.mutable_participant()->set_identity("identity-self");
  join.mutable_server_info()->set_version("1.13.5");
  join.set_ping_interval(5);
  join.set_ping_timeout(15);
  return response;
}

inline wire::SignalResponse answerTo(std::uint32_t id, const std::string& body = "") {
  wire::SignalResponse response;
  response.mutable_answer()->set_type("answer");
  response.mutable_answer()->set_id(id);
  response.mutable_answer()->set_sdp(answerText(body));
  return response;
}

inline wire::SignalResponse leaveWith(wire::DisconnectReason reason, int action = 0) {
  wire::SignalResponse response;
  response.mutable_leave()->set_reason(reason);
  response.mutable_leave()->set_action(static_cast<wire::LeaveRequest::Action>(action));
  return response;
}

inline wire::SignalResponse publishedAs(const std::string& cid, const std::string& sid, bool muted) {
  wire::SignalResponse response;
  response.mutable_track_published()->set_cid(cid);
  response.mutable_track_published()->mutable_track()->set_sid(sid);
  response.mutable_track_published()->mutable_track()->set_muted(muted);
  return response;
}

/// The requests of one kind that went out on a connection.
inline std::vector<wire::SignalRequest> requests(const FakeWebSockets::Connection& connection,
                                                 wire::SignalRequest::MessageCase kind) {
  std::vector<wire::SignalRequest> result;
  for (const auto& bytes : connection.sent) {
    wire::SignalRequest request;
    if (request.ParseFromString(bytes) && request.message_case() == kind) result.push_back(request);
  }
  return result;
}

/// A session with a fake network and a fake engine, and what its listener heard.
struct SessionScene : livekit::Session::Listener {
  FakeTime time;
  FakeWebSockets sockets;
  FakePeers peers;
  std::vector<livekit::SessionEnd> ends;
  std::vector<std::string> heard;
  livekit::RoomFacts room;
  std::vector<livekit::UserData> data;
  std::unique_ptr<livekit::Session> session;

  void start(bool microphoneOpen = false, bool cameraOpen = false) {
    livekit::SessionRequest request;
    request.clientVersion = "0.1.0";
    request.tracks = {{.cid = "mic-1", .source = pipelines::LocalSource::Microphone, .codec = "opus"},
                      {.cid = "cam-1", .source = pipelines::LocalSource::Camera, .codec = "vp8", .layers = {{}}}};
    request.microphoneOpen = microphoneOpen;
    request.cameraOpen = cameraOpen;
    session = std::make_unique<livekit::Session>(time, sockets, peers, request, *this);
    session->start(Secret("wss://media.example/prefix/"), Secret("token-one"));
  }
  void receive(const wire::SignalResponse& response) { sockets.last().message(response.SerializeAsString()); }
  void join() {
    sockets.last().open();
    receive(joinResponse());
  }
  void connect() {
    join();
    receive(answerTo(1));
    peers.last().listener->peerConnected();
  }
  const livekit::SessionEnd& ended() {
    time.advance(milliseconds(0));
    static const livekit::SessionEnd kNone{livekit::EndKind::Lost, "the session did not end"};
    return ends.empty() ? kNone : ends.front();
  }

  void sessionJoined(const livekit::JoinFacts& facts) override { heard.push_back("joined " + facts.serverVersion); }
  void sessionConnected() override { heard.emplace_back("connected"); }
  void sessionRosterChanged() override { heard.emplace_back("roster"); }
  void sessionRoomChanged(const livekit::RoomFacts& facts) override { room = facts; }
  void sessionMutedByServer(pipelines::LocalSource source, bool removed) override {
    heard.push_back(std::format("{} {}", removed ? "removed" : "muted",
                                source == pipelines::LocalSource::Camera ? "camera" : "microphone"));
  }
  void sessionData(const livekit::UserData& received) override { data.push_back(received); }
  void sessionEnded(const livekit::SessionEnd& end) override {
    ends.push_back(end);
    session.reset();
  }
};

}  // namespace rotonde::test
