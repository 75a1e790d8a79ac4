// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/meeting/room_call.hpp"
#include "tests/unit/livekit/livekit_scene.hpp"

#include <format>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rotonde::test {

/// Visio, played by the test.
struct FakeEntries : visio::RoomEntryFactory {
  struct Entry : visio::RoomEntry {
    explicit Entry(FakeEntries& owner) : factory(owner) { ++factory.alive; }
    ~Entry() override { --factory.alive; }
    void start() override { ++factory.starts; }
    void askAgain() override { ++factory.againAsked; }
    void announceAgain() override { ++factory.announced; }
    FakeEntries& factory;
  };
  std::unique_ptr<visio::RoomEntry> enter(const visio::EntryRequest& request,
                                          visio::RoomEntry::Listener& listener_) override {
    requests.push_back(request);
    listener = &listener_;
    return std::make_unique<Entry>(*this);
  }
  void accept(const std::string& token = "visio-token") {
    listener->entryAccepted({Secret("wss://media.example"), Secret(token), "id"});
  }
  std::vector<visio::EntryRequest> requests;
  visio::RoomEntry::Listener* listener = nullptr;
  int alive = 0;
  int starts = 0;
  int againAsked = 0;
  int announced = 0;
};

/// Visio's REST for participants, played by the test.
struct FakeActions : visio::RoomActions {
  Handle raiseHand(const calendar::MeetingLink& /*link*/, const Secret& token, bool raised, Done done) override {
    return keep(std::format("{} {}", raised ? "raise" : "lower", token.reveal()), std::move(done));
  }
  Handle rename(const calendar::MeetingLink& /*link*/, const Secret& token, const std::string& name,
                Done done) override {
    return keep(std::format("rename {} {}", name, token.reveal()), std::move(done));
  }
  Handle askAccess(const calendar::MeetingLink& /*link*/, std::function<void(Result<std::string>)> done) override {
    access = std::move(done);
    ++accessAsked;
    return Handle([this] { access = nullptr; });
  }
  std::vector<std::string> asked;
  std::vector<Done> open;
  std::function<void(Result<std::string>)> access;
  int accessAsked = 0;

 private:
  Handle keep(std::string what, Done done) {
    asked.push_back(std::move(what));
    open.push_back(std::move(done));
    return {};
  }
};

struct FakeMedia : pipelines::LocalMedia {
  void setListener(Listener* /*listener*/) override {}
  void selectCamera(std::optional<drivers::Camera> /*camera*/) override {}
  void selectMicrophone(std::optional<drivers::Microphone> /*microphone*/) override {}
  void selectSpeaker(std::optional<drivers::Speaker> /*speaker*/) override {}
  void openCamera(bool open) override {
    closedOnce = closedOnce || (camera && !open);
    camera = open;
  }
  void openMicrophone(bool open) override {
    closedOnce = closedOnce || (microphone && !open);
    microphone = open;
  }
  pipelines::SoundLevels levels() const override { return {}; }
  void playTone(pipelines::Tone /*tone*/) override { ++tones; }
  bool camera = false;
  bool microphone = false;
  bool closedOnce = false;
  int tones = 0;
};

struct CallScene : meeting::Call::Listener {
  FakeTime time;
  FakeWebSockets sockets;
  FakePeers peers;
  FakeEntries entries;
  FakeActions actions;
  FakeMedia media;
  control::StatusStore status;
  meeting::ShownVideos shown;
  std::vector<std::string> heard;
  std::vector<meeting::CallEnd> ends;
  std::unique_ptr<meeting::Call> call;

  void start(bool open = true) {
    meeting::RoomCalls calls({time, sockets, entries, actions, peers, media, status, shown},
                             {.clientVersion = "0.1.0", .random = [] { return 0.0; }});
    meeting::CallRequest request;
    request.link = {"visio.example", Secret("abc-defg-hij")};
    request.participantId = "11111111-2222-4333-8444-555555555555";
    request.microphoneOpen = open;
    request.cameraOpen = open;
    call = calls.start(request, *this);
    time.advance(milliseconds(0));
  }
  void receive(const wire::SignalResponse& response) { sockets.last().message(response.SerializeAsString()); }
  /// Plays the server up to flowing media and published tracks.
  void serve() {
    const auto join = joinRequestIn(sockets.last().url);
    sockets.last().open();
    auto response = joinResponse();
    auto* host = response.mutable_join()->add_other_participants();
    host->set_sid("PA_host");
    host->set_identity("host");
    host->set_name("Camille");
    host->set_state(wire::ParticipantInfo::ACTIVE);
    receive(response);
    receive(answerTo(1));
    receive(publishedAs(join.add_track_requests(0).cid(), "TR_mic", join.add_track_requests(0).muted()));
    receive(publishedAs(join.add_track_requests(1).cid(), "TR_cam", join.add_track_requests(1).muted()));
    peers.last().listener->peerConnected();
  }
  void joinRoom(bool open = true) {
    start(open);
    entries.accept();
    serve();
  }
  void settle() { time.advance(milliseconds(0)); }
  void mute(const std::string& sid) {
    wire::SignalResponse response;
    response.mutable_mute()->set_sid(sid);
    response.mutable_mute()->set_muted(true);
    receive(response);
  }
  void participantMuted() { say(R"({"type":"participantMuted"})"); }
  /// A data message of Camille's.
  void say(const std::string& payload, const std::string& topic = "") {
    wire::DataPacket packet;
    packet.set_participant_sid("PA_host");
    packet.mutable_user()->set_payload(payload);
    if (!topic.empty()) packet.mutable_user()->set_topic(topic);
    send(packet);
  }
  void send(const wire::DataPacket& packet) {
    const auto bytes = packet.SerializeAsString();
    peers.last().listener->dataReceived("_reliable", std::as_bytes(std::span(bytes)));
  }

  void callEntering(visio::EntryState state, const std::string& /*detail*/) override {
    heard.push_back(std::format("entering {}", static_cast<int>(state)));
  }
  void callConnecting() override { heard.emplace_back("connecting"); }
  void callJoined() override { heard.emplace_back("joined"); }
  void callReconnecting(const std::string& /*detail*/) override { heard.emplace_back("reconnecting"); }
  void callOthers(int count) override { heard.push_back(std::format("others {}", count)); }
  void callMicrophoneClosedBy(const std::string& name) override { heard.push_back("microphone closed by " + name); }
  void callCameraClosedBy(const std::string& name) override { heard.push_back("camera closed by " + name); }
  void callEnded(meeting::CallEnd end, const std::string& /*detail*/) override {
    ends.push_back(end);
    call.reset();
  }
};

}  // namespace rotonde::test
