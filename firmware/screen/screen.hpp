// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/handle.hpp"
#include "firmware/base/runtime.hpp"
#include "firmware/control/status_store.hpp"
#include "firmware/text/text.hpp"
#include "pipelines/api/stage.hpp"

#include <chrono>
#include <optional>

namespace rotonde::screen {

/// Keeps the stage showing what the status says: at most ten scenes a second, and none that equals the last. Main
/// loop.
class Screen {
 public:
  /// All references outlive the screen; zones of the standard library's database always do.
  Screen(Runtime& runtime, control::StatusStore& store, pipelines::Stage& stage, text::Language language,
         const std::chrono::time_zone& zone);
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  void configure(text::Language language, const std::chrono::time_zone& zone);
  void wallClockChanged();

 private:
  void refreshSoon();
  void refresh();
  /// Until the words change by themselves: the next minute, or the next second of a countdown.
  milliseconds untilTick() const;

  Runtime& runtime_;
  control::StatusStore& store_;
  pipelines::Stage& stage_;
  text::Language language_;
  const std::chrono::time_zone* zone_;
  std::optional<pipelines::Scene> shown_;
  SteadyTime refreshed_;
  Handle soon_;
  Handle tick_;
  Handle watch_;
};

}  // namespace rotonde::screen
