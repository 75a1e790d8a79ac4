// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/media/sound/tone_sender.hpp"

#include "pipelines/gst/elements.hpp"

#include <gtest/gtest.h>

#include <format>

namespace rotonde::test {

ToneSender::ToneSender(Executor& executor, double hertz, std::function<void(GstSample*)> out, const char* wave)
    : out_(std::move(out)), pipeline_("tone", executor) {
  const std::string text = std::format(
      "audiotestsrc name=source is-live=true do-timestamp=true samplesperbuffer=480 volume=0.447 freq={} wave={} ! "
      "audio/x-raw,format=S16LE,rate=48000,channels=1 ! opusenc inband-fec=true packet-loss-percentage=20 "
      "bitrate=48000 "
      "audio-type=voice ! rtpopuspay ! appsink name=sink",
      hertz, wave);
  GError* raw = nullptr;
  GstElement* bin = gst_parse_bin_from_description(text.c_str(), FALSE, &raw);
  const pipelines::GErrorPtr error(raw);
  if (!bin) {
    ADD_FAILURE() << error->message;
    return;
  }
  gst_bin_add(pipeline_.bin(), bin);
  const auto sink = pipelines::Ref<GstElement>::adopt(gst_bin_get_by_name(GST_BIN(bin), "sink"));
  pipelines::receiveSamples(sink.get(), [this](GstSample* sample) {
    const auto packet = pipelines::inRunningTime(sample, gst_sample_get_caps(sample));
    if (packet) out_(packet.get());
  });
  pipeline_.play();
}

ToneSender::ToneSender(Executor& executor, std::vector<std::int16_t> sound, std::function<void(GstSample*)> out)
    : ToneSender(executor, 440, std::move(out), "silence") {
  pipeline_.stop();
  sound_ = std::move(sound);
  const auto source = pipelines::Ref<GstElement>::adopt(gst_bin_get_by_name(pipeline_.bin(), "source"));
  const auto filter = pipelines::Ref<GstPad>::adopt(gst_element_get_static_pad(source.get(), "src"));
  gst_pad_add_probe(filter.get(), GST_PAD_PROBE_TYPE_BUFFER, replace, this, nullptr);
  pipeline_.play();
}

/// The live source's buffers keep their times.
GstPadProbeReturn ToneSender::replace(GstPad*, GstPadProbeInfo* info, gpointer self) noexcept {
  auto& sender = *static_cast<ToneSender*>(self);
  GstBuffer* buffer = gst_buffer_make_writable(GST_PAD_PROBE_INFO_BUFFER(info));
  GST_PAD_PROBE_INFO_DATA(info) = buffer;
  GST_BUFFER_FLAG_UNSET(buffer, GST_BUFFER_FLAG_GAP);
  GstMapInfo map;
  if (!gst_buffer_map(buffer, &map, GST_MAP_WRITE)) return GST_PAD_PROBE_DROP;
  auto* samples = reinterpret_cast<std::int16_t*>(map.data);
  for (gsize i = 0; i < map.size / 2; ++i) samples[i] = sender.sound_[sender.at_++ % sender.sound_.size()];
  gst_buffer_unmap(buffer, &map);
  return GST_PAD_PROBE_OK;
}

}  // namespace rotonde::test
