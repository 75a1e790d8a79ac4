// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/control/commands.hpp"

#include <gmock/gmock.h>

namespace rotonde::control {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

using Arguments = std::map<std::string, std::string>;
using Action = std::function<void(const Caller&, const Arguments&, std::function<void(CommandReply)>)>;

class FakeCommand : public Command {
 public:
  FakeCommand(v1::CommandDescription description, Action run)
      : description_(std::move(description)), run_(std::move(run)) {}
  v1::CommandDescription description() const override { return description_; }
  void run(const Caller& caller, const Arguments& arguments, std::function<void(CommandReply)> done) override {
    run_(caller, arguments, std::move(done));
  }

 private:
  v1::CommandDescription description_;
  Action run_;
};

v1::Parameter parameter(const std::string& name, const std::string& type, bool required) {
  v1::Parameter parameter;
  parameter.set_name(name);
  parameter.set_type(type);
  parameter.set_required(required);
  parameter.set_description("what " + name + " is");
  return parameter;
}

class CommandsTest : public testing::Test {
 protected:
  CommandsTest() {
    add("meeting.join", v1::ROLE_PANEL, {parameter("link", "link", true), parameter("open", "boolean", false)});
    auto count = parameter("count", "integer", false);
    count.set_at_least(1);
    count.set_at_most(9);
    auto mode = parameter("mode", "string", false);
    mode.add_choices("grid");
    mode.add_choices("speaker");
    add("screen.layout", v1::ROLE_GUEST, {count, mode, parameter("free", "integer", false)});
  }
  void add(const std::string& name, v1::Role role, const std::vector<v1::Parameter>& parameters, Action run = {}) {
    v1::CommandDescription description;
    description.set_name(name);
    description.set_role(role);
    for (const auto& each : parameters) *description.add_parameters() = each;
    if (!run) {
      run = [this](const Caller& caller, const Arguments& arguments, const auto& done) {
        origin_ = caller.origin;
        ran_ = arguments;
        done(CommandReply::done("ran"));
      };
    }
    commands_.add(std::make_unique<FakeCommand>(description, std::move(run)));
  }
  v1::Reply run(const std::string& name, const Arguments& arguments, v1::Role role = v1::ROLE_ADMIN) {
    std::optional<v1::Reply> reply;
    commands_.run({"test#1", role}, name, arguments, [&reply](const CommandReply& answer) { reply = answer.reply; });
    return reply.value_or(v1::Reply());
  }
  v1::Error error(const std::string& name, const Arguments& arguments, v1::Role role = v1::ROLE_ADMIN) {
    return run(name, arguments, role).error();
  }

  Commands commands_;
  std::string origin_;
  Arguments ran_;
};

TEST_F(CommandsTest, RunsWithCheckedArguments) {
  EXPECT_EQ(run("meeting.join", {{"link", "https://visio.example/abc"}, {"open", "on"}}).result().text(), "ran");
  EXPECT_EQ(origin_, "test#1");
  EXPECT_THAT(ran_, ElementsAre(Pair("link", "https://visio.example/abc"), Pair("open", "true")));
  run("meeting.join", {{"link", "x"}, {"open", "no"}});
  EXPECT_EQ(ran_["open"], "false");
}

TEST_F(CommandsTest, UnknownCommandNamesTheNearest) {
  const auto near = error("meeting.jion", {});
  EXPECT_EQ(near.kind(), v1::Error::UNKNOWN);
  EXPECT_EQ(near.message(), "there is no command `meeting.jion`; is `meeting.join` meant?");
  EXPECT_THAT(error("abcdefghijkl", {}).message(), HasSubstr("rotondectl commands"));
}

TEST_F(CommandsTest, RoleIsChecked) {
  const auto denied = error("meeting.join", {{"link", "x"}}, v1::ROLE_GUEST);
  EXPECT_EQ(denied.kind(), v1::Error::NOT_ALLOWED);
  EXPECT_EQ(denied.message(), "meeting.join needs the role panel, this client has guest");
  EXPECT_TRUE(run("screen.layout", {}, v1::ROLE_GUEST).has_result());
}

TEST_F(CommandsTest, ArgumentErrorsSayTheCure) {
  EXPECT_EQ(error("meeting.join", {}).message(), "meeting.join needs the argument `link`: what link is");
  EXPECT_EQ(error("meeting.join", {{"link", "x"}, {"mute", "on"}}).message(),
            "meeting.join has no argument `mute`; it takes `link`, `open`");
  EXPECT_EQ(error("meeting.join", {{"link", "x"}, {"open", "maybe"}}).message(),
            "the argument `open` of meeting.join must be true or false");
  EXPECT_EQ(error("screen.layout", {{"count", "10"}}).message(),
            "the argument `count` of screen.layout must be from 1 to 9");
  EXPECT_EQ(error("screen.layout", {{"count", "3x"}}).kind(), v1::Error::BAD_VALUE);
  EXPECT_EQ(error("screen.layout", {{"count", "99999999999999999999"}}).kind(), v1::Error::BAD_VALUE);
  EXPECT_EQ(error("screen.layout", {{"mode", "spaker"}}).message(),
            "the argument `mode` of screen.layout must be one of: grid, speaker");
  EXPECT_TRUE(run("screen.layout", {{"free", "-12345"}}).has_result());
}

TEST_F(CommandsTest, ALinkIsNeverRepeated) {
  for (const std::string link : {"", "a b", "line\nbreak"}) {
    const auto bad = error("meeting.join", {{"link", link}});
    EXPECT_EQ(bad.kind(), v1::Error::BAD_VALUE);
    EXPECT_THAT(bad.message(), Not(HasSubstr("a b")));
  }
  EXPECT_EQ(error("meeting.join", {{"link", std::string(2049, 'x')}}).kind(), v1::Error::BAD_VALUE);
}

TEST_F(CommandsTest, AForgottenAnswerIsGivenAndASecondOneIgnored) {
  add("bad.silent", v1::ROLE_GUEST, {}, [](const Caller&, const Arguments&, const auto&) {});
  EXPECT_EQ(error("bad.silent", {}).message(), "bad.silent ended without an answer");
  add("bad.double", v1::ROLE_GUEST, {}, [](const Caller&, const Arguments&, const auto& done) {
    done(CommandReply::done("first"));
    done(CommandReply::done("second"));
  });
  EXPECT_EQ(run("bad.double", {}).result().text(), "first");
}

TEST_F(CommandsTest, DescribesWhatTheRoleMayGive) {
  EXPECT_EQ(commands_.describe(v1::ROLE_GUEST).commands_size(), 1);
  const v1::Commands all = commands_.describe(v1::ROLE_ADMIN);
  ASSERT_EQ(all.commands_size(), 2);
  EXPECT_EQ(all.commands(0).name(), "meeting.join");
  EXPECT_EQ(all.commands(0).parameters(1).type(), "boolean");
}

TEST_F(CommandsTest, TheFirstOfTwoCommandsWithOneNameStays) {
  add("meeting.join", v1::ROLE_GUEST, {});
  EXPECT_EQ(commands_.describe(v1::ROLE_GUEST).commands_size(), 1);
}

}  // namespace
}  // namespace rotonde::control
