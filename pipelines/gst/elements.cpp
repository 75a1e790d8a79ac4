// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/gst/elements.hpp"

#include "firmware/base/crossing.hpp"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>

#include <algorithm>
#include <format>

namespace rotonde::pipelines {

namespace {

using Receiver = std::function<void(GstSample*)>;

GstFlowReturn onSample(GstAppSink* sink, gpointer data) noexcept {
  const auto sample = Ref<GstSample>::adopt(gst_app_sink_pull_sample(sink));
  takeOver();
  if (sample) (*static_cast<Receiver*>(data))(sample.get());
  return GST_FLOW_OK;
}

}  // namespace

Result<void> setProperties(GstElement* element, const std::vector<std::pair<std::string, std::string>>& properties) {
  for (const auto& [name, value] : properties) {
    if (!g_object_class_find_property(G_OBJECT_GET_CLASS(element), name.c_str())) {
      const GString_ path(gst_object_get_path_string(GST_OBJECT(element)));
      return bug(std::format("{} has no property «{}»: correct the driver that names it", path.get(), name));
    }
    gst_util_set_object_arg(G_OBJECT(element), name.c_str(), value.c_str());
  }
  return {};
}

void setIfPresent(GstElement* element, const char* property, const char* value) {
  if (g_object_class_find_property(G_OBJECT_GET_CLASS(element), property)) {
    gst_util_set_object_arg(G_OBJECT(element), property, value);
  }
}

Result<void> link(const std::vector<GstElement*>& chain) {
  for (std::size_t i = 1; i < chain.size(); ++i) {
    if (!gst_element_link(chain[i - 1], chain[i])) {
      return tryLater(std::format("{} does not link to {}: their formats do not meet", GST_OBJECT_NAME(chain[i - 1]),
                                  GST_OBJECT_NAME(chain[i])));
    }
  }
  return {};
}

void setCaps(GstElement* element, const std::string& caps) {
  const auto made = Ref<GstCaps>::adopt(gst_caps_from_string(caps.c_str()));
  g_object_set(element, "caps", made.get(), nullptr);
}

void receiveSamples(GstElement* appsink, std::function<void(GstSample*)> fn) {
  g_object_set(appsink, "sync", FALSE, "async", FALSE, "max-buffers", 4U, "drop", FALSE, "enable-last-sample", FALSE,
               nullptr);
  GstAppSinkCallbacks callbacks{};
  callbacks.new_sample = onSample;
  gst_app_sink_set_callbacks(GST_APP_SINK(appsink), &callbacks, new Receiver(std::move(fn)),
                             [](gpointer data) { delete static_cast<Receiver*>(data); });
}

void makeLiveFeed(GstElement* appsrc, unsigned buffers) {
  g_object_set(appsrc, "is-live", TRUE, "format", GST_FORMAT_TIME, "max-buffers", static_cast<guint64>(buffers),
               "max-bytes", G_GUINT64_CONSTANT(0), "max-time", G_GUINT64_CONSTANT(0), "block", FALSE, nullptr);
  gst_app_src_set_leaky_type(GST_APP_SRC(appsrc), GST_APP_LEAKY_TYPE_DOWNSTREAM);
}

Ref<GstSample> inRunningTime(GstSample* sample, GstCaps* caps) {
  GstBuffer* buffer = gst_sample_get_buffer(sample);
  if (!buffer || !GST_BUFFER_PTS_IS_VALID(buffer)) return {};
  const GstSegment* segment = gst_sample_get_segment(sample);
  const GstClockTime running = segment && segment->format == GST_FORMAT_TIME
                                   ? gst_segment_to_running_time(segment, GST_FORMAT_TIME, GST_BUFFER_PTS(buffer))
                                   : GST_BUFFER_PTS(buffer);
  if (!GST_CLOCK_TIME_IS_VALID(running)) return {};
  if (running == GST_BUFFER_PTS(buffer)) {
    return Ref<GstSample>::adopt(gst_sample_new(buffer, caps, nullptr, nullptr));
  }
  const auto shifted = Ref<GstBuffer>::adopt(gst_buffer_copy(buffer));
  GST_BUFFER_PTS(shifted.get()) = running;
  GST_BUFFER_DTS(shifted.get()) = GST_CLOCK_TIME_NONE;
  return Ref<GstSample>::adopt(gst_sample_new(shifted.get(), caps, nullptr, nullptr));
}

double levelOf(const GstStructure* message) {
  constexpr double kSilence = -100;
  if (!message || !gst_structure_has_name(message, "level")) return kSilence;
  const GValue* list = gst_structure_get_value(message, "rms");
  if (!list || !G_VALUE_HOLDS_BOXED(list)) return kSilence;
  const auto* values = static_cast<const GValueArray*>(g_value_get_boxed(list));
  if (!values || values->n_values == 0) return kSilence;
  return std::max(kSilence, g_value_get_double(&values->values[0]));
}

}  // namespace rotonde::pipelines
