// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <gio/gio.h>
#include <gtest/gtest.h>

#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace rotonde::calendar::test {

/// What a program writes when it is given `input`; empty and a failed test when it fails.
inline std::string outputOf(std::vector<const char*> command, const std::string& input) {
  command.push_back(nullptr);
  GSubprocess* process = g_subprocess_newv(
      command.data(), static_cast<GSubprocessFlags>(G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE),
      nullptr);
  if (process == nullptr) {
    ADD_FAILURE() << "cannot start " << command[0];
    return {};
  }
  char* text = nullptr;
  g_subprocess_communicate_utf8(process, input.c_str(), nullptr, &text, nullptr, nullptr);
  EXPECT_TRUE(g_subprocess_get_successful(process)) << command[0] << " failed; is everything there? tools/peers";
  g_object_unref(process);
  const std::unique_ptr<char, decltype(&g_free)> owned(text, g_free);
  return text == nullptr ? "" : text;
}

/// The words of each line that a script of tests/caldav answers to the lines of `input`.
inline std::vector<std::vector<std::string>> pythonAnswers(const char* script, const std::string& input) {
  std::string python = outputOf({"tools/peers", "--where", "caldav-servers"}, "");
  while (python.ends_with('\n')) python.pop_back();
  python += "/bin/python";
  std::istringstream lines(outputOf({python.c_str(), script}, input));
  std::vector<std::vector<std::string>> answers;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    auto& answer = answers.emplace_back();
    for (std::string word; words >> word;) answer.push_back(word);
  }
  return answers;
}

}  // namespace rotonde::calendar::test
