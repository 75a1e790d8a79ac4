// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "tools/rotondectl/text.hpp"

#include "firmware/control/path.hpp"
#include "firmware/control/reflection.hpp"
#include "firmware/control/roles.hpp"

#include <glib.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <format>
#include <vector>

namespace rotonde::rotondectl {

namespace v1 = control::v1;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

namespace {

/// "in meeting" for PHASE_IN_MEETING.
std::string words(const std::string& name, std::string_view prefix) {
  std::string text = name.starts_with(prefix) ? name.substr(prefix.size()) : name;
  std::ranges::transform(text, text.begin(), [](char c) { return c == '_' ? ' ' : g_ascii_tolower(c); });
  return text;
}

/// In the local zone; "" for 0.
std::string timeText(std::int64_t unixMs, const char* format) {
  GDateTime* time = unixMs == 0 ? nullptr : g_date_time_new_from_unix_local(unixMs / 1000);
  if (!time) return {};
  gchar* text = g_date_time_format(time, format);
  std::string out = text ? text : "";
  g_free(text);
  g_date_time_unref(time);
  return out;
}

std::string line(std::string_view name, const std::string& value) {
  return value.empty() ? std::string() : std::format("{:<12}{}\n", name, value);
}

std::string selected(const google::protobuf::Map<std::string, v1::Device>& devices) {
  for (const auto& [id, device] : devices)
    if (device.selected())
      return std::format("{}{}{}", device.name().empty() ? id : device.name(), device.open() ? " (open)" : "",
                         device.problem().empty() ? "" : ": " + device.problem());
  return devices.empty() ? "none" : "none selected";
}

std::string recordingText(const v1::Meeting& meeting) {
  if (!meeting.recording()) return {};
  return std::format("{} ({})", meeting.transcription() ? "transcription" : "recording",
                     words(v1::Recording_Name(meeting.recording_state()), "RECORDING_"));
}

std::string meetingText(const v1::Meeting& meeting) {
  std::string text = line("Meeting", words(v1::Phase_Name(meeting.phase()), "PHASE_") +
                                         (meeting.title().empty() ? "" : std::format(" \"{}\"", meeting.title())));
  if (meeting.entry() != v1::ENTRY_UNSPECIFIED) text += line("Entry", words(v1::Entry_Name(meeting.entry()), "ENTRY_"));
  text += line("Joins at", timeText(meeting.join_at_ms(), "%H:%M:%S"));
  if (meeting.phase() == v1::PHASE_IN_MEETING || meeting.phase() == v1::PHASE_RECONNECTING) {
    text += line("Joined at", timeText(meeting.joined_ms(), "%H:%M:%S"));
    const auto state = [](bool open, bool remotely, const std::string& by) -> std::string {
      if (open) return "open";
      return !remotely ? "closed" : "closed by " + (by.empty() ? "a moderator" : by);
    };
    text += line("Recording", recordingText(meeting));
    text += line("Microphone", state(meeting.microphone_open(), meeting.microphone_closed_remotely(),
                                     meeting.microphone_closed_by()));
    text += line("Camera", state(meeting.camera_open(), meeting.camera_closed_remotely(), meeting.camera_closed_by()));
  }
  if (meeting.last_end() != v1::END_UNSPECIFIED)
    text += line("Last end", words(v1::EndReason_Name(meeting.last_end()), "END_"));
  return text + line("Problem", meeting.problem());
}

/// The value at `path` of a delta, as TOML-like text; empty: it holds only parts.
std::string valueAt(const Message& root, const control::Path& path) {
  const Message* message = &root;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const FieldDescriptor* field = message->GetDescriptor()->FindFieldByName(path[i]);
    if (!field) return {};
    if (field->is_map()) {
      if (++i == path.size()) return {};
      const auto entries = control::mapEntries(*message, field);
      const auto found = entries.find(path[i]);
      if (found == entries.end()) return {};
      message = &found->second->GetReflection()->GetMessage(*found->second, field->message_type()->map_value());
    } else if (field->is_repeated()) {
      std::string list;
      for (int at = 0; at < message->GetReflection()->FieldSize(*message, field); ++at) {
        std::string one;
        google::protobuf::TextFormat::Printer printer;
        printer.SetSingleLineMode(true);
        printer.SetUseUtf8StringEscaping(true);
        printer.PrintFieldValueToString(*message, field, at, &one);
        list += (list.empty() ? "[" : ", ") + one;
      }
      return list.empty() ? "[]" : list + "]";
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      message = &message->GetReflection()->GetMessage(*message, field);
    } else {
      std::string text;
      google::protobuf::TextFormat::Printer printer;
      printer.SetUseUtf8StringEscaping(true);
      printer.PrintFieldValueToString(*message, field, -1, &text);
      return text;
    }
  }
  return {};
}

}  // namespace

