// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/encode/rtp_output.hpp"

#include "pipelines/gst/elements.hpp"

#include <gst/rtp/gstrtphdrext.h>

#include <format>
#include <utility>

namespace rotonde::pipelines {

namespace {

/// The id stands in the caps and in each packet: from one place, since a wrong one is a silent loss at the SFU.
Result<void> addExtension(GstElement* payloader, int id, const char* uri, const char* property = nullptr,
                          const std::string& value = {}) {
  if (id == 0) return {};
  GstRTPHeaderExtension* extension = gst_rtp_header_extension_create_from_uri(uri);
  if (!extension) {
    return askHuman(std::format("GStreamer has no RTP header extension «{}»: install gstreamer1.0-plugins-good", uri));
  }
  gst_rtp_header_extension_set_id(extension, static_cast<guint>(id));
  if (property) g_object_set(extension, property, value.c_str(), nullptr);
  g_signal_emit_by_name(payloader, "add-extension", extension);
  gst_object_unref(extension);
  return {};
}

/// RFC 8285 one-byte headers: four octets, then an octet and the value of each extension, padded to four. Payloaders
/// do not count them into their mtu.
int extensionBytes(const RtpSettings& settings) {
  const auto text = [](int id, const std::string& value) { return id != 0 ? 1 + static_cast<int>(value.size()) : 0; };
  const int values = (settings.twccExtension != 0 ? 3 : 0) + (settings.audioLevelExtension != 0 ? 2 : 0) +
                     text(settings.midExtension, settings.mid) + text(settings.ridExtension, settings.rid);
  return values == 0 ? 0 : 4 + (values + 3) / 4 * 4;
}

/// The form of an extmap field with attributes is an array of direction, URI and attributes.
void setAudioLevel(GstStructure* caps, int id) {
  GValue array = G_VALUE_INIT;
  g_value_init(&array, GST_TYPE_ARRAY);
  for (const char* part : {"", kAudioLevelUri, "vad=on"}) {
    GValue text = G_VALUE_INIT;
    g_value_init(&text, G_TYPE_STRING);
    g_value_set_string(&text, part);
    gst_value_array_append_and_take_value(&array, &text);
  }
  gst_structure_take_value(caps, std::format("extmap-{}", id).c_str(), &array);
}

}  // namespace

Ref<GstCaps> rtpCaps(const char* media, const char* encodingName, int clockRate, const RtpSettings& settings) {
  auto caps = Ref<GstCaps>::adopt(gst_caps_new_simple(
      "application/x-rtp", "media", G_TYPE_STRING, media, "encoding-name", G_TYPE_STRING, encodingName, "clock-rate",
      G_TYPE_INT, clockRate, "payload", G_TYPE_INT, settings.payload, "ssrc", G_TYPE_UINT, settings.ssrc, nullptr));
  GstStructure* fields = gst_caps_get_structure(caps.get(), 0);
  for (const auto& [id, uri] : {std::pair{settings.twccExtension, kTwccUri},
                                {settings.midExtension, kMidUri},
                                {settings.ridExtension, kRidUri},
                                {settings.repairedRidExtension, kRepairedRidUri}}) {
    if (id != 0) gst_structure_set(fields, std::format("extmap-{}", id).c_str(), G_TYPE_STRING, uri, nullptr);
  }
  if (settings.audioLevelExtension != 0) setAudioLevel(fields, settings.audioLevelExtension);
  return caps;
}

Result<GstElement*> RtpOutput::add(Pipeline& pipeline, const char* payloader, const RtpSettings& settings) {
  const auto pay = pipeline.add(payloader, "payloader");
  if (!pay) return pay;
  const auto sink = pipeline.add("appsink", "packets");
  if (!sink) return sink;
  g_object_set(*pay, "ssrc", settings.ssrc, "pt", static_cast<guint>(settings.payload), "mtu",
               static_cast<guint>(settings.mtu - extensionBytes(settings)), nullptr);
  for (const auto& added : {addExtension(*pay, settings.twccExtension, kTwccUri),
                            addExtension(*pay, settings.audioLevelExtension, kAudioLevelUri),
                            addExtension(*pay, settings.midExtension, kMidUri, "mid", settings.mid),
                            addExtension(*pay, settings.ridExtension, kRidUri, "rid", settings.rid)}) {
    if (!added) return std::unexpected(added.error());
  }
  if (const auto linked = link({*pay, *sink}); !linked) return std::unexpected(linked.error());
  receiveSamples(*sink, [this](GstSample* sample) {
    const auto packet = inRunningTime(sample, caps_.get());
    if (!packet) return;
    ++packets_;
    out_(packet.get());
  });
  return pay;
}

}  // namespace rotonde::pipelines
