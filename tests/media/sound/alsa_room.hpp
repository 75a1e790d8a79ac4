// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "drivers/alsa/alsa_devices.hpp"
#include "firmware/base/main_loop.hpp"
#include "pipelines/gst/pipeline.hpp"
#include "tests/media/sound/pulse_room.hpp"
#include "tests/support/run_until.hpp"

#include <gst/gst.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <string>
#include <vector>

namespace rotonde::test {

constexpr std::size_t kSecond = 48'000;
constexpr milliseconds kLong = std::chrono::seconds(40);

template <class Device>
Device named(const std::vector<Device>& devices, const std::string& id) {
  const auto found = std::ranges::find(devices, id, &Device::id);
  EXPECT_NE(found, devices.end()) << id;
  return found == devices.end() ? Device{} : *found;
}

struct AlsaRoom : testing::Test {
  MainLoop loop;
  PulseRoom room{loop};
  Ticker ticker{loop};
  drivers::AlsaDevices devices{{.pcms = {"room", "ear", "far"}}};
  std::mutex mutex;
  std::vector<double> heard;
  std::atomic<GstClockTime> loud = 0;  ///< Running time of the first sample above -26 dBFS; 0: none yet.
  std::atomic<gint64> age = 0;         ///< Of the newest sample when it came: now less its PTS, in ns.

  void SetUp() override { ASSERT_TRUE(room.start()); }

  drivers::Microphone ear() const { return named(devices.microphones(), "alsa:ear"); }
  drivers::Speaker speaker() const { return named(devices.speakers(), "alsa:room"); }
  void hear(GstSample* sample) {
    age = static_cast<gint64>(pipelines::Pipeline::runningTime()) -
          static_cast<gint64>(GST_BUFFER_PTS(gst_sample_get_buffer(sample)));
    GstMapInfo map;
    ASSERT_TRUE(gst_buffer_map(gst_sample_get_buffer(sample), &map, GST_MAP_READ));
    const auto* samples = reinterpret_cast<const std::int16_t*>(map.data);
    const std::scoped_lock lock(mutex);
    for (gsize i = 0; i < map.size / 2; ++i) {
      heard.push_back(samples[i] / 32768.0);
      if (loud == 0 && heard.back() > 0.05)
        loud = GST_BUFFER_PTS(gst_sample_get_buffer(sample)) + i * GST_SECOND / kSecond;
    }
    gst_buffer_unmap(gst_sample_get_buffer(sample), &map);
  }
  std::vector<double> newest(std::size_t count) {
    const std::scoped_lock lock(mutex);
    return {heard.end() - static_cast<std::ptrdiff_t>(std::min(count, heard.size())), heard.end()};
  }
  bool listen(std::size_t samples) {
    {
      const std::scoped_lock lock(mutex);
      heard.clear();
    }
    return runUntil(loop, [&] { return newest(samples).size() == samples; }, kLong);
  }
};

}  // namespace rotonde::test
