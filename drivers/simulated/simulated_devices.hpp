// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "drivers/api/devices.hpp"

#include <cstdint>
#include <optional>

namespace rotonde::drivers {

struct SimulatedOptions {
  /// Drawn into each picture (mark_pattern.hpp), so that a far side can prove which run a frame comes from.
  std::optional<std::uint32_t> mark;
};

/// A camera (moving bar, wall clock in UTC, mark) and a microphone (440 Hz beeps: 0.6 s on, 0.4 s off, -20 dBFS RMS)
/// without hardware: "simulated:camera" and "simulated:microphone".
class SimulatedDevices : public DeviceSource {
 public:
  explicit SimulatedDevices(SimulatedOptions options = {});
  std::vector<Camera> cameras() const override;
  std::vector<Microphone> microphones() const override;
  /// The lists never change.
  Handle watch(std::function<void()> changed) override;

 private:
  SimulatedOptions options_;
};

}  // namespace rotonde::drivers
