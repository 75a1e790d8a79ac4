// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <vector>

namespace rotonde::rotondectl {

/// How the program ends (sysexits.h for the last two).
enum Exit { kDone = 0, kFailed = 1, kUsage = 64, kUnavailable = 69 };

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
