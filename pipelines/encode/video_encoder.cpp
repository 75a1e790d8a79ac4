// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/encode/video_encoder.hpp"

#include "pipelines/gst/elements.hpp"

#include <gst/video/video.h>

#include <algorithm>
#include <array>
#include <format>
#include <string_view>

namespace rotonde::pipelines {

namespace {

/// vp8enc stands before the H.264 encoders in software: it keeps a better picture at the SFU's rates for the same
/// interoperability, and costs about a quarter of a core at 720p30.
constexpr std::array kKnown = std::to_array<EncoderKind>({
    {"vah264lpenc", "h264", true},
    {"vah264enc", "h264", true},
    {"v4l2h264enc", "h264", true},
    {"qsvh264enc", "h264", true},
    {"nvh264enc", "h264", true},
    {"v4l2vp8enc", "vp8", true},
    {"vp8enc", "vp8", false},
    {"x264enc", "h264", false},
    {"openh264enc", "h264", false},
});

struct Setting {
  const char* property;
  const char* value;
};

// threads=1: more of them spin when the cores are busy, up to ten times slower than real time.
// timebase: with the default (one frame) two frames of an uneven camera fall on the same tick.
constexpr Setting kVp8[] = {{"deadline", "1"},
                            {"cpu-used", "12"},
                            {"threads", "1"},
                            {"end-usage", "cbr"},
                            {"lag-in-frames", "0"},
                            {"keyframe-max-dist", "3000"},
                            {"timebase", "1/90000"},
                            {"min-quantizer", "2"},
                            {"max-quantizer", "56"},
                            {"undershoot", "95"},
                            {"buffer-size", "1000"},
                            {"buffer-initial-size", "500"},
                            {"buffer-optimal-size", "600"},
                            {"dropframe-threshold", "0"}};
constexpr Setting kX264[] = {
    {"tune", "zerolatency"}, {"speed-preset", "ultrafast"}, {"bframes", "0"},        {"key-int-max", "3000"},
    {"threads", "1"},        {"vbv-buf-capacity", "600"},   {"byte-stream", "true"}, {"aud", "false"}};
constexpr Setting kOpenH264[] = {{"usage-type", "camera"},
                                 {"rate-control", "bitrate"},
                                 {"complexity", "low"},
                                 {"gop-size", "3000"},
                                 {"multi-thread", "1"}};
constexpr Setting kHardware[] = {{"rate-control", "cbr"}, {"rc-mode", "cbr"},      {"b-frames", "0"},
                                 {"bframes", "0"},        {"key-int-max", "1024"}, {"gop-size", "-1"},
                                 {"target-usage", "6"},   {"ref-frames", "1"},     {"low-latency", "true"},
                                 {"zerolatency", "true"}};

std::span<const Setting> settingsOf(std::string_view factory) {
  if (factory == "vp8enc") return kVp8;
  if (factory == "x264enc") return kX264;
  if (factory == "openh264enc") return kOpenH264;
  return kHardware;
}

std::string_view factoryOf(GstElement* encoder) {
  GstElementFactory* factory = gst_element_get_factory(encoder);
  return factory ? GST_OBJECT_NAME(factory) : "";
}

}  // namespace

std::span<const EncoderKind> knownEncoders() { return kKnown; }

Result<Ref<GstElement>> makeEncoder(const std::string& factory, const SendLayer& layer) {
  auto encoder = Ref<GstElement>::sink(gst_element_factory_make(factory.c_str(), "encoder"));
  if (!encoder)
    return askHuman(std::format("GStreamer has no encoder «{}»: install the plug-in that holds it", factory));
  for (const Setting& setting : settingsOf(factory)) setIfPresent(encoder.get(), setting.property, setting.value);
  setEncoderBitrate(encoder.get(), layer.bitsPerSecond);
  return encoder;
}

void setEncoderBitrate(GstElement* encoder, int bitsPerSecond) {
  const std::string_view factory = factoryOf(encoder);
  const std::string bits = std::to_string(bitsPerSecond);
  const std::string kilobits = std::to_string(std::max(bitsPerSecond / 1000, 1));
  if (factory == "vp8enc") return setIfPresent(encoder, "target-bitrate", bits.c_str());
  if (factory == "openh264enc") {
    // The encoder refuses a bit rate above its maximum: the higher value is raised first and lowered last.
    guint now = 0;
    g_object_get(encoder, "bitrate", &now, nullptr);
    const bool up = static_cast<guint>(bitsPerSecond) > now;
    setIfPresent(encoder, up ? "max-bitrate" : "bitrate", bits.c_str());
    return setIfPresent(encoder, up ? "bitrate" : "max-bitrate", bits.c_str());
  }
  if (factory.starts_with("v4l2")) {
    return setIfPresent(encoder, "extra-controls", std::format("controls,video_bitrate={}", bits).c_str());
  }
  setIfPresent(encoder, "bitrate", kilobits.c_str());
}

std::string encodedCaps(const std::string& factory) {
  if (factory == "vp8enc" || factory == "v4l2vp8enc") return "video/x-vp8";
  const char* level = factory == "v4l2h264enc" ? ",level=(string)4" : "";  // Without it some drivers take 1.0.
  return std::format("video/x-h264,profile=constrained-baseline,stream-format=byte-stream,alignment=au{}", level);
}

void forceKeyFrame(GstElement* encoder) {
  const auto pad = Ref<GstPad>::adopt(gst_element_get_static_pad(encoder, "src"));
  gst_pad_send_event(pad.get(), gst_video_event_new_upstream_force_key_unit(GST_CLOCK_TIME_NONE, TRUE, 0));
}

}  // namespace rotonde::pipelines
