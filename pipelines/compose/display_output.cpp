// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/compose/display_output.hpp"

#include <gst/app/gstappsrc.h>

#include <format>
#include <utility>

namespace rotonde::pipelines {

namespace {

bool hasProperty(GstElement* element, const std::string& name) {
  return g_object_class_find_property(G_OBJECT_GET_CLASS(element), name.c_str()) != nullptr;
}

}  // namespace

Result<std::unique_ptr<DisplayOutput>> DisplayOutput::create(const drivers::Display& display, Executor& executor,
                                                             std::function<void(const std::string&)> failed) {
  std::unique_ptr<DisplayOutput> output(new DisplayOutput(executor));
  if (const auto built = output->build(display); !built) return std::unexpected(built.error());
  output->pipeline_.onError([failed = std::move(failed)](const Pipeline::Message& message) mutable {
    if (const auto once = std::exchange(failed, nullptr)) once(message.text);
  });
  output->pipeline_.play();
  return output;
}

Result<GstElement*> DisplayOutput::build(const drivers::Display& display) {
  const auto source = pipeline_.add("appsrc", "frames");
  const auto convert = source ? pipeline_.add("videoconvertscale") : source;
  const auto size = convert ? pipeline_.add("capsfilter") : convert;
  const auto sink = size ? pipeline_.add(display.sink.factory.c_str()) : size;
  if (!sink) return sink;
  // One frame waits at most; the older one is dropped. Nothing here waits for the clock: what is composed is shown.
  g_object_set(*source, "is-live", TRUE, "format", GST_FORMAT_TIME, "max-buffers", guint64{1}, "max-bytes", guint64{0},
               "max-time", guint64{0}, "leaky-type", GST_APP_LEAKY_TYPE_DOWNSTREAM, nullptr);
  if (display.width > 0 && display.height > 0) {
    const auto caps = Ref<GstCaps>::adopt(gst_caps_new_simple("video/x-raw", "width", G_TYPE_INT, display.width,
                                                              "height", G_TYPE_INT, display.height, nullptr));
    g_object_set(*size, "caps", caps.get(), nullptr);
  }
  for (const char* name : {"sync", "async", "qos"}) {
    if (hasProperty(*sink, name)) g_object_set(*sink, name, FALSE, nullptr);
  }
  for (const auto& [name, value] : display.sink.properties) {
    if (!hasProperty(*sink, name)) {
      return bug(std::format("display {}: {} has no property «{}»", display.id, display.sink.factory, name));
    }
    gst_util_set_object_arg(G_OBJECT(*sink), name.c_str(), value.c_str());
  }
  if (!gst_element_link_many(*source, *convert, *size, *sink, nullptr)) {
    return askHuman(std::format("display {}: {} takes no video", display.id, display.sink.factory));
  }
  entry_ = Ref<GstElement>::share(*source);
  return sink;
}

}  // namespace rotonde::pipelines
