// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "drivers/api/devices.hpp"

#include <string>
#include <vector>

namespace rotonde::drivers {

struct AlsaOptions {
  /// PCMs of asound.conf to list besides the cards ("default", "pulse"): each as a microphone and a loudspeaker.
  std::vector<std::string> pcms;
};

/// The sound cards of ALSA. A device's id is "alsa:CARD:DEVICE" with the card's id text (from its driver or a udev
/// rule), which stays over reboots, unlike its number; a named PCM's is "alsa:NAME".
class AlsaDevices : public DeviceSource {
 public:
  explicit AlsaDevices(AlsaOptions options = {});
  std::vector<Microphone> microphones() const override;
  std::vector<Speaker> speakers() const override;
  Handle watch(std::function<void()> changed) override;

 private:
  AlsaOptions options_;
};

}  // namespace rotonde::drivers
