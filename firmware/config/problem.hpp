// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <format>
#include <string>

namespace rotonde::config {

/// What is wrong in a settings file, where, and the cure. Never holds a secret's value.
struct Problem {
  std::string file;
  int line = 0;    ///< From 1; 0: the file as a whole.
  int column = 0;  ///< From 1, in bytes.
  std::string message;

  /// "FILE:LINE:COLUMN: message"
  std::string text() const {
    return line > 0 ? std::format("{}:{}:{}: {}", file, line, column, message) : std::format("{}: {}", file, message);
  }
  friend bool operator==(const Problem&, const Problem&) = default;
};

}  // namespace rotonde::config
