// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/control/control.pb.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace rotonde::control {

/// The answer to a command: a Result (empty: done) or an Error.
struct CommandReply {
  v1::Reply reply;
  static CommandReply done(std::string text = {});
  static CommandReply data(std::string bytes);
  static CommandReply fail(v1::Error::Kind kind, std::string message);
};

/// Who gives a command.
struct Caller {
  std::string origin;  ///< "rotondectl#3"
  v1::Role role = v1::ROLE_GUEST;
};

/// One thing that can be asked of the room; describes itself. Main loop.
class Command {
 public:
  virtual ~Command() = default;
  virtual v1::CommandDescription description() const = 0;
  /// `arguments` are complete and of their declared types. Calls `done` exactly once, at once or later.
  virtual void run(const Caller& caller, const std::map<std::string, std::string>& arguments,
                   std::function<void(CommandReply)> done) = 0;
};

/// All commands by name; checks role and arguments before it runs one.
class Commands {
 public:
  /// A second command of the same name is a bug: it is logged and the first one stays.
  void add(std::unique_ptr<Command> command);
  /// Calls `done` exactly once, at once or later, also when the command forgets to. Booleans reach the command as
  /// "true" or "false" (people may write on/off, yes/no, 1/0).
  void run(const Caller& caller, const std::string& name, const std::map<std::string, std::string>& arguments,
           std::function<void(CommandReply)> done);
  v1::Commands describe(v1::Role role) const;

 private:
  std::map<std::string, std::unique_ptr<Command>> commands_;
};

}  // namespace rotonde::control
