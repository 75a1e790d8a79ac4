// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "drivers/v4l2/formats.hpp"

#include <gtest/gtest.h>

namespace rotonde::drivers {
namespace {

constexpr std::uint32_t fourcc(char a, char b, char c, char d) {
  return static_cast<std::uint32_t>(a) | static_cast<std::uint32_t>(b) << 8 | static_cast<std::uint32_t>(c) << 16 |
         static_cast<std::uint32_t>(d) << 24;
}

TEST(V4l2Formats, SmoothAndWantedSizesComeFirst) {
  const std::vector<VideoFormat> offered = {{640, 480, 30},  {1920, 1080, 5},  {1280, 720, 10},
                                            {1280, 720, 30}, {1920, 1080, 30}, {3840, 2160, 15}};
  const std::vector<VideoFormat> expected = {{1280, 720, 30}, {1920, 1080, 30}, {640, 480, 30}, {3840, 2160, 15}};
  EXPECT_EQ(sortFormats(offered), expected);
  EXPECT_TRUE(sortFormats({}).empty());
}

TEST(V4l2Formats, KnowsThePixelsThatThePipelinesTake) {
  EXPECT_TRUE(usablePixels(fourcc('M', 'J', 'P', 'G')));
  EXPECT_TRUE(usablePixels(fourcc('Y', 'U', 'Y', 'V')));
  EXPECT_TRUE(usablePixels(fourcc('N', 'V', '1', '2')));
  EXPECT_FALSE(usablePixels(fourcc('B', 'A', '8', '1')));
}

TEST(V4l2Formats, IdsAreTheSerialNumberElseTheBus) {
  EXPECT_EQ(cameraId({{"ID_SERIAL_SHORT", "A1B2"}, {"ID_PATH", "pci-1"}}, "usb-0", 0), "v4l2:A1B2");
  EXPECT_EQ(cameraId({{"ID_SERIAL", "Model"}, {"ID_PATH", "pci-1"}}, "usb-0", 0), "v4l2:pci-1");
  EXPECT_EQ(cameraId({{"ID_PATH", ""}}, "usb-0", 0), "v4l2:usb-0");
  EXPECT_EQ(cameraId({}, "usb-0", 1), "v4l2:usb-0:1");
}

}  // namespace
}  // namespace rotonde::drivers
