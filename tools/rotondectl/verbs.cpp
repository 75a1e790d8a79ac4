// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "tools/rotondectl/verbs.hpp"

#include "firmware/config/layer_file.hpp"
#include "firmware/config/reference.hpp"
#include "firmware/control/status_delta.hpp"
#include "tools/rotondectl/connection.hpp"
#include "tools/rotondectl/text.hpp"

#include <algorithm>
#include <cstdio>
#include <format>
#include <fstream>
#include <functional>
#include <map>
#include <optional>

namespace rotonde::rotondectl {

namespace v1 = control::v1;
using Arguments = std::vector<std::string>;

namespace {

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

int failed(const Error& error) {
  std::fprintf(stderr, "rotondectl: %s\n", error.message.c_str());
  return error.kind == ErrorKind::TryLater || error.kind == ErrorKind::AskHuman ? kUnavailable : kFailed;
}

/// Asks one thing and hands on the answer.
int with(const Options& options, const v1::Request& request, const std::function<int(const v1::Result&)>& then) {
  auto connection = Connection::open(options.socket);
  if (!connection) return failed(connection.error());
  const auto result = (*connection)->ask(request);
  return result ? then(*result) : failed(result.error());
}

v1::Request get(v1::Get::Tree tree, const std::string& path = {}) {
  v1::Request request;
  request.mutable_get()->set_tree(tree);
  request.mutable_get()->set_path(path);
  return request;
}

int command(const Options& options, const std::string& name, const std::map<std::string, std::string>& arguments) {
  v1::Request request;
  request.mutable_command()->set_name(name);
  request.mutable_command()->mutable_arguments()->insert(arguments.begin(), arguments.end());
  return with(options, request, [](const v1::Result& result) {
    if (result.has_data()) {
      print(result.data());
    } else if (!result.text().empty()) {
      print(result.text() + "\n");
    }
    return kDone;
  });
}

int status(const Options& options, const Arguments& arguments) {
  if (!arguments.empty()) return wrongUse("status");
  return with(options, get(v1::Get::STATUS), [&](const v1::Result& result) {
    print(options.json ? jsonText(result.status(), true) : statusText(result.status()));
    return kDone;
  });
}

int agenda(const Options& options, const Arguments& arguments) {
  if (!arguments.empty()) return wrongUse("agenda");
  return with(options, get(v1::Get::STATUS, "agenda"), [&](const v1::Result& result) {
    print(options.json ? jsonText(result.status().agenda(), true) : agendaText(result.status().agenda()));
    return kDone;
  });
}

int join(const Options& options, const Arguments& arguments) {
  return arguments.size() == 1 ? command(options, "meeting.join", {{"link", arguments[0]}}) : wrongUse("join");
}
int leave(const Options& options, const Arguments& arguments) {
  return arguments.empty() ? command(options, "meeting.leave", {}) : wrongUse("leave");
}
int cancel(const Options& options, const Arguments& arguments) {
  return arguments.empty() ? command(options, "meeting.cancel", {}) : wrongUse("cancel");
}

std::optional<bool> onOff(const Arguments& arguments) {
  if (arguments == Arguments{"on"}) return true;
  if (arguments == Arguments{"off"}) return false;
  return std::nullopt;
}

int mute(const Options& options, const Arguments& arguments) {
  const auto on = onOff(arguments);
  return on ? command(options, "microphone.open", {{"open", *on ? "false" : "true"}}) : wrongUse("mute");
}
int camera(const Options& options, const Arguments& arguments) {
  const auto on = onOff(arguments);
  return on ? command(options, "camera.open", {{"open", *on ? "true" : "false"}}) : wrongUse("camera");
}

int stay(const Options& options, const Arguments& arguments) {
  return arguments.empty() ? command(options, "meeting.stay", {}) : wrongUse("stay");
}
int hand(const Options& options, const Arguments& arguments) {
  const auto on = onOff(arguments);
  return on ? command(options, "meeting.raise_hand", {{"raised", *on ? "true" : "false"}}) : wrongUse("hand");
}
int rename(const Options& options, const Arguments& arguments) {
  return arguments.size() == 1 ? command(options, "meeting.rename", {{"name", arguments[0]}}) : wrongUse("rename");
}

int screenshot(const Options& options, const Arguments& arguments) {
  if (arguments.size() != 1) return wrongUse("screenshot");
  v1::Request request;
  request.mutable_command()->set_name("screen.screenshot");
  return with(options, request, [&](const v1::Result& result) -> int {
    if (!result.has_data()) return failed({ErrorKind::Bug, "the service sent no picture", {}});
    std::ofstream file(arguments[0], std::ios::binary);
    file << result.data() << std::flush;
    if (!file)
      return failed(
          {ErrorKind::Bug, std::format("{} cannot be written; check its folder and rights", arguments[0]), {}});
    return kDone;
  });
}

int call(const Options& options, const Arguments& arguments) {
  if (arguments.empty()) return wrongUse("call");
  std::map<std::string, std::string> given;
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const std::size_t equals = arguments[i].find('=');
    if (equals == std::string::npos || equals == 0) return wrongUse("call");
    given[arguments[i].substr(0, equals)] = arguments[i].substr(equals + 1);
  }
  return command(options, arguments[0], given);
}

int commands(const Options& options, const Arguments& arguments) {
  if (!arguments.empty()) return wrongUse("commands");
  return with(options, get(v1::Get::COMMANDS), [&](const v1::Result& result) {
    print(options.json ? jsonText(result.commands(), true) : commandsText(result.commands()));
    return kDone;
  });
}

int watch(const Options& options, const Arguments& arguments) {
  auto connection = Connection::open(options.socket);
  if (!connection) return failed(connection.error());
  v1::Request request;
  v1::Subscribe& subscribe = *request.mutable_subscribe();
  for (const std::string& path : arguments) subscribe.add_paths(path);
  if (const auto result = (*connection)->ask(request); !result) return failed(result.error());
  while (true) {
    const auto event = (*connection)->nextEvent();
    if (!event) return failed(event.error());
    print(options.json ? jsonText(*event, false) : eventText(*event));
  }
}

int configCheck(const Options&, const Arguments& arguments) {
  if (arguments.size() != 1) return wrongUse("config check");
  const config::LayerValues read = config::readLayerFile(arguments[0], true);
  for (const config::Problem& problem : read.problems) print(problem.text() + "\n");
  return read.problems.empty() ? kDone : kFailed;
}

int configDescribe(const Options&, const Arguments& arguments) {
  if (!arguments.empty()) return wrongUse("config describe");
  print(config::referenceTable());
  return kDone;
}

int configShow(const Options& options, const Arguments& arguments) {
  if (arguments.size() > 1) return wrongUse("config show");
  return with(
      options, get(v1::Get::CONFIGURATION, arguments.empty() ? "" : arguments[0]), [&](const v1::Result& result) {
        print(options.json ? jsonText(result.configuration(), true) : configurationText(result.configuration()));
        return kDone;
      });
}

/// People may leave out the quotes of a single text.
std::string asToml(const std::string& type, const std::string& value) {
  const bool text = type == "string" || type == "choice" || type == "duration";
  if (!text || value.empty() || value.starts_with('"') || value.starts_with('\'')) return value;
  return config::valueText(config::Value(value));
}

int configSet(const Options& options, const Arguments& arguments) {
  if (arguments.size() != 2) return wrongUse("config set");
  const config::Setting* setting = config::findSetting(arguments[0]);
  v1::Request request;
  request.mutable_set()->set_path(arguments[0]);
  request.mutable_set()->set_value(asToml(setting ? config::typeName(*setting) : "", arguments[1]));
  return with(options, request, [](const v1::Result& result) {
    if (!result.text().empty()) print(result.text() + "\n");
    return kDone;
  });
}

}  // namespace

