// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/main_loop.hpp"

#include <functional>

namespace rotonde::test {

/// Runs `loop` until `condition` holds; checks after every dispatch. Fails the test (and returns false) after
/// `limit` of real time. For tests with real peers or pipelines.
bool runUntil(MainLoop& loop, const std::function<bool()>& condition, milliseconds limit = std::chrono::seconds(20));

}  // namespace rotonde::test
