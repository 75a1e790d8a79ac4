// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/control/status_delta.hpp"
#include "tests/protocol/control/control_fixture.hpp"
#include "tests/support/run_until.hpp"

#include <sys/stat.h>

#include <fstream>

namespace rotonde::control {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

class ControlServerTest : public ControlFixture {};

TEST_F(ControlServerTest, HelloTellsRoleVersionAndOrigin) {
  const auto raw = rawClient();
  const v1::Reply reply = ask(*raw, helloRequest("pan\nel"));
  EXPECT_EQ(reply.id(), 1U);
  const v1::Welcome& welcome = reply.result().welcome();
  EXPECT_EQ(welcome.api_version(), "1.0");
  EXPECT_EQ(welcome.role(), v1::ROLE_ADMIN);
  EXPECT_EQ(welcome.product_version(), "0.1");
  EXPECT_EQ(welcome.origin(), "pan?el#1");
  EXPECT_EQ(welcome.instance().size(), 16U);
  EXPECT_EQ(ask(*raw, helloRequest("again")).error().kind(), v1::Error::CONFLICT);
}

TEST_F(ControlServerTest, OtherRequestsBeforeHelloEndTheConnection) {
  const auto raw = rawClient();
  const v1::Reply reply = ask(*raw, getRequest(v1::Get::STATUS));
  EXPECT_EQ(reply.error().kind(), v1::Error::NOT_READY);
  EXPECT_THAT(reply.error().message(), HasSubstr("hello"));
  EXPECT_TRUE(untilClosed(*raw));
}

TEST_F(ControlServerTest, AnotherMajorVersionIsTurnedAway) {
  const auto raw = rawClient();
  EXPECT_EQ(ask(*raw, helloRequest("new", "2.0")).error().message(),
            "version 2.0 is asked for, this service speaks 1.0");
  EXPECT_TRUE(untilClosed(*raw));
  const auto minor = rawClient();
  EXPECT_TRUE(ask(*minor, helloRequest("new", "1.7")).result().has_welcome());
}

TEST_F(ControlServerTest, GetsTheStatusAndPartsOfIt) {
  title("Point");
  status_.update("test", [](v1::Status& status) { status.mutable_system()->set_device_id("device"); });
  const auto admin = client();
  EXPECT_EQ(ask(*admin, getRequest(v1::Get::STATUS)).result().status().system().device_id(), "device");
  const v1::Reply part = ask(*admin, getRequest(v1::Get::STATUS, "meeting"));
  EXPECT_EQ(part.id(), 2U);
  EXPECT_EQ(part.result().status().meeting().title(), "Point");
  EXPECT_FALSE(part.result().status().has_system());
  EXPECT_EQ(ask(*admin, getRequest(v1::Get::STATUS, "meating")).error().kind(), v1::Error::UNKNOWN);
  EXPECT_EQ(ask(*admin, getRequest(static_cast<v1::Get::Tree>(9))).error().kind(), v1::Error::UNKNOWN);
}

TEST_F(ControlServerTest, SmallerRolesGetLess) {
  status_.update("test", [](v1::Status& status) {
    status.mutable_system()->set_device_id("device");
    status.mutable_system()->set_room_name("Room");
  });
  role_ = v1::ROLE_PANEL;
  const auto panel = client();
  const v1::Reply reply = ask(*panel, getRequest(v1::Get::STATUS));
  EXPECT_EQ(reply.result().status().system().room_name(), "Room");
  EXPECT_EQ(reply.result().status().system().device_id(), "");
  EXPECT_EQ(ask(*panel, getRequest(v1::Get::STATUS, "system.device_id")).error().kind(), v1::Error::NOT_ALLOWED);
  EXPECT_EQ(ask(*panel, subscribeRequest({"system.device_id"})).error().kind(), v1::Error::NOT_ALLOWED);
  EXPECT_EQ(ask(*panel, subscribeRequest({""})).result().text(), "snapshot");
  EXPECT_EQ(next(*panel).event().status().system().device_id(), "");
  status_.update("test", [](v1::Status& status) { status.mutable_system()->set_device_id("other"); });
  title("later");
  EXPECT_THAT(next(*panel).event().changed(), ElementsAre("meeting.title")) << "no event of the device id came before";
}

TEST_F(ControlServerTest, ConfigurationIsReadAndSetByRole) {
  auto& settings = *configuration_.tree.mutable_settings();
  settings["room.name"].set_value("\"Room\"");
  settings["calendar.feed"].set_value("\"https://secret\"");
  settings["calendar.feed"].set_secret(true);
  settings["network.proxy"].set_role(v1::ROLE_ADMIN);
  settings["control.socket"].set_needs_restart(true);
  const auto admin = client("rotondectl");
  v1::Reply reply = ask(*admin, getRequest(v1::Get::CONFIGURATION));
  EXPECT_EQ(reply.result().configuration().settings().at("calendar.feed").value(), "***");
  EXPECT_EQ(reply.result().configuration().settings().size(), 4U);
  EXPECT_EQ(ask(*admin, getRequest(v1::Get::CONFIGURATION, "room")).result().configuration().settings().size(), 1U);
  EXPECT_EQ(ask(*admin, getRequest(v1::Get::CONFIGURATION, "roof")).error().kind(), v1::Error::UNKNOWN);

  EXPECT_EQ(ask(*admin, setRequest("room.name", "\"New\"")).result().text(), "");
  EXPECT_EQ(configuration_.lastOrigin, "rotondectl#1");
  EXPECT_THAT(ask(*admin, setRequest("control.socket", "\"/x\"")).result().text(), HasSubstr("starts again"));
  reply = ask(*admin, setRequest("room.name", "bad"));
  EXPECT_EQ(reply.error().kind(), v1::Error::BAD_VALUE);
  EXPECT_EQ(reply.error().message(), "room.name is bad; write a good one");
  EXPECT_EQ(ask(*admin, setRequest("room.nmae", "1")).error().message(),
            "there is no setting `room.nmae`; is `room.name` meant?");

  role_ = v1::ROLE_PANEL;
  const auto panel = client();
  EXPECT_EQ(ask(*panel, getRequest(v1::Get::CONFIGURATION)).result().configuration().settings().size(), 3U);
  EXPECT_EQ(ask(*panel, setRequest("network.proxy", "1")).error().kind(), v1::Error::NOT_ALLOWED);
}

TEST_F(ControlServerTest, CommandsRunAndAnswerLater) {
  std::function<void(CommandReply)> pending;
  std::string origin;
  commands_.add(std::make_unique<FakeCommand>("meeting.leave", v1::ROLE_PANEL, [&](const Caller& caller, auto done) {
    origin = caller.origin;
    pending = std::move(done);
  }));
  const auto one = client("one");
  one->send(commandRequest("meeting.leave"));
  EXPECT_EQ(ask(*one, getRequest(v1::Get::COMMANDS)).result().commands().commands_size(), 1)
      << "others are not held up";
  EXPECT_EQ(origin, "one#1");
  pending(CommandReply::done("left"));
  const v1::Reply reply = next(*one);
  EXPECT_EQ(reply.id(), 4U);
  EXPECT_EQ(reply.result().text(), "left");
  EXPECT_EQ(ask(*one, commandRequest("meeting.stay")).error().kind(), v1::Error::UNKNOWN);
}

TEST_F(ControlServerTest, AnAnswerToAClientThatIsGoneIsDropped) {
  std::function<void(CommandReply)> pending;
  commands_.add(std::make_unique<FakeCommand>("slow", v1::ROLE_GUEST,
                                              [&](const Caller&, auto done) { pending = std::move(done); }));
  auto one = client();
  one->send(commandRequest("slow"));
  test::runUntil(loop_, [&] { return static_cast<bool>(pending); });
  one.reset();
  test::runUntil(loop_, [this] { return server_->clients() == 0; });
  pending(CommandReply::done("too late"));
}

TEST_F(ControlServerTest, LargeDataComesInPieces) {
  std::string picture(3'000'000, '\0');
  for (std::size_t i = 0; i < picture.size(); ++i) picture[i] = static_cast<char>(i * 7 % 251);
  commands_.add(
      std::make_unique<FakeCommand>("screen.screenshot", v1::ROLE_GUEST,
                                    [&](const Caller&, const auto& done) { done(CommandReply::data(picture)); }));
  const auto one = client();
  one->send(commandRequest("screen.screenshot"));
  std::string got;
  v1::Reply reply;
  do {
    reply = next(*one);
    ASSERT_EQ(reply.id(), 4U);
    got += reply.result().data();
  } while (reply.result().more());
  EXPECT_TRUE(got == picture);
}

TEST_F(ControlServerTest, SubscribersGetASnapshotThenDeltas) {
  title("before");
  const auto one = client();
  const auto two = client();
  EXPECT_EQ(ask(*one, subscribeRequest({})).result().text(), "snapshot");
  const v1::Event snapshot = next(*one).event();
  EXPECT_TRUE(snapshot.snapshot());
  EXPECT_EQ(snapshot.status().meeting().title(), "before");
  ask(*two, subscribeRequest({"roster"}));
  EXPECT_FALSE(next(*two).event().status().has_meeting());

  status_.update("visio", [](v1::Status& status) {
    status.mutable_meeting()->set_title("during");
    (*status.mutable_roster())["PA_x"].set_name("Zoé");
  });
  const v1::Event whole = next(*one).event();
  EXPECT_EQ(whole.seq(), snapshot.seq() + 1);
  EXPECT_EQ(whole.origin(), "visio");
  EXPECT_THAT(whole.changed(), ElementsAre("meeting.title", "roster.PA_x", "roster.PA_x.name"));
  const v1::Event part = next(*two).event();
  EXPECT_THAT(part.changed(), ElementsAre("roster.PA_x", "roster.PA_x.name"));
  EXPECT_FALSE(part.status().has_meeting());

  title("only one hears this");
  EXPECT_THAT(next(*one).event().changed(), ElementsAre("meeting.title"));
  status_.update("visio", [](v1::Status& status) { status.clear_roster(); });
  EXPECT_THAT(next(*two).event().removed(), ElementsAre("roster.PA_x"));
}

TEST_F(ControlServerTest, ASecondSubscriptionAddsToTheFirst) {
  title("Point");
  const auto one = client();
  ask(*one, subscribeRequest({"\"roster\""}));
  EXPECT_FALSE(next(*one).event().status().has_meeting());
  ask(*one, subscribeRequest({"meeting.title"}));
  EXPECT_EQ(next(*one).event().status().meeting().title(), "Point");
  status_.update("visio", [](v1::Status& status) { (*status.mutable_roster())["PA_x"]; });
  EXPECT_THAT(next(*one).event().changed(), ElementsAre("roster.PA_x"));
}

TEST_F(ControlServerTest, ResumesWithWhatWasMissed) {
  auto one = rawClient();
  const std::string instance = ask(*one, helloRequest("one")).result().welcome().instance();
  ask(*one, subscribeRequest({"meeting"}));
  v1::Status mirror;
  apply(next(*one).event(), mirror);
  title("a");
  const v1::Event last = next(*one).event();
  apply(last, mirror);
  one.reset();
  title("b");
  status_.update("test", [](v1::Status& status) { status.mutable_system()->set_version("2"); });
  title("c");
  one = client();
  EXPECT_EQ(ask(*one, subscribeRequest({"meeting"}, last.seq(), instance)).result().text(), "resumed");
  for (const char* expected : {"b", "c"}) {
    const v1::Event event = next(*one).event();
    EXPECT_FALSE(event.snapshot());
    EXPECT_EQ(event.status().meeting().title(), expected);
  }
}

TEST_F(ControlServerTest, ASnapshotComesWhenResumingIsImpossible) {
  title("a");
  auto one = rawClient();
  const std::string instance = ask(*one, helloRequest("one")).result().welcome().instance();
  EXPECT_EQ(ask(*one, subscribeRequest({}, 1, "another run")).result().text(), "snapshot");
  EXPECT_TRUE(next(*one).event().snapshot());
  for (int i = 0; i < 1100; ++i) title(std::to_string(i));
  const auto two = client();
  EXPECT_EQ(ask(*two, subscribeRequest({}, 1, instance)).result().text(), "snapshot");
  EXPECT_EQ(next(*two).event().status().meeting().title(), "1099");
}

TEST_F(ControlServerTest, TheSocketIsForOwnerAndGroup) {
  struct stat found = {};
  ASSERT_EQ(stat(socket_.c_str(), &found), 0);
  EXPECT_TRUE(S_ISSOCK(found.st_mode));
  EXPECT_EQ(found.st_mode & 07777, 0660U);
  server_.reset();
  EXPECT_NE(stat(socket_.c_str(), &found), 0) << "the file goes with the server";
}

TEST_F(ControlServerTest, TheDefaultRoleOfOurOwnUserIsAdmin) {
  server_.reset();
  server_ = *ControlServer::listen({loop_, status_, commands_, configuration_}, {.socket = socket_});
  const auto raw = rawClient();
  EXPECT_EQ(ask(*raw, helloRequest("own")).result().welcome().role(), v1::ROLE_ADMIN);
}

TEST_F(ControlServerTest, AStaleSocketIsReplacedAndALivingOneIsNot) {
  const auto second = ControlServer::listen({loop_, status_, commands_, configuration_}, {.socket = socket_});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::AskHuman);
  EXPECT_THAT(second.error().message, HasSubstr("another service"));
  // What a killed service leaves: a socket file that nobody listens on.
  const std::string stale = folder_.path() / "stale.sock";
  std::filesystem::create_hard_link(socket_, stale);
  server_.reset();
  socket_ = stale;
  listen();
  client();
}

TEST_F(ControlServerTest, UnusablePathsAreExplained) {
  const auto error = [this](const std::string& path) {
    const auto server = ControlServer::listen({loop_, status_, commands_, configuration_}, {.socket = path});
    return server ? std::string("listens") : server.error().message;
  };
  EXPECT_THAT(error("relative.sock"), StartsWith("control.socket must be an absolute path of at most 107 bytes"));
  EXPECT_THAT(error("/" + std::string(107, 'x')), HasSubstr("has 108"));
  EXPECT_THAT(error(folder_.path() / "missing" / "control.sock"), HasSubstr("folder must exist"));
  const std::string file = folder_.path() / "file";
  std::ofstream(file) << "precious";
  EXPECT_THAT(error(file), HasSubstr("is no socket"));
  EXPECT_TRUE(std::filesystem::exists(file));
}

}  // namespace
}  // namespace rotonde::control
