// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/control/commands.hpp"

#include "firmware/base/log.hpp"
#include "firmware/base/nearest.hpp"
#include "firmware/control/roles.hpp"

#include <algorithm>
#include <charconv>
#include <expected>
#include <format>
#include <ranges>
#include <utility>

namespace rotonde::control {

namespace {

using Checked = std::expected<std::string, std::string>;
using Done = std::function<void(CommandReply)>;

/// Passes on the first answer only, and gives one itself when the command drops it unanswered.
class OneAnswer {
 public:
  OneAnswer(std::string command, Done done) : command_(std::move(command)), done_(std::move(done)) {}
  OneAnswer(const OneAnswer&) = delete;
  OneAnswer& operator=(const OneAnswer&) = delete;
  ~OneAnswer() {
    if (done_) answer(CommandReply::fail(v1::Error::FAILED, std::format("{} ended without an answer", command_)));
  }
  void answer(CommandReply reply) {
    if (auto done = std::exchange(done_, nullptr)) return done(std::move(reply));
    log::error("control", "the command {} answered twice", command_);
  }

 private:
  std::string command_;
  Done done_;
};

Checked checkBoolean(const std::string& value) {
  for (const char* yes : {"true", "on", "yes", "1"})
    if (value == yes) return "true";
  for (const char* no : {"false", "off", "no", "0"})
    if (value == no) return "false";
  return std::unexpected("must be true or false");
}

Checked checkInteger(const v1::Parameter& parameter, const std::string& value) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size())
    return std::unexpected("must be a whole number such as 3");
  const auto [low, high] = std::pair(parameter.at_least(), parameter.at_most());
  if (high > low && (static_cast<double>(number) < low || static_cast<double>(number) > high))
    return std::unexpected(std::format("must be from {} to {}", low, high));
  return value;
}

/// Which hosts may be joined is the command's own question.
Checked checkLink(const std::string& value) {
  constexpr std::size_t kLongest = 2048;
  const bool printable = std::ranges::all_of(value, [](unsigned char c) { return c > ' ' && c != 0x7f; });
  if (value.empty() || value.size() > kLongest || !printable)
    return std::unexpected(std::format("must be a link without spaces, of 1 to {} characters", kLongest));
  return value;
}

Checked checkArgument(const v1::Parameter& parameter, const std::string& value) {
  if (!parameter.choices().empty() && std::ranges::find(parameter.choices(), value) == parameter.choices().end()) {
    std::string choices;
    for (const std::string& choice : parameter.choices()) choices += (choices.empty() ? "" : ", ") + choice;
    return std::unexpected("must be one of: " + choices);
  }
  if (parameter.type() == "boolean") return checkBoolean(value);
  if (parameter.type() == "integer") return checkInteger(parameter, value);
  if (parameter.type() == "link") return checkLink(value);
  return value;
}

/// Values are never repeated in a message: a link is the key to its room.
std::expected<std::map<std::string, std::string>, std::string> checkArguments(
    const v1::CommandDescription& description, const std::map<std::string, std::string>& arguments) {
  std::vector<std::string> known;
  std::map<std::string, std::string> checked;
  for (const v1::Parameter& parameter : description.parameters()) {
    known.push_back(parameter.name());
    const auto given = arguments.find(parameter.name());
    if (given == arguments.end()) {
      if (!parameter.required()) continue;
      return std::unexpected(
          std::format("{} needs the argument `{}`: {}", description.name(), parameter.name(), parameter.description()));
    }
    auto value = checkArgument(parameter, given->second);
    if (!value)
      return std::unexpected(
          std::format("the argument `{}` of {} {}", parameter.name(), description.name(), value.error()));
    checked[parameter.name()] = std::move(*value);
  }
  for (const auto& [name, value] : arguments) {
    if (std::ranges::contains(known, name)) continue;
    std::string cure;
    for (const std::string& each : known) cure += (cure.empty() ? "it takes `" : ", `") + each + "`";
    return std::unexpected(std::format("{} has no argument `{}`; {}", description.name(), printable(name),
                                       cure.empty() ? "it takes none" : cure));
  }
  return checked;
}

}  // namespace

CommandReply CommandReply::done(std::string text) {
  CommandReply reply;
  reply.reply.mutable_result()->set_text(std::move(text));
  return reply;
}

CommandReply CommandReply::data(std::string bytes) {
  CommandReply reply;
  reply.reply.mutable_result()->set_data(std::move(bytes));
  return reply;
}

CommandReply CommandReply::fail(v1::Error::Kind kind, std::string message) {
  CommandReply reply;
  reply.reply.mutable_error()->set_kind(kind);
  reply.reply.mutable_error()->set_message(std::move(message));
  return reply;
}

void Commands::add(std::unique_ptr<Command> command) {
  const std::string name = command->description().name();
  if (!commands_.emplace(name, std::move(command)).second) log::error("control", "the command {} is added twice", name);
}

void Commands::run(const Caller& caller, const std::string& name, const std::map<std::string, std::string>& arguments,
                   std::function<void(CommandReply)> done) {
  const auto found = commands_.find(name);
  if (found == commands_.end()) {
    const auto names = commands_ | std::views::keys | std::ranges::to<std::vector>();
    const std::string close = nearest(name, names);
    return done(CommandReply::fail(v1::Error::UNKNOWN,
                                   std::format("there is no command `{}`; {}", printable(name),
                                               close.empty() ? "get COMMANDS lists all (`rotondectl commands`)"
                                                             : std::format("is `{}` meant?", close))));
  }
  const v1::CommandDescription description = found->second->description();
  if (caller.role < description.role())
    return done(
        CommandReply::fail(v1::Error::NOT_ALLOWED, std::format("{} needs the role {}, this client has {}", name,
                                                               roleName(description.role()), roleName(caller.role))));
  const auto checked = checkArguments(description, arguments);
  if (!checked) return done(CommandReply::fail(v1::Error::BAD_VALUE, checked.error()));
  // Shared by the copies of the function that the command may keep.
  const auto answer = std::make_shared<OneAnswer>(name, std::move(done));
  found->second->run(caller, *checked, [answer](CommandReply reply) { answer->answer(std::move(reply)); });
}

v1::Commands Commands::describe(v1::Role role) const {
  v1::Commands all;
  for (const auto& [name, command] : commands_) {
    v1::CommandDescription description = command->description();
    if (description.role() <= role) all.add_commands()->Swap(&description);
  }
  return all;
}

}  // namespace rotonde::control
