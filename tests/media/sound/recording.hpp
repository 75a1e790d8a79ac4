// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "drivers/api/devices.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace rotonde::test {

/// A "loudspeaker" that writes 48 kHz mono S16 into a file of its own; the file goes with it.
class Recording {
 public:
  Recording();
  ~Recording();
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

  drivers::Speaker speaker() const;
  std::size_t size() const;  ///< Samples.
  /// The newest `count` samples, scaled to ±1.
  std::vector<double> newest(std::size_t count) const;

 private:
  std::string path_;
};

/// RMS in dBFS of what `samples` (48 kHz) hold at one frequency (Goertzel).
double toneLevel(const std::vector<double>& samples, double hertz);
/// RMS in dBFS.
double rmsLevel(const double* samples, std::size_t count);

/// How loud `sound` contains `known` (repeated for ever, at most 25 s), as a gain in dB against the original: what the
/// two have in common where they fit best.
double gainOf(const std::vector<double>& sound, const std::vector<std::int16_t>& known);

}  // namespace rotonde::test
