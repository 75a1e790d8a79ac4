// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
//
// The same generated rules through python-dateutil and through RecurrenceIterator: what libical 3.0 cannot be asked.
#include "tests/protocol/calendar/python_oracle.hpp"
#include "tests/unit/calendar/rule_maker.hpp"

namespace rotonde::calendar::test {
namespace {

constexpr int kRules = 1'500;

/// dateutil takes long over empty years.
std::string lastFor(const std::string& rule, const std::string& start) {
  const int year = parseInteger(start.substr(0, 4)).value_or(2000) + (rule.contains("HOURLY") ? 1 : 12);
  return std::format("{}{}", year, start.substr(4));
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
  const auto answers = pythonAnswers("tests/caldav/dateutil_oracle.py", input);
  ASSERT_EQ(answers.size(), rules.size());
  std::size_t instances = 0;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const auto& [rule, start] = rules[i];
    std::vector<std::string> expected = answers[i];
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
