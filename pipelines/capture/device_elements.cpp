// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/capture/device_elements.hpp"

#include "firmware/base/crossing.hpp"
#include "firmware/base/log.hpp"
#include "pipelines/gst/elements.hpp"

#include <format>

namespace rotonde::pipelines {

void CaptureOutlet::publish(GstSample* sample, GstCaps* caps) {
  const auto clean = inRunningTime(sample, caps);
  if (!clean) return;
  if (failed_.exchange(false)) {
    executor_.post([weak = weak_from_this()] {
      const auto self = weak.lock();
      if (!self) return;
      if (const auto fn = self->problem) fn(std::nullopt);
    });
  }
  hub.publish(clean.get());
}

void CaptureOutlet::fail(Error error) {
  log::warning("capture", "{}", error.message);
  failed_ = true;
  if (const auto fn = problem) fn(std::move(error));
}

Result<GstElement*> addDevice(Pipeline& pipeline, const drivers::ElementStream& stream) {
  const auto device = pipeline.add(stream.factory.c_str(), "device");
  if (!device) return device;
  if (const auto set = setProperties(*device, stream.properties); !set) return std::unexpected(set.error());
  return device;
}

namespace {

struct Wish {
  std::string caps;
  bool jpeg = false;
};

std::vector<Wish> wishes(drivers::VideoFormat wanted) {
  const std::string size = std::format(",width={},height={}", wanted.width, wanted.height);
  const std::string exact = std::format(",framerate={}/1", wanted.framesPerSecond);
  const std::string faster = std::format(",framerate=[{}/1,120/1]", wanted.framesPerSecond);
  return {{"video/x-raw" + size + exact, false},
          {"image/jpeg" + size + exact, true},
          {"video/x-raw" + size + faster, false},
          {"image/jpeg" + size + faster, true},
          {"video/x-raw" + exact, false},
          {"image/jpeg" + exact, true},
          {"video/x-raw", false},
          {"image/jpeg", true}};
}

}  // namespace

Result<std::vector<GstElement*>> addCamera(Pipeline& pipeline, const drivers::ElementStream& stream,
                                           drivers::VideoFormat wanted) {
  const auto device = addDevice(pipeline, stream);
  if (!device) return std::unexpected(device.error());
  if (gst_element_set_state(*device, GST_STATE_READY) == GST_STATE_CHANGE_FAILURE) {
    return tryLater("the camera does not open: it is unplugged or another program uses it");
  }
  const auto pad = Ref<GstPad>::adopt(gst_element_get_static_pad(*device, "src"));
  if (!pad) return bug(std::format("{} has no pad «src»: correct the driver that names it", stream.factory));
  const auto offered = Ref<GstCaps>::adopt(gst_pad_query_caps(pad.get(), nullptr));
  for (const Wish& wish : wishes(wanted)) {
    const auto caps = Ref<GstCaps>::adopt(gst_caps_from_string(wish.caps.c_str()));
    if (!gst_caps_can_intersect(offered.get(), caps.get())) continue;
    auto chain = extend(pipeline, {*device}, {"capsfilter"});
    if (!chain) return chain;
    g_object_set(chain->back(), "caps", caps.get(), nullptr);
    return wish.jpeg ? extend(pipeline, std::move(*chain), {"jpegdec"}) : chain;
  }
  return askHuman("the camera offers neither raw nor JPEG pictures: use another one");
}

Result<std::vector<GstElement*>> extend(Pipeline& pipeline, std::vector<GstElement*> chain,
                                        const std::vector<const char*>& factories) {
  for (const char* factory : factories) {
    const auto element = pipeline.add(factory);
    if (!element) return std::unexpected(element.error());
    if (!chain.empty()) {
      if (const auto linked = link({chain.back(), *element}); !linked) return std::unexpected(linked.error());
    }
    chain.push_back(*element);
  }
  return chain;
}

Ref<GstBuffer> copyBuffer(const void* data, std::size_t size, GstClockTime pts, GstClockTime duration) {
  auto buffer = Ref<GstBuffer>::adopt(gst_buffer_new_allocate(nullptr, size, nullptr));
  gst_buffer_fill(buffer.get(), 0, data, size);
  GST_BUFFER_PTS(buffer.get()) = pts;
  GST_BUFFER_DURATION(buffer.get()) = duration;
  handOver();
  return buffer;
}

}  // namespace rotonde::pipelines
