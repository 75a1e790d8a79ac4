// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "drivers/v4l2/v4l2_devices.hpp"

#include "drivers/udev/udev_watch.hpp"
#include "drivers/v4l2/formats.hpp"

#include <fcntl.h>
#include <linux/videodev2.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <optional>

namespace rotonde::drivers {

namespace {

/// An opened node; the ioctls are those of the kernel's V4L2 documentation, part I.
class Node {
 public:
  explicit Node(const std::string& file) : fd_(open(file.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC)) {}
  ~Node() {
    if (fd_ >= 0) close(fd_);
  }
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  template <class T>
  bool ask(unsigned long request, T& value) const {
    return fd_ >= 0 && ioctl(fd_, request, &value) == 0;
  }

 private:
  int fd_;
};

template <std::size_t n>
std::string textOf(const __u8 (&bytes)[n]) {
  return {reinterpret_cast<const char*>(bytes), strnlen(reinterpret_cast<const char*>(bytes), n)};
}

int highestRate(const Node& node, __u32 pixels, __u32 width, __u32 height) {
  int best = 0;
  v4l2_frmivalenum interval{};
  interval.pixel_format = pixels;
  interval.width = width;
  interval.height = height;
  for (; node.ask(VIDIOC_ENUM_FRAMEINTERVALS, interval); ++interval.index) {
    const bool discrete = interval.type == V4L2_FRMIVAL_TYPE_DISCRETE;
    const v4l2_fract shortest = discrete ? interval.discrete : interval.stepwise.min;
    if (shortest.numerator != 0) best = std::max(best, static_cast<int>(shortest.denominator / shortest.numerator));
    if (!discrete) break;
  }
  return best == 0 ? 30 : best;
}

void addSizes(const Node& node, __u32 pixels, std::vector<VideoFormat>& formats) {
  v4l2_frmsizeenum size{};
  size.pixel_format = pixels;
  const auto add = [&](__u32 width, __u32 height) {
    formats.push_back({static_cast<int>(width), static_cast<int>(height), highestRate(node, pixels, width, height)});
  };
  for (; node.ask(VIDIOC_ENUM_FRAMESIZES, size); ++size.index) {
    if (size.type == V4L2_FRMSIZE_TYPE_DISCRETE) {
      add(size.discrete.width, size.discrete.height);
      continue;
    }
    const v4l2_frmsize_stepwise& range = size.stepwise;
    for (const auto& [width, height] : {std::pair{1280U, 720U}, {1920U, 1080U}, {640U, 360U}}) {
      if (width >= range.min_width && width <= range.max_width && height >= range.min_height &&
          height <= range.max_height) {
        add(width, height);
      }
    }
    break;
  }
}

std::optional<Camera> describe(const UdevNode& udev, int index) {
  const Node node(udev.file);
  v4l2_capability capability{};
  if (!node.ask(VIDIOC_QUERYCAP, capability)) return std::nullopt;
  const __u32 able =
      (capability.capabilities & V4L2_CAP_DEVICE_CAPS) != 0 ? capability.device_caps : capability.capabilities;
  if ((able & V4L2_CAP_VIDEO_CAPTURE) == 0 || (able & V4L2_CAP_STREAMING) == 0) return std::nullopt;
  std::vector<VideoFormat> formats;
  v4l2_fmtdesc format{};
  format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  for (; node.ask(VIDIOC_ENUM_FMT, format); ++format.index) {
    if (usablePixels(format.pixelformat)) addSizes(node, format.pixelformat, formats);
  }
  if (formats.empty()) return std::nullopt;
  return Camera{.id = cameraId(udev.properties, textOf(capability.bus_info), index),
                .name = textOf(capability.card),
                .formats = sortFormats(formats),
                .stream = ElementStream{"v4l2src", {{"device", udev.file}}}};
}

}  // namespace

std::vector<Camera> V4l2Devices::cameras() const {
  std::vector<Camera> cameras;
  for (const UdevNode& node : udevNodes("video4linux")) {
    // A camera with several capture nodes: the first keeps the plain id.
    for (int index = 0;; ++index) {
      auto camera = describe(node, index);
      if (!camera) break;
      if (std::ranges::find(cameras, camera->id, &Camera::id) != cameras.end()) continue;
      cameras.push_back(std::move(*camera));
      break;
    }
  }
  return cameras;
}

Handle V4l2Devices::watch(std::function<void()> changed) { return watchUdev("video4linux", std::move(changed)); }

}  // namespace rotonde::drivers
