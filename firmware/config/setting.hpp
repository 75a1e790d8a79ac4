// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/config/config.hpp"

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace rotonde::config {

/// The value of a setting apart from its type's meaning. Durations are seconds.
using Value = std::variant<bool, std::int64_t, std::string, std::vector<std::string>>;

enum class Type { Text, Boolean, Choice, Texts, Duration };

/// Who may change a setting through the control socket.
enum class Editor { Installer, Admin };

/// What is wrong with a value: "must be …", to follow the setting's name. Empty: nothing.
using Check = std::string (*)(const std::string& text);

/// One row of the table from which reading, checking, the reference and the control socket's tree come.
struct Setting {
  std::string path;         ///< "room.name"; the part before the dot is the file's section.
  std::string description;  ///< One English sentence for the reference.
  Editor editor = Editor::Installer;
  std::string since = "0.1";
  bool needsRestart = false;
  std::int64_t atLeast = 0;  ///< Seconds of a duration, characters of a text, entries of a list.
  std::int64_t atMost = 200;
  Check check = nullptr;  ///< Of a text that is not empty, or of each entry of a list.
  // Filled by the table's makers.
  Type type = Type::Text;
  bool secret = false;
  std::vector<std::string> choices;
  std::function<void(Config&, const Value&)> set;  ///< The value is valid.
  std::function<Value(const Config&)> get;
};

/// All settings in the order of the reference.
const std::vector<Setting>& settings();
/// nullptr: unknown.
const Setting* findSetting(std::string_view path);

/// What is wrong with a value of the right type: "must be …". nullopt: valid. Never repeats a secret.
std::optional<std::string> validate(const Setting& setting, const Value& value);

/// "text", "boolean", …, as the reference and the control socket name the type.
std::string typeName(const Setting& setting);
/// The range or choices for people: `"fr" or "en"`, `10s to 1d`; empty: any value of the type.
std::string rangeText(const Setting& setting);

}  // namespace rotonde::config
