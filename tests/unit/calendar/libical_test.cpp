// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
//
// The same generated rules through libical and through RecurrenceIterator. What libical 3.0 is known to do otherwise
// (docs/calendar.md) is not generated; the rest must agree instance by instance.
#include "tests/unit/calendar/rule_maker.hpp"

#include <gtest/gtest.h>
#include <libical/ical.h>

#include <format>
#include <string>
#include <vector>

namespace rotonde::calendar::test {
namespace {

constexpr int kRules = 600;

std::vector<std::string> byLibical(const std::string& rule, const std::string& start) {
  std::vector<std::string> out;
  icalrecurrencetype parsed = icalrecurrencetype_from_string(rule.c_str());
  icalrecur_iterator* times = icalrecur_iterator_new(parsed, icaltime_from_string(start.c_str()));
  if (times == nullptr) return {"refused"};
  while (out.size() < kInstances) {
    const icaltimetype time = icalrecur_iterator_next(times);
    if (icaltime_is_null_time(time) != 0) break;
    const auto text = std::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", time.year, time.month, time.day, time.hour,
                                  time.minute, time.second);
    if (text >= kLast) break;
    out.push_back(text);
  }
  icalrecur_iterator_free(times);
  return out;
}

TEST(AgainstLibical, SameInstances) {
  RuleMaker maker(20260302, RuleMaker::Scope::Libical);
  int instances = 0;
  for (int i = 0; i < kRules; ++i) {
    const std::string start = maker.start();
    const std::string rule = maker.rule();
    const auto expected = byLibical(rule, start);
    instances += static_cast<int>(expected.size());
    EXPECT_EQ(byUs(rule, start), expected) << rule << " from " << start;
  }
  EXPECT_GT(instances, kRules * 15) << "too many empty rules to prove anything";
}

}  // namespace
}  // namespace rotonde::calendar::test
