// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/runtime.hpp"
#include "firmware/calendar/calendar_source.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rotonde::calendar {

/// Several calendars of one room as one. A part that fails keeps its last content for a week; the others go on.
/// Main loop.
class CombinedSource : public CalendarSource {
 public:
  /// Borrows `runtime`. At least one part.
  CombinedSource(Runtime& runtime, std::vector<std::unique_ptr<CalendarSource>> parts);

  std::string identity() const override;
  /// Fails when all parts fail, and while a part that was never read has failed fewer than three times: what the
  /// room knows of it from before is worth that wait.
  Handle fetch(std::function<void(Result<SourceContent>)> done) override;
  void forget() override;
  Handle watch(std::function<void()> changed) override;

 private:
  struct Part {
    std::unique_ptr<CalendarSource> source;
    Handle fetch;
    bool busy = false;
    bool changed = false;
    bool validated = false;
    bool separate = false;
    std::vector<SourceObject> objects;
    std::vector<std::string> skipped;
    std::string problem;  ///< Of a part that was read.
    std::optional<Error> error;
    int failures = 0;
    std::optional<SteadyTime> readAt;
    SteadyTime retryAt;
  };

  void taken(Part& part, Result<SourceContent> result);
  void settle();
  Result<SourceContent> combined();

  Runtime& runtime_;
  std::vector<Part> parts_;
  bool whole_ = true;  ///< The next content must not be `unchanged`.
  std::string problem_;
  std::function<void(Result<SourceContent>)> done_;
  std::uint64_t fetches_ = 0;
  Handle later_;
};

}  // namespace rotonde::calendar
