// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/main_loop.hpp"
#include "firmware/base/result.hpp"

#include <functional>
#include <memory>
#include <string>

namespace rotonde {

struct ServiceOptions {
  std::string configFile;        ///< --config; may be empty.
  std::string stateDirectory;    ///< $STATE_DIRECTORY
  std::string runtimeDirectory;  ///< $RUNTIME_DIRECTORY
};

/// The whole service: the one place that knows everybody (docs/architecture.md). Main loop.
class Composition {
 public:
  /// AskHuman when the service cannot even show what is wrong: its folders or its socket cannot be used. Wrong settings
  /// are no such error: the room runs and says so.
  static Result<std::unique_ptr<Composition>> create(MainLoop& loop, const ServiceOptions& options);
  ~Composition();

  /// Leaves a running meeting properly; calls `stopped` once, within 3 s.
  void stop(std::function<void()> stopped);
  /// Reads the settings again.
  void reload();

 private:
  struct Parts;
  explicit Composition(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace rotonde
