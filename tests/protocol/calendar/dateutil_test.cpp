// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
//
// The same generated rules through python-dateutil and through RecurrenceIterator: what libical 3.0 cannot be asked.
#include "tests/unit/calendar/rule_maker.hpp"

#include <gio/gio.h>
#include <gtest/gtest.h>

#include <memory>
#include <sstream>

namespace rotonde::calendar::test {
namespace {

constexpr int kRules = 1'500;

/// dateutil takes long over empty years.
std::string lastFor(const std::string& rule, const std::string& start) {
  const int year = parseInteger(start.substr(0, 4)).value_or(2000) + (rule.contains("HOURLY") ? 1 : 12);
  return std::format("{}{}", year, start.substr(4));
}

/// What a program writes when it is given `input`; empty and a failed test when it fails.
std::string outputOf(const std::vector<const char*>& command, const std::string& input) {
  std::vector<const char*> arguments = command;
  arguments.push_back(nullptr);
  GSubprocess* process = g_subprocess_newv(
      arguments.data(), static_cast<GSubprocessFlags>(G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE),
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

/// dateutil counts BYSETPOS of the first week from DTSTART on, RFC 5545 in the whole week.
void dropFirstWeek(std::vector<std::string>& times, const std::string& start) {
  const LocalTime end = parseTime(start)->local + std::chrono::days(7);
  const std::string first = std::format("{:%Y%m%dT%H%M%SZ}", end);
  std::erase_if(times, [&](const std::string& time) { return time < first; });
  times.resize(std::min(times.size(), kInstances - 10));
}

TEST(AgainstDateutil, SameInstances) {
  RuleMaker maker(20260303, RuleMaker::Scope::Dateutil);
  std::vector<std::pair<std::string, std::string>> rules;
  std::string input;
  for (int i = 0; i < kRules; ++i) {
    const std::string start = maker.start();
    const auto& [rule, from] = rules.emplace_back(maker.rule(), start);
    input += std::format("{} {} {} {}\n", rule, from, kInstances, lastFor(rule, from));
  }
  std::string python = outputOf({"tools/peers", "--where", "caldav-servers"}, "");
  while (python.ends_with('\n')) python.pop_back();
  python += "/bin/python";
  std::istringstream answers(outputOf({python.c_str(), "tests/caldav/dateutil_oracle.py"}, input));
  std::size_t instances = 0;
  for (const auto& [rule, start] : rules) {
    std::string line;
    ASSERT_TRUE(std::getline(answers, line)) << "no answer for " << rule;
    std::istringstream words(line);
    std::vector<std::string> expected;
    for (std::string word; words >> word;) expected.push_back(word);
    std::vector<std::string> ours = byUs(rule, start, lastFor(rule, start));
    if (rule.contains("WEEKLY") && rule.contains("BYSETPOS")) {
      dropFirstWeek(ours, start);
      dropFirstWeek(expected, start);
    }
    instances += expected.size();
    EXPECT_EQ(ours, expected) << rule << " from " << start;
  }
  EXPECT_GT(instances, kRules * 15U) << "too many empty rules to prove anything";
}

}  // namespace
}  // namespace rotonde::calendar::test
