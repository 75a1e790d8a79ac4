// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/meeting/backoff.hpp"

#include <algorithm>
#include <array>

namespace rotonde::meeting {
namespace {

constexpr std::array kQuick = {0, 300, 1200, 2700, 4800, 7000, 7000, 7000, 7000, 7000};
constexpr int kFirstWithJitter = 2;
constexpr int kQuickJitter = 1000;
constexpr int kSlow = 15'000;
constexpr int kSlowJitter = 15'000;

}  // namespace

milliseconds Backoff::next(milliseconds atLeast) {
  const int attempt = attempts_++;
  int wait = 0;
  if (attempt < static_cast<int>(kQuick.size())) {
    wait = kQuick[static_cast<std::size_t>(attempt)];
    if (attempt >= kFirstWithJitter) wait += static_cast<int>(random_() * kQuickJitter);
  } else {
    wait = kSlow + static_cast<int>(random_() * kSlowJitter);
  }
  return std::max(milliseconds(wait), atLeast);
}

}  // namespace rotonde::meeting
