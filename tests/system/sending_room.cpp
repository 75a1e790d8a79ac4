// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
//
// A participant with the room's own session and engine and without the rest of the room: publishes and unpublishes what
// it is told on stdin, for tests on a real SFU. Says on stdout what happens, in the guests' language (docs/testing.md).
//
//     sending_room URL TOKEN CODEC
//
// Lines: {"do": "publish", "source": SOURCE}, the same with "unpublish", and the end of stdin. SOURCE is camera, second
// or content; their pictures have the marks 000000a1, 000000a2 and 000000a3.
#include "drivers/simulated/simulated_devices.hpp"
#include "firmware/base/main_loop.hpp"
#include "firmware/livekit/layers.hpp"
#include "firmware/livekit/session.hpp"
#include "firmware/net/soup_websocket.hpp"
#include "pipelines/engine/media_engine.hpp"

#include <gst/gst.h>

#include <format>
#include <iostream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace rotonde::test {
namespace {

using pipelines::LocalSource;

struct Input {
  const char* name;
  LocalSource source;
  std::uint32_t mark;
};
constexpr Input kInputs[] = {{"camera", LocalSource::Camera, 0xA1},
                             {"second", LocalSource::SecondCamera, 0xA2},
                             {"content", LocalSource::Content, 0xA3}};

void say(const std::string& fields) { std::cout << "{" << fields << "}" << std::endl; }

class SendingRoom : public livekit::Session::Listener {
 public:
  SendingRoom(MainLoop& loop, net::WebSocketFactory& sockets, std::string codec)
      : loop_(loop), codec_(std::move(codec)), engine_(loop, {}) {
    for (const Input& input : kInputs) {
      devices_.push_back(std::make_unique<drivers::SimulatedDevices>(drivers::SimulatedOptions{input.mark}));
      engine_.selectVideo(input.source, devices_.back()->cameras().front());
    }
    livekit::SessionRequest request;
    request.clientVersion = "test";
    request.tracks = {{.source = LocalSource::Microphone, .codec = "opus"}};
    request.peer.loopbackOnly = true;
    session_ = std::make_unique<livekit::Session>(loop, sockets, engine_, request, *this);
  }

  void start(const char* url, const char* token) { session_->start(Secret(url), Secret(token)); }

  void told(const std::string& line) {
    for (const Input& input : kInputs) {
      if (line == std::format(R"({{"do": "publish", "source": "{}"}})", input.name)) publish(input);
      if (line == std::format(R"({{"do": "unpublish", "source": "{}"}})", input.name)) {
        session_->unpublish(input.source);
        engine_.openVideo(input.source, false);
      }
    }
  }
  void leave() {
    if (session_) return session_->leave();
    loop_.quit();
  }

 private:
  void publish(const Input& input) {
    engine_.openVideo(input.source, true);
    // One layer of each: three tracks are enough work for a sanitized build; layers have a test of their own.
    const auto layers = input.source == LocalSource::Content
                            ? std::vector<pipelines::SendLayer>{livekit::contentLayers().back()}
                            : livekit::cameraLayers(false);
    const auto done = session_->publish({.source = input.source, .codec = codec_, .layers = layers}, true);
    if (!done) say("\"event\": \"failed\", \"message\": \"" + done.error().message + "\"");
  }

  void sessionJoined(const livekit::JoinFacts&) override {}
  void sessionConnected() override { say("\"event\": \"connected\""); }
  void sessionRosterChanged() override {}
  void sessionRoomChanged(const livekit::RoomFacts&) override {}
  void sessionMutedByServer(LocalSource, bool) override { say("\"event\": \"muted\""); }
  void sessionData(const livekit::UserData&) override {}
  void sessionEnded(const livekit::SessionEnd& end) override {
    say("\"event\": \"left\", \"reason\": \"" + end.message + "\"");
    session_.reset();
    loop_.quit();
  }

  MainLoop& loop_;
  std::string codec_;
  std::vector<std::unique_ptr<drivers::SimulatedDevices>> devices_;
  pipelines::MediaEngine engine_;
  std::unique_ptr<livekit::Session> session_;
};

int run(char** arguments) {
  MainLoop loop;
  auto sockets = net::SoupWebSocketFactory::create({}, loop);
  if (!sockets) return 1;
  SendingRoom room(loop, **sockets, arguments[3]);
  std::jthread reader([&loop, &room] {
    std::string line;
    while (std::getline(std::cin, line)) loop.post([&room, line] { room.told(line); });
    loop.post([&room] { room.leave(); });
  });
  room.start(arguments[1], arguments[2]);
  loop.run();
  return 0;
}

}  // namespace
}  // namespace rotonde::test

int main(int count, char** arguments) {
  if (count != 4) return 2;
  gst_init(nullptr, nullptr);
  return rotonde::test::run(arguments);
}
