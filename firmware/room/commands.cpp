// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/room/commands.hpp"

#include <initializer_list>
#include <utility>

namespace rotonde::room {
namespace {

namespace v1 = control::v1;
using Arguments = std::map<std::string, std::string>;

v1::Error::Kind kindOf(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::Refused:
      return v1::Error::CONFLICT;
    case ErrorKind::AskHuman:
      return v1::Error::BAD_VALUE;
    case ErrorKind::TryLater:
      return v1::Error::NOT_READY;
    case ErrorKind::Bug:
      return v1::Error::FAILED;
  }
  std::unreachable();
}

control::CommandReply replyTo(const Result<void>& result) {
  if (result) return control::CommandReply::done();
  return control::CommandReply::fail(kindOf(result.error().kind), result.error().message);
}

std::string argument(const Arguments& arguments, const std::string& name) {
  const auto found = arguments.find(name);
  return found == arguments.end() ? std::string() : found->second;
}

bool isTrue(const Arguments& arguments, const std::string& name) { return argument(arguments, name) == "true"; }

v1::Parameter parameter(std::string name, std::string type, std::string description, bool required) {
  v1::Parameter out;
  out.set_name(std::move(name));
  out.set_type(std::move(type));
  out.set_description(std::move(description));
  out.set_required(required);
  return out;
}

/// A command that is one call of the controller.
class MeetingCommand : public control::Command {
 public:
  using Act = std::function<Result<void>(const Arguments&, const std::string& origin)>;
  using Done = std::function<void(Result<void>)>;
  /// … whose answer comes later.
  using Ask = std::function<void(const Arguments&, const std::string& origin, Done)>;

  MeetingCommand(std::string name, std::string description, std::initializer_list<v1::Parameter> parameters, Act act)
      : MeetingCommand(std::move(name), std::move(description), parameters,
                       Ask([act = std::move(act)](const Arguments& arguments, const std::string& origin,
                                                  const Done& done) { done(act(arguments, origin)); })) {}
  MeetingCommand(std::string name, std::string description, std::initializer_list<v1::Parameter> parameters, Ask ask)
      : ask_(std::move(ask)) {
    description_.set_name(std::move(name));
    description_.set_description(std::move(description));
    description_.set_role(v1::ROLE_GUEST);
    description_.set_since("1.0");
    for (const v1::Parameter& each : parameters) *description_.add_parameters() = each;
  }

  v1::CommandDescription description() const override { return description_; }
  void run(const control::Caller& caller, const Arguments& arguments,
           std::function<void(control::CommandReply)> done) override {
    ask_(arguments, caller.origin, [done = std::move(done)](const Result<void>& result) { done(replyTo(result)); });
  }

 private:
  v1::CommandDescription description_;
  Ask ask_;
};

MeetingCommand::Act joinWith(RoomController& controller, LinkParser parse) {
  return
      [&controller, parse = std::move(parse)](const Arguments& arguments, const std::string& origin) -> Result<void> {
        const std::string text = argument(arguments, "link");
        const std::string key = argument(arguments, "occurrence");
        const bool open = isTrue(arguments, "open");
        if (text.empty() == key.empty()) return askHuman("Give either `link` or `occurrence`.");
        if (!key.empty()) return controller.joinOccurrence(key, open, origin);
        const auto link = parse(text);
        // Whatever the parser says, a link that cannot be read is the caller's to correct.
        if (!link) return askHuman(link.error().message);
        return controller.joinLink(*link, open, origin);
      };
}

}  // namespace

std::vector<std::unique_ptr<control::Command>> meetingCommands(RoomController& controller, LinkParser parse) {
  std::vector<std::unique_ptr<control::Command>> out;
  const auto add = [&out](auto&&... parts) {
    out.push_back(std::make_unique<MeetingCommand>(std::forward<decltype(parts)>(parts)...));
  };
  using Parameters = std::initializer_list<v1::Parameter>;
  add("meeting.join", "Joins a meeting now; one that the room is in is left first.",
      Parameters{parameter("link", "link", "A Visio meeting's address or its slug.", false),
                 parameter("occurrence", "string", "Key of a meeting in the agenda.", false),
                 parameter("open", "boolean", "With microphone and camera open.", false)},
      joinWith(controller, std::move(parse)));
  add("meeting.leave", "Leaves the meeting, or stops waiting for it.", Parameters{},
      [&controller](const Arguments&, const std::string& origin) { return controller.leave(origin); });
  add("meeting.cancel",
      "Stays out of the meeting that is about to be joined; later ones of a series are not concerned.", Parameters{},
      [&controller](const Arguments&, const std::string& origin) { return controller.cancel(origin); });
  add("meeting.ask_again", "Asks to be let in again after a host refused.", Parameters{},
      [&controller](const Arguments&, const std::string& origin) { return controller.askAgain(origin); });
  add("meeting.announce_again", "Tells the hosts again that the room waits.", Parameters{},
      [&controller](const Arguments&, const std::string& origin) { return controller.announceAgain(origin); });
  add("meeting.stay", "Stays in the meeting although the room is booked for others now.", Parameters{},
      [&controller](const Arguments&, const std::string& origin) { return controller.stay(origin); });
  add("microphone.open", "Opens or closes the room's microphone in the meeting.",
      Parameters{parameter("open", "boolean", "true: others hear the room.", true)},
      [&controller](const Arguments& arguments, const std::string& origin) {
        return controller.openMicrophone(isTrue(arguments, "open"), origin);
      });
  add("camera.open", "Opens or closes the room's camera in the meeting.",
      Parameters{parameter("open", "boolean", "true: others see the room.", true)},
      [&controller](const Arguments& arguments, const std::string& origin) {
        return controller.openCamera(isTrue(arguments, "open"), origin);
      });
  add("meeting.raise_hand", "Raises or lowers the room's hand in the meeting.",
      Parameters{parameter("raised", "boolean", "true: raised.", true)},
      [&controller](const Arguments& arguments, const std::string& origin, MeetingCommand::Done done) {
        controller.raiseHand(isTrue(arguments, "raised"), origin, std::move(done));
      });
  add("meeting.rename", "Gives the room another name in this meeting.",
      Parameters{parameter("name", "string", "1 to 50 characters.", true)},
      [&controller](const Arguments& arguments, const std::string& origin, MeetingCommand::Done done) {
        controller.rename(argument(arguments, "name"), origin, std::move(done));
      });
  return out;
}

}  // namespace rotonde::room
