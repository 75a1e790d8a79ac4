// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/media/sound/recording.hpp"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <numbers>

namespace rotonde::test {

Recording::Recording() {
  std::string path = (std::filesystem::temp_directory_path() / "rotonde-sound-XXXXXX").string();
  const int fd = mkstemp(path.data());
  if (fd >= 0) close(fd);
  path_ = path;
}

Recording::~Recording() { std::filesystem::remove(path_); }

drivers::Speaker Recording::speaker() const {
  return {.id = "test:recording",
          .name = "Recording",
          .sink = {"filesink", {{"location", path_}, {"buffer-mode", "unbuffered"}}}};
}

std::size_t Recording::size() const { return std::filesystem::file_size(path_) / sizeof(std::int16_t); }

std::vector<double> Recording::newest(std::size_t count) const {
  const std::size_t have = size();
  count = std::min(count, have);
  std::vector<std::int16_t> raw(count);
  std::ifstream file(path_, std::ios::binary);
  file.seekg(static_cast<std::streamoff>((have - count) * sizeof(std::int16_t)));
  file.read(reinterpret_cast<char*>(raw.data()), static_cast<std::streamsize>(count * sizeof(std::int16_t)));
  std::vector<double> samples(count);
  std::ranges::transform(raw, samples.begin(), [](std::int16_t sample) { return sample / 32768.0; });
  return samples;
}

double toneLevel(const std::vector<double>& samples, double hertz) {
  const double step = 2 * std::numbers::pi * hertz / 48'000;
  double real = 0;
  double imaginary = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    real += samples[i] * std::cos(step * static_cast<double>(i));
    imaginary += samples[i] * std::sin(step * static_cast<double>(i));
  }
  const double amplitude =
      2 * std::hypot(real, imaginary) / static_cast<double>(std::max<std::size_t>(samples.size(), 1));
  return 20 * std::log10(std::max(amplitude / std::numbers::sqrt2, 1e-5));
}

double rmsLevel(const double* samples, std::size_t count) {
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += samples[i] * samples[i];
  return 20 * std::log10(std::max(std::sqrt(sum / static_cast<double>(count)), 1e-5));
}

namespace {

/// Every `factor` samples become their mean.
std::vector<double> coarse(const std::vector<double>& sound, std::size_t factor) {
  std::vector<double> means(sound.size() / factor);
  for (std::size_t i = 0; i < means.size(); ++i) {
    for (std::size_t j = 0; j < factor; ++j) means[i] += sound[i * factor + j] / static_cast<double>(factor);
  }
  return means;
}

struct Fit {
  std::size_t offset = 0;  ///< Of the sound's first sample in the known one.
  double gain = 0;
};

/// The best of the offsets from `first` on, of which there are `count`; `known` goes round.
Fit fit(const std::vector<double>& sound, const std::vector<double>& known, std::size_t first, std::size_t count) {
  Fit best;
  double most = -1;
  for (std::size_t offset = first; offset < first + count; ++offset) {
    double common = 0;
    double power = 0;
    std::size_t at = offset % known.size();
    for (const double sample : sound) {
      common += sample * known[at];
      power += known[at] * known[at];
      if (++at == known.size()) at = 0;
    }
    const double likeness = power > 0 ? std::abs(common) / std::sqrt(power) : 0;
    if (likeness <= most) continue;
    most = likeness;
    best = {offset, std::abs(common) / power};
  }
  return best;
}

}  // namespace

double gainOf(const std::vector<double>& sound, const std::vector<std::int16_t>& known) {
  constexpr std::size_t kFactor = 48;  // Voices have most of their power below 500 Hz.
  std::vector<double> whole(known.size());
  std::ranges::transform(known, whole.begin(), [](std::int16_t sample) { return sample / 32768.0; });
  const auto coarseKnown = coarse(whole, kFactor);
  const Fit rough = fit(coarse(sound, kFactor), coarseKnown, 0, coarseKnown.size());
  const std::size_t from = rough.offset * kFactor + whole.size() - kFactor;
  return 20 * std::log10(std::max(fit(sound, whole, from, 2 * kFactor).gain, 1e-5));
}

}  // namespace rotonde::test
