// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/handle.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace rotonde::drivers {

struct VideoFormat {
  int width = 0;
  int height = 0;
  int framesPerSecond = 30;
  friend bool operator==(const VideoFormat&, const VideoFormat&) = default;
};

struct AudioFormat {
  int rate = 48'000;
  int channels = 1;
};

/// The stream comes from a GStreamer element: its factory's name and properties as text ("device" → "/dev/video0").
struct ElementStream {
  std::string factory;
  std::vector<std::pair<std::string, std::string>> properties;
};

/// Planar I420 without row padding: width×height luma bytes, then two planes of (width/2)×(height/2).
struct RawFrame {
  std::span<const std::uint8_t> i420;
  std::chrono::steady_clock::time_point captured;
};

/// The stream comes from code of the driver's own. `start` begins to call `sink` on a thread of the driver's; `stop`
/// returns after the last call has ended. Both are called on the main loop.
class FrameProducer {
 public:
  virtual ~FrameProducer() = default;
  virtual void start(VideoFormat format, std::function<void(const RawFrame&)> sink) = 0;
  virtual void stop() = 0;
};

/// Interleaved signed 16-bit samples, 10 ms a block.
struct RawAudio {
  std::span<const std::int16_t> samples;
  std::chrono::steady_clock::time_point captured;  ///< Of the first sample.
};

class AudioProducer {
 public:
  virtual ~AudioProducer() = default;
  virtual void start(AudioFormat format, std::function<void(const RawAudio&)> sink) = 0;
  virtual void stop() = 0;
};

struct Camera {
  std::string id;                    ///< Stable over reboots and ports: what settings name.
  std::string name;                  ///< For people.
  std::vector<VideoFormat> formats;  ///< Best first.
  std::variant<ElementStream, std::shared_ptr<FrameProducer>> stream;
};

struct Microphone {
  std::string id;
  std::string name;
  AudioFormat format;
  std::variant<ElementStream, std::shared_ptr<AudioProducer>> stream;
};

struct Speaker {
  std::string id;
  std::string name;
  ElementStream sink;
};

struct Display {
  std::string id;
  std::string name;
  int width = 0;
  int height = 0;
  ElementStream sink;
};

/// One kind of devices (simulated, V4L2, ALSA, DRM): lists what is plugged in and tells when that changes.
/// Main loop.
class DeviceSource {
 public:
  virtual ~DeviceSource() = default;
  virtual std::vector<Camera> cameras() const { return {}; }
  virtual std::vector<Microphone> microphones() const { return {}; }
  virtual std::vector<Speaker> speakers() const { return {}; }
  virtual std::vector<Display> displays() const { return {}; }
  /// Calls `changed` after each change of the lists, until the handle dies.
  virtual Handle watch(std::function<void()> changed) = 0;
};

}  // namespace rotonde::drivers