std::string statusText(const v1::Status& status) {
  std::string text = line("Room", status.system().room_name()) + line("Version", status.system().version());
  text += meetingText(status.meeting());
  for (const auto& [sid, person] : status.roster())
    text +=
        line("Person", std::format("{}{}{}{}{}", person.name(), person.self() ? " (this room)" : "",
                                   person.speaking() ? ", speaking" : "", person.microphone_muted() ? ", muted" : "",
                                   person.hand_raised() ? std::format(", hand raised ({})", person.hand_order()) : ""));
  if (const auto& occurrences = status.agenda().occurrences(); occurrences.contains(status.agenda().next())) {
    const v1::Occurrence& next = occurrences.at(status.agenda().next());
    text += line("Next", std::format("{} {}", timeText(next.start_ms(), "%a %H:%M"),
                                     next.private_() ? "(private)" : next.title()));
  }
  text += line("Calendar", status.agenda().feed_problem().empty()
                               ? "read at " + timeText(status.agenda().feed_fetched_ms(), "%H:%M")
                               : status.agenda().feed_problem());
  text += line("Cameras", selected(status.devices().cameras())) +
          line("Microphones", selected(status.devices().microphones())) +
          line("Speakers", selected(status.devices().speakers()));
  for (const v1::ConfigProblem& problem : status.system().config_problems())
    text += line("Settings",
                 std::format("{}:{}:{}: {}", problem.file(), problem.line(), problem.column(), problem.message()));
  for (const std::string& problem : status.health().problems()) text += line("Health", problem);
  return text;
}

std::string agendaText(const v1::Agenda& agenda) {
  std::vector<std::pair<std::string, const v1::Occurrence*>> sorted;
  for (const auto& [key, occurrence] : agenda.occurrences()) sorted.emplace_back(key, &occurrence);
  std::ranges::sort(sorted, {}, [](const auto& entry) { return std::tuple(entry.second->start_ms(), entry.first); });
  std::string text;
  for (const auto& [key, occurrence] : sorted) {
    const std::string when = occurrence->all_day() ? timeText(occurrence->start_ms(), "%a %d %b") + "  all day    "
                                                   : timeText(occurrence->start_ms(), "%a %d %b  %H:%M-") +
                                                         timeText(occurrence->end_ms(), "%H:%M");
    text += std::format("{}  {}  [{}]{}\n", when, occurrence->private_() ? "(private)" : occurrence->title(),
                        words(v1::Joinability_Name(occurrence->joinability()), "JOINABILITY_"),
                        key == agenda.next() ? "  next" : "");
  }
  if (text.empty()) text = "no meetings\n";
  if (!agenda.feed_problem().empty()) text += "The calendar has a problem: " + agenda.feed_problem() + "\n";
  return text;
}

std::string configurationText(const v1::Configuration& configuration) {
  std::vector<std::string> paths;
  for (const auto& [path, setting] : configuration.settings()) paths.push_back(path);
  std::ranges::sort(paths);
  std::string text;
  for (const std::string& path : paths) {
    const v1::Setting& setting = configuration.settings().at(path);
    text += std::format("{} = {}  # {}\n", path, setting.value().empty() ? "\"\"" : setting.value(),
                        words(v1::Layer_Name(setting.layer()), "LAYER_"));
  }
  return text;
}

std::string commandsText(const v1::Commands& commands) {
  std::string text;
  for (const v1::CommandDescription& command : commands.commands()) {
    text += std::format("{} ({}): {}\n", command.name(), control::roleName(command.role()), command.description());
    for (const v1::Parameter& parameter : command.parameters())
      text += std::format("    {}={}{}  {}\n", parameter.name(), parameter.type(),
                          parameter.required() ? "" : " (optional)", parameter.description());
  }
  return text;
}

std::string eventText(const v1::Event& event) {
  if (event.snapshot()) return std::format("{} snapshot\n", event.seq());
  std::string text;
  for (const std::string& path : event.changed()) {
    const std::string value = valueAt(event.status(), control::parsePath(path).value_or(control::Path{}));
    text += std::format("{} {} {} ({})\n", event.seq(), path, value.empty() ? "came" : "= " + value, event.origin());
  }
  for (const std::string& path : event.removed())
    text += std::format("{} {} cleared ({})\n", event.seq(), path, event.origin());
  return text;
}

std::string jsonText(const Message& message, bool indented) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = indented;
  options.preserve_proto_field_names = true;
  std::string text;
  if (!google::protobuf::util::MessageToJsonString(message, &text, options).ok()) return {};
  if (!text.ends_with('\n')) text += '\n';
  return text;
}

}  // namespace rotonde::rotondectl
