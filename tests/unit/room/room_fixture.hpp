// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/room/room_controller.hpp"
#include "tests/fakes/fake_time.hpp"
#include "tests/unit/room/agenda_of.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace rotonde::test {

/// A call that does what the test says and notes what the room asked of it.
class FakeCall : public meeting::Call {
 public:
  FakeCall(const meeting::CallRequest& wanted, Listener& listener, int& alive)
      : request(wanted), listener_(listener), alive_(alive) {
    ++alive_;
  }
  ~FakeCall() override { --alive_; }
  void leave() override {
    asked.emplace_back("leave");
    if (endsWhenLeft) listener_.callEnded(meeting::CallEnd::Left, "");
  }
  void openMicrophone(bool open) override { asked.emplace_back(open ? "microphone" : "no microphone"); }
  void openCamera(bool open) override { asked.emplace_back(open ? "camera" : "no camera"); }
  void askAgain() override { asked.emplace_back("ask again"); }
  void announceAgain() override { asked.emplace_back("announce again"); }

  void raiseHand(bool raised, Done done) override {
    asked.emplace_back(raised ? "hand up" : "hand down");
    pending = std::move(done);
  }
  void rename(const std::string& name, Done done) override {
    asked.push_back("rename " + name);
    pending = std::move(done);
  }

  Listener& says() { return listener_; }
  void join(int others) {
    listener_.callConnecting();
    listener_.callJoined();
    listener_.callOthers(others);
  }
  void end(meeting::CallEnd end, const std::string& detail = "") { listener_.callEnded(end, detail); }

  meeting::CallRequest request;
  std::vector<std::string> asked;
  Done pending;
  bool endsWhenLeft = false;  ///< Ends inside leave().

 private:
  Listener& listener_;
  int& alive_;
};

class FakeCalls : public meeting::CallFactory {
 public:
  std::unique_ptr<meeting::Call> start(const meeting::CallRequest& request,
                                       meeting::Call::Listener& listener) override {
    auto call = std::make_unique<FakeCall>(request, listener, alive);
    last = call.get();
    ++started;
    if (failsAtOnce) listener.callEnded(meeting::CallEnd::Failed, "no network");
    return call;
  }
  FakeCall* last = nullptr;
  int started = 0;
  int alive = 0;
  bool failsAtOnce = false;
};

/// A room at 08:00 with no spread: it announces at T−10 min, counts down from T−90 s, joins at T−60 s.
class RoomTest : public testing::Test {
 protected:
  RoomTest() : folder_(std::filesystem::path(testing::TempDir()) / ("room-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(folder_);
    settings.deviceId = "device";
    settings.displayName = "Salle Ségur";
    settings.join.spread = seconds(0);
    boot();
  }
  ~RoomTest() override {
    room.reset();
    EXPECT_EQ(calls.alive, 0) << "a call outlived the room";
    std::filesystem::remove_all(folder_);
  }

  /// A new process on the same disk.
  void boot() {
    room.reset();
    store = std::make_unique<control::StatusStore>();
    memory = std::make_unique<room::Memory>(folder_ / "occurrences.pb", time.wall());
    room = std::make_unique<room::RoomController>(
        time, *store, calls, *memory, settings,
        [](const calendar::MeetingLink& link, const std::string& key) { return link.slug.reveal() + "/" + key; });
  }
  void agenda(std::initializer_list<calendar::Occurrence> occurrences) {
    room->setAgenda(agendaOf(occurrences, time.wall()));
  }
  /// Lets the time pass; the calendar is read every minute.
  void goTo(WallTime when, std::initializer_list<calendar::Occurrence> occurrences) {
    while (time.wall() < when) {
      agenda(occurrences);
      time.advance(std::min<milliseconds>(minutes(1), when - time.wall()));
    }
    agenda(occurrences);
  }
  /// In the meeting of ten o'clock with `others`.
  FakeCall& inMeeting(int others = 1) {
    goTo(kTen, {meetingAt(kTen)});
    EXPECT_EQ(calls.started, 1);
    calls.last->join(others);
    return *calls.last;
  }
  const control::v1::Meeting& meeting() const { return store->status().meeting(); }
  control::v1::Joinability joinability(const std::string& key = "one") const {
    return store->status().agenda().occurrences().at(key).joinability();
  }

  FakeTime time;
  FakeCalls calls;
  room::Settings settings;
  std::unique_ptr<control::StatusStore> store;
  std::unique_ptr<room::Memory> memory;
  std::unique_ptr<room::RoomController> room;

 private:
  std::filesystem::path folder_;
};

}  // namespace rotonde::test
