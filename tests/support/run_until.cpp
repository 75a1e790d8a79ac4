// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/run_until.hpp"

#include <glib.h>
#include <gtest/gtest.h>

namespace rotonde::test {

bool runUntil(MainLoop& loop, const std::function<bool()>& condition, milliseconds limit) {
  bool late = false;
  const Handle timer = loop.after(limit, [&late] { late = true; });
  while (!condition() && !late) g_main_context_iteration(nullptr, TRUE);
  if (condition()) return true;
  ADD_FAILURE() << "the condition did not hold within " << limit.count() << " ms";
  return false;
}

}  // namespace rotonde::test
