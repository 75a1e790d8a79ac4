// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
// Rude, slow and greedy clients: they end, and nobody else notices.
#include "tests/fakes/fake_time.hpp"
#include "tests/protocol/control/control_fixture.hpp"
#include "tests/support/run_until.hpp"

#include <random>

namespace rotonde::control {
namespace {

using testing::HasSubstr;

class ControlLimitsTest : public ControlFixture {
 protected:
  /// The server serves others as before.
  void expectAlive() {
    const auto other = client();
    EXPECT_TRUE(ask(*other, getRequest(v1::Get::STATUS)).result().has_status());
  }
};

TEST_F(ControlLimitsTest, AFrameThatIsTooLongEndsTheConnection) {
  const auto one = client();
  one->sendBytes(std::string("\x7f\xff\xff\xff", 4));
  const v1::Reply reply = next(*one);
  EXPECT_EQ(reply.id(), 0U);
  EXPECT_EQ(reply.error().kind(), v1::Error::LIMIT);
  EXPECT_TRUE(untilClosed(*one));
  expectAlive();
}

TEST_F(ControlLimitsTest, GarbageEndsTheConnection) {
  for (const std::string& body : {std::string("\xff\xff\xff\xff"), std::string("\x12\x05\x0a\x03\xff\xfe\xfd", 7)}) {
    const auto one = client();
    one->sendBytes(frame(body));
    EXPECT_EQ(next(*one).error().kind(), v1::Error::BAD_VALUE);
    EXPECT_TRUE(untilClosed(*one));
  }
  expectAlive();
}

TEST_F(ControlLimitsTest, RandomBytesNeverHarmTheServer) {
  std::mt19937 random(7);
  for (int round = 0; round < 40; ++round) {
    const auto raw = rawClient();
    std::string bytes(1 + random() % 300, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    if (round % 2 == 0) bytes = frame(helloRequest("x").SerializeAsString()) + frame(bytes);
    raw->sendBytes(bytes);
    raw->finishSending();
    EXPECT_TRUE(untilClosed(*raw));
  }
  expectAlive();
}

TEST_F(ControlLimitsTest, ARequestOfALaterVersionGetsAnErrorOnly) {
  const auto one = client();
  one->sendBytes(frame(std::string("\x08\x2a\xfa\x3f\x00", 5)));  // id 42 and an unknown field 1023
  const v1::Reply reply = next(*one);
  EXPECT_EQ(reply.id(), 42U);
  EXPECT_EQ(reply.error().kind(), v1::Error::UNKNOWN);
  EXPECT_TRUE(ask(*one, getRequest(v1::Get::STATUS)).has_result());
}

TEST_F(ControlLimitsTest, AClientThatFinishedSendingStillGetsItsAnswers) {
  std::function<void(CommandReply)> pending;
  commands_.add(std::make_unique<FakeCommand>("slow", v1::ROLE_GUEST,
                                              [&](const Caller&, auto done) { pending = std::move(done); }));
  const auto one = client();
  one->send(commandRequest("slow"));
  one->finishSending();
  test::runUntil(loop_, [&] { return static_cast<bool>(pending); });
  for (int turns = 0; turns < 20; ++turns) loop_.post([] {});
  EXPECT_EQ(server_->clients(), 1U);
  pending(CommandReply::done("served"));
  EXPECT_EQ(next(*one).result().text(), "served");
  EXPECT_TRUE(untilClosed(*one));
}

TEST_F(ControlLimitsTest, ASubscriberThatFinishedSendingHearsOnUntilItIsGone) {
  auto one = client();
  ask(*one, subscribeRequest({"meeting"}));
  next(*one);
  one->finishSending();
  test::runUntil(loop_, [this] { return server_->clients() == 1; });
  title("still heard");
  EXPECT_EQ(next(*one).event().status().meeting().title(), "still heard");
  one.reset();
  test::runUntil(loop_, [this] { return server_->clients() == 0; });
}

TEST_F(ControlLimitsTest, ASlowReaderIsDroppedAndOthersHearEverything) {
  const auto slow = client();
  const auto quick = client();
  ask(*slow, subscribeRequest({}));
  ask(*quick, subscribeRequest({}));
  next(*quick);
  const std::string large(100'000, 'x');
  int heard = 0;
  for (int i = 0; i < 100 && server_->clients() == 2; ++i) {
    title(large + std::to_string(i));
    EXPECT_EQ(next(*quick).event().status().meeting().title(), large + std::to_string(i));
    ++heard;
  }
  EXPECT_EQ(server_->clients(), 1U);
  EXPECT_GE(heard, 40) << "4 MiB may wait before the reader is dropped";
  EXPECT_TRUE(untilClosed(*slow));
}

TEST_F(ControlLimitsTest, The33rdClientIsTurnedAwayUntilAnotherLeaves) {
  std::vector<std::unique_ptr<TestClient>> clients;
  for (int i = 0; i < 32; ++i) clients.push_back(client());
  const auto late = rawClient();
  EXPECT_EQ(next(*late).error().message(), "32 clients are connected already");
  EXPECT_TRUE(untilClosed(*late));
  clients.pop_back();
  test::runUntil(loop_, [this] { return server_->clients() == 31; });
  client();
}

TEST_F(ControlLimitsTest, AClientSubscribesTo64Paths) {
  const auto one = client();
  std::vector<std::string> paths;
  for (int i = 0; i < 64; ++i) paths.push_back("roster.PA_" + std::to_string(i));
  EXPECT_EQ(ask(*one, subscribeRequest(paths)).result().text(), "snapshot");
  next(*one);
  EXPECT_EQ(ask(*one, subscribeRequest({"meeting"})).error().kind(), v1::Error::LIMIT);
  EXPECT_EQ(ask(*one, subscribeRequest({"roster.PA_1"})).result().text(), "snapshot") << "known paths count once";
}

TEST_F(ControlLimitsTest, CommandsWithoutAnswerAreLimited) {
  std::vector<std::function<void(CommandReply)>> pending;
  commands_.add(std::make_unique<FakeCommand>("slow", v1::ROLE_GUEST,
                                              [&](const Caller&, auto done) { pending.push_back(std::move(done)); }));
  const auto one = client();
  for (std::size_t i = 0; i < kMostRequests; ++i) one->send(commandRequest("slow"));
  EXPECT_EQ(ask(*one, commandRequest("slow")).error().kind(), v1::Error::LIMIT);
  EXPECT_EQ(pending.size(), kMostRequests);
}

TEST_F(ControlLimitsTest, AnAnswerLargerThanAFrameNamesTheCure) {
  title(std::string(kLargestFrame, 'x'));
  const auto one = client();
  const v1::Reply reply = ask(*one, getRequest(v1::Get::STATUS));
  EXPECT_EQ(reply.error().kind(), v1::Error::LIMIT);
  EXPECT_THAT(reply.error().message(), HasSubstr("path"));
  EXPECT_TRUE(ask(*one, getRequest(v1::Get::STATUS, "system")).has_result());
}

/// The real loop, but timers fire only when the test lets their time pass.
class LoopWithFakeTimers : public Runtime {
 public:
  explicit LoopWithFakeTimers(MainLoop& loop) : loop_(loop) {}
  SteadyTime steady() const override { return time_.steady(); }
  WallTime wall() const override { return time_.wall(); }
  Handle after(milliseconds delay, std::function<void()> fn) override { return time_.after(delay, std::move(fn)); }
  void post(std::function<void()> fn) override { loop_.post(std::move(fn)); }
  void advance(milliseconds by) { time_.advance(by); }

 private:
  MainLoop& loop_;
  test::FakeTime time_;
};

TEST_F(ControlLimitsTest, AClientThatSaysNothingIsTurnedAwayAfter10s) {
  LoopWithFakeTimers runtime(loop_);
  server_.reset();
  server_ = *ControlServer::listen({runtime, status_, commands_, configuration_}, {.socket = socket_});
  const auto welcomed = client();
  const auto silent = rawClient();
  test::runUntil(loop_, [this] { return server_->clients() == 2; });
  runtime.advance(std::chrono::milliseconds(9999));
  EXPECT_EQ(server_->clients(), 2U);
  runtime.advance(std::chrono::milliseconds(1));
  EXPECT_EQ(next(*silent).error().message(), "no hello came within 10s");
  EXPECT_TRUE(untilClosed(*silent));
  EXPECT_TRUE(ask(*welcomed, getRequest(v1::Get::STATUS)).has_result());
  server_.reset();
}

TEST_F(ControlLimitsTest, ASlowReaderThatIsTurnedAwayIsNotWaitedFor) {
  LoopWithFakeTimers runtime(loop_);
  server_.reset();
  server_ = *ControlServer::listen({runtime, status_, commands_, configuration_}, {.socket = socket_});
  const auto one = client();
  ask(*one, subscribeRequest({}));
  next(*one);
  for (int i = 0; i < 20; ++i) title(std::string(100'000, 'x') + std::to_string(i));
  one->sendBytes(frame("\xff"));
  int turns = 0;
  for (int i = 0; i < 50; ++i) loop_.post([&turns] { ++turns; });
  test::runUntil(loop_, [&turns] { return turns == 50; });
  EXPECT_EQ(server_->clients(), 1U) << "its queue is full, the reason of the end waits behind";
  runtime.advance(std::chrono::seconds(10));
  test::runUntil(loop_, [this] { return server_->clients() == 0; });
  server_.reset();
}

}  // namespace
}  // namespace rotonde::control
