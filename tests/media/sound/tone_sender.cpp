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
      "audiotestsrc is-live=true do-timestamp=true samplesperbuffer=480 volume=0.447 freq={} wave={} ! "
      "audio/x-raw,rate=48000,channels=1 ! opusenc inband-fec=true packet-loss-percentage=20 bitrate=48000 "
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

}  // namespace rotonde::test
