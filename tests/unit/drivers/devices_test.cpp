// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "drivers/alsa/alsa_devices.hpp"
#include "drivers/drm/drm_displays.hpp"
#include "drivers/v4l2/v4l2_devices.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace rotonde::drivers {
namespace {

/// These run on machines with and without devices: what is listed must be usable, and nothing is no error.
TEST(Devices, ListsAreWellFormedWithOrWithoutHardware) {
  for (const Camera& camera : V4l2Devices().cameras()) {
    EXPECT_THAT(camera.id, testing::StartsWith("v4l2:"));
    EXPECT_FALSE(camera.formats.empty());
  }
  for (const Microphone& microphone : AlsaDevices().microphones())
    EXPECT_THAT(microphone.id, testing::StartsWith("alsa:"));
  for (const Speaker& speaker : AlsaDevices().speakers()) EXPECT_EQ(speaker.sink.factory, "alsasink");
  for (const Display& display : DrmDisplays({}).displays()) EXPECT_GT(display.width, 0);
}

TEST(Devices, WatchesBeginAndEnd) {
  for (int i = 0; i < 3; ++i) {
    V4l2Devices cameras;
    AlsaDevices sound;
    DrmDisplays displays({});
    const Handle a = cameras.watch([] {});
    const Handle b = sound.watch([] {});
    const Handle c = displays.watch([] {});
    EXPECT_TRUE(a && b && c);
  }
}

TEST(Devices, NamedPcmsAreMicrophonesAndLoudspeakers) {
  const AlsaDevices sound({.pcms = {"room"}});
  const auto speakers = sound.speakers();
  const auto found = std::ranges::find(speakers, "alsa:room", &Speaker::id);
  ASSERT_NE(found, speakers.end());
  EXPECT_THAT(found->sink.properties, testing::Contains(testing::Pair("device", "room")));
  EXPECT_THAT(found->sink.properties, testing::Contains(testing::Pair("buffer-time", "40000")));
  EXPECT_FALSE(sound.microphones().empty());
}

TEST(Devices, AWindowSystemGivesAWindow) {
  const auto displays = DrmDisplays({.wayland = "wayland-7", .x11 = ":3"}).displays();
  ASSERT_GE(displays.size(), 2U);
  EXPECT_EQ(displays[0].id, "window:wayland");
  EXPECT_THAT(displays[0].sink.properties, testing::Contains(testing::Pair("display", "wayland-7")));
  EXPECT_EQ(displays[1].id, "window:x11");
  EXPECT_EQ(displays[1].sink.factory, "ximagesink");
}

}  // namespace
}  // namespace rotonde::drivers
