// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "drivers/simulated/simulated_devices.hpp"

#include "drivers/simulated/picture.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <numbers>
#include <thread>
#include <vector>

namespace rotonde::drivers {

namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

/// Calls `tick(n, instant)` at start + n·period on a thread of its own until it dies. The schedule is absolute, so the
/// rate does not drift; ticks whose time has passed by more than `kLate` periods are left out.
class Metronome {
 public:
  Metronome(nanoseconds period, std::function<void(std::int64_t, steady_clock::time_point)> tick)
      : thread_([this, period, tick = std::move(tick)](const std::stop_token& stop) { run(stop, period, tick); }) {}

 private:
  static constexpr int kLate = 5;

  void run(const std::stop_token& stop, nanoseconds period,
           const std::function<void(std::int64_t, steady_clock::time_point)>& tick) {
    const auto start = steady_clock::now();
    std::unique_lock lock(mutex_);
    for (std::int64_t n = 0; !stop.stop_requested(); ++n) {
      const auto due = start + n * period;
      wake_.wait_until(lock, stop, due, [] { return false; });
      if (stop.stop_requested()) return;
      const auto late = (steady_clock::now() - due) / period;
      if (late > kLate) {
        n += late - 1;
        continue;
      }
      tick(n, due);
    }
  }

  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};

class SimulatedCamera : public FrameProducer {
 public:
  explicit SimulatedCamera(std::optional<std::uint32_t> mark) : mark_(mark) {}

  void start(VideoFormat format, std::function<void(const RawFrame&)> sink) override {
    stop();
    const nanoseconds period = nanoseconds(std::chrono::seconds(1)) / std::max(format.framesPerSecond, 1);
    auto picture = std::make_shared<SimulatedPicture>(format, mark_);
    metronome_ = std::make_unique<Metronome>(
        period, [picture, period, sink = std::move(sink)](std::int64_t n, steady_clock::time_point due) {
          sink({picture->draw(n * period, std::chrono::system_clock::now()), due});
        });
  }
  void stop() override { metronome_.reset(); }

 private:
  std::optional<std::uint32_t> mark_;
  std::unique_ptr<Metronome> metronome_;
};

class SimulatedMicrophone : public AudioProducer {
 public:
  void start(AudioFormat format, std::function<void(const RawAudio&)> sink) override {
    stop();
    const int block = format.rate / 100;
    auto samples = std::make_shared<std::vector<std::int16_t>>(static_cast<std::size_t>(block * format.channels));
    metronome_ = std::make_unique<Metronome>(std::chrono::milliseconds(10),
                                             [=, sink = std::move(sink)](std::int64_t n, steady_clock::time_point due) {
                                               beep(n, block, format, *samples);
                                               sink({*samples, due});
                                             });
  }
  void stop() override { metronome_.reset(); }

 private:
  static constexpr double kTone = 440;
  static constexpr int kBlocksPerBeep = 100;
  static constexpr int kBlocksOn = 60;
  /// -20 dBFS RMS: the peak of a sine is √2 above.
  static constexpr double kPeak = 32767 * 0.1 * std::numbers::sqrt2;

  static void beep(std::int64_t n, int block, AudioFormat format, std::vector<std::int16_t>& samples) {
    const bool on = n % kBlocksPerBeep < kBlocksOn;
    auto next = samples.begin();
    for (int i = 0; i < block; ++i) {
      // One second holds a whole number of periods, so the phase may be taken inside it.
      const auto at = static_cast<double>((n % 100) * block + i) / format.rate;
      const double value = on ? kPeak * std::sin(2 * std::numbers::pi * kTone * at) : 0;
      next = std::fill_n(next, format.channels, static_cast<std::int16_t>(std::lround(value)));
    }
  }

  std::unique_ptr<Metronome> metronome_;
};

}  // namespace

SimulatedDevices::SimulatedDevices(SimulatedOptions options) : options_(options) {}

std::vector<Camera> SimulatedDevices::cameras() const {
  return {{.id = "simulated:camera",
           .name = "Simulated camera",
           .formats = {{1280, 720, 30}, {1920, 1080, 30}, {640, 360, 30}, {320, 180, 30}},
           .stream = std::make_shared<SimulatedCamera>(options_.mark)}};
}

std::vector<Microphone> SimulatedDevices::microphones() const {
  return {{.id = "simulated:microphone",
           .name = "Simulated microphone",
           .format = {48'000, 1},
           .stream = std::make_shared<SimulatedMicrophone>()}};
}

Handle SimulatedDevices::watch(std::function<void()>) { return {}; }

}  // namespace rotonde::drivers
