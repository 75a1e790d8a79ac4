// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/meeting/sayings.hpp"

#include "tests/unit/meeting/call_scene.hpp"

#include <gmock/gmock.h>

namespace rotonde::test {
namespace {

using meeting::Saying;
using meeting::Sayings;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

struct SayingsTest : testing::Test {
  FakeTime time;
  std::vector<Saying> shown;
  int changes = 0;
  Sayings sayings{time, [this](const std::vector<Saying>& now) {
                    shown = now;
                    ++changes;
                  }};
};

TEST_F(SayingsTest, ShowsAMessageForTenSeconds) {
  sayings.message("Ada", "Bonjour", "1");
  time.advance(milliseconds(0));
  EXPECT_THAT(shown, ElementsAre(Saying{"Ada", "Bonjour", ""}));
  time.advance(Sayings::kMessageShown - milliseconds(1));
  EXPECT_THAT(shown, SizeIs(1));
  time.advance(milliseconds(1));
  EXPECT_THAT(shown, IsEmpty());
  EXPECT_EQ(time.pendingTimers(), 0U);
}

TEST_F(SayingsTest, OneMessageInTwoFormsIsOne) {
  sayings.message("Ada", "Bonjour", "1");
  sayings.message("Ada", "Bonjour", "1");
  sayings.message("Ada", "Bonjour", "2");
  time.advance(milliseconds(0));
  EXPECT_THAT(shown, SizeIs(2));
}

TEST_F(SayingsTest, KnowsVisiosReactionsOnly) {
  sayings.reaction("Ada", "clapping-hands");
  sayings.reaction("Ada", "clapping-hands");
  sayings.reaction("Ada", "middle-finger");
  sayings.reaction("Ada", "");
  time.advance(milliseconds(0));
  EXPECT_THAT(shown, ElementsAre(Saying{"Ada", "", "clapping-hands"}));
  time.advance(Sayings::kReactionShown);
  EXPECT_THAT(shown, IsEmpty());
}

TEST_F(SayingsTest, AFloodIsBounded) {
  for (int i = 0; i < 1000; ++i) {
    sayings.message("Ada", "message " + std::to_string(i), std::to_string(i));
    sayings.reaction("guest " + std::to_string(i), "thumbs-up");
    time.advance(milliseconds(1));
  }
  time.advance(Sayings::kPace);
  EXPECT_LE(changes, 6);
  ASSERT_THAT(shown, SizeIs(Sayings::kMostMessages + Sayings::kMostReactions));
  EXPECT_EQ(shown[shown.size() - 2].text, "message 999");
}

TEST_F(SayingsTest, HostileTextIsMadeHarmless) {
  sayings.message("Ada", "\u202e\x1b[2J\n\u200b", "1");
  sayings.message("Ada", "\u200b \n", "2");
  sayings.message("Ada", std::string(100'000, 'x'), "3");
  time.advance(milliseconds(0));
  ASSERT_THAT(shown, SizeIs(2));
  EXPECT_EQ(shown[0].text, "[2J");
  EXPECT_EQ(shown[1].text, std::string(Sayings::kLongestMessage - 1, 'x') + "…");
}

/// The same through a call: data packets in, the status out.
struct ChatTest : testing::Test {
  CallScene scene;
  const auto& said() {
    scene.time.advance(Sayings::kPace);
    return scene.status.status().meeting().said();
  }
  void chat(const std::string& sender, const std::string& text, const std::string& id = "s1") {
    wire::DataPacket packet;
    packet.set_participant_sid(sender);
    auto& header = *packet.mutable_stream_header();
    header.set_stream_id(id);
    header.set_topic("lk.chat");
    header.mutable_text_header();
    scene.send(packet);
    packet.mutable_stream_chunk()->set_stream_id(id);
    packet.mutable_stream_chunk()->set_content(text);
    scene.send(packet);
    packet.mutable_stream_trailer()->set_stream_id(id);
    scene.send(packet);
  }
};

TEST_F(ChatTest, AMessageComesWithItsSendersName) {
  scene.joinRoom();
  chat("PA_host", "Bonjour la salle");
  ASSERT_EQ(said().size(), 1);
  EXPECT_EQ(said().Get(0).who(), "Camille");
  EXPECT_EQ(said().Get(0).text(), "Bonjour la salle");
}

TEST_F(ChatTest, StrangersAndOurselvesSayNothing) {
  scene.joinRoom();
  chat("PA_nobody", "I am not in the roster", "a");
  chat("PA_self", "an echo", "b");
  EXPECT_EQ(said().size(), 0);
}

TEST_F(ChatTest, TheOldFormIsReadUnlessTheNewOneCameToo) {
  scene.joinRoom();
  scene.say(R"({"id": "1", "timestamp": 1, "message": "ancien"})", "lk-chat-topic");
  scene.say(R"({"id": "2", "timestamp": 1, "message": "double", "ignoreLegacy": true})", "lk-chat-topic");
  scene.say(R"({"id": "3", "message": 7})", "lk-chat-topic");
  scene.say("no JSON", "lk-chat-topic");
  ASSERT_EQ(said().size(), 1);
  EXPECT_EQ(said().Get(0).text(), "ancien");
}

TEST_F(ChatTest, AReactionComesWithItsName) {
  scene.joinRoom();
  scene.say(R"({"type":"reactionReceived","data":{"emoji":"party-popper"}})");
  scene.say(R"({"type":"reactionReceived","data":"x"})");
  scene.say(R"({"type":"reactionReceived"})");
  ASSERT_EQ(said().size(), 1);
  EXPECT_EQ(said().Get(0).who(), "Camille");
  EXPECT_EQ(said().Get(0).reaction(), "party-popper");
}

TEST_F(ChatTest, NothingStaysAfterTheCall) {
  scene.joinRoom();
  chat("PA_host", "Bonjour");
  EXPECT_EQ(said().size(), 1);
  scene.receive(leaveWith(wire::ROOM_CLOSED));
  scene.time.advance(milliseconds(10));
  EXPECT_EQ(scene.status.status().meeting().said_size(), 0);
}

}  // namespace
}  // namespace rotonde::test