const std::vector<Verb>& verbs() {
  static const std::vector<Verb> kVerbs = {
      {"status", "", "how the room is", status},
      {"agenda", "", "the meetings of the room's calendar", agenda},
      {"join", "LINK", "join a meeting now", join},
      {"leave", "", "leave the meeting", leave},
      {"cancel", "", "do not join the meeting that is counted down to", cancel},
      {"mute", "on|off", "close or open the microphone", mute},
      {"camera", "on|off", "open or close the camera", camera},
      {"stay", "", "stay in the meeting although the room is booked for others", stay},
      {"hand", "on|off", "raise or lower the room's hand", hand},
      {"rename", "NAME", "give the room another name in this meeting", rename},
      {"screenshot", "FILE.png", "write the room's screen to a file", screenshot},
      {"watch", "[PATH…]", "print each change of the status until interrupted", watch},
      {"commands", "", "all commands that the service takes", commands},
      {"call", "NAME [KEY=VALUE…]", "give any command", call},
      {"config check", "FILE", "check a settings file (needs no running service)", configCheck},
      {"config show", "[PATH]", "the settings in force and the layer each comes from", configShow},
      {"config set", "PATH VALUE", "override a setting; an empty VALUE forgets the override", configSet},
      {"config describe", "", "all settings as a table (needs no running service)", configDescribe},
  };
  return kVerbs;
}

int wrongUse(const std::string& name) {
  for (const Verb& verb : verbs())
    if (verb.name == name)
      std::fprintf(stderr, "rotondectl: use: rotondectl %s %s\n", verb.name.c_str(), verb.arguments.c_str());
  return kUsage;
}

}  // namespace rotonde::rotondectl
