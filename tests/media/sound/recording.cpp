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

}  // namespace rotonde::test
