// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"
#include "firmware/config/problem.hpp"
#include "firmware/config/setting.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rotonde::config {

/// The form of our files; a file of a later one is not read.
inline constexpr int kSchema = 1;

/// What one settings file says: its valid values, and all its problems.
struct LayerValues {
  std::map<std::string, Value> values;  ///< by path
  std::vector<Problem> problems;
  bool readable = true;  ///< false: no TOML, or of a later schema; there are no values.
  bool later = false;    ///< … of a later schema.
};

/// Reads the text of a settings file; `file` names it in the problems.
LayerValues readLayer(const std::string& text, const std::string& file);
/// Reads the file. A missing one has no values, and a problem when it `mustExist`.
LayerValues readLayerFile(const std::string& file, bool mustExist);

/// Reads a value as people write it ("\"fr\"", "true"). AskHuman: what is wrong, with the setting's name.
Result<Value> parseValue(const Setting& setting, const std::string& toml);
/// The value as TOML; a number is a duration.
std::string valueText(const Value& value);

/// The overrides file `text` with `path` set to `value`, or without it. What this version does not know stays.
/// `text` is empty or readable.
std::string editOverrides(const std::string& text, const Setting& setting, const std::optional<Value>& value);

}  // namespace rotonde::config
