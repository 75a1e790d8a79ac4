// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <vector>

namespace rotonde::rotondectl {

/// How the program ends (sysexits.h for the last two).
inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;
inline constexpr int kUsage = 64;
inline constexpr int kUnavailable = 69;

struct Options {
  std::string socket;
  bool json = false;
};

/// One word of the command line: `rotondectl NAME ARGUMENTS`.
struct Verb {
  std::string name;       ///< "join", "config check"
  std::string arguments;  ///< "LINK"
  std::string help;
  int (*run)(const Options& options, const std::vector<std::string>& arguments);
};

const std::vector<Verb>& verbs();

/// Prints how the verb is written; kUsage.
int wrongUse(const std::string& name);

}  // namespace rotonde::rotondectl
