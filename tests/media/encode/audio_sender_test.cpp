// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/encode/audio_sender.hpp"

#include "drivers/simulated/simulated_devices.hpp"
#include "firmware/base/main_loop.hpp"
#include "pipelines/capture/microphone_capture.hpp"
#include "tests/media/encode/rtp_decoder.hpp"
#include "tests/support/run_until.hpp"

#include <gst/rtp/gstrtpbuffer.h>
#include <gtest/gtest.h>

#include <atomic>

namespace rotonde::pipelines {
namespace {

TEST(AudioSender, SendsOpusWithLevels) {
  MainLoop loop;
  const drivers::SimulatedDevices devices;
  MicrophoneCapture microphone(loop);
  const Handle tick = microphone.samples().subscribe([&](GstSample*) { loop.post([] {}); });
  test::RtpDecoder decoder(loop, "rtpopusdepay ! opusdec", "audioconvert ! audio/x-raw,format=S16LE,channels=1");
  std::atomic<int> loudest = 127;
  std::atomic<int> quietest = 0;
  const auto sender = AudioSender::create(
      loop, microphone.samples(), {.cid = "mic", .source = LocalSource::Microphone, .codec = "opus"},
      {.ssrc = 77, .payload = 111, .audioLevelExtension = 1}, [&](GstSample* rtp) {
        GstRTPBuffer packet = GST_RTP_BUFFER_INIT;
        ASSERT_TRUE(gst_rtp_buffer_map(gst_sample_get_buffer(rtp), GST_MAP_READ, &packet));
        gpointer data = nullptr;
        guint size = 0;
        ASSERT_TRUE(gst_rtp_buffer_get_extension_onebyte_header(&packet, 1, 0, &data, &size));
        const int level = *static_cast<std::uint8_t*>(data) & 0x7f;
        EXPECT_EQ(gst_rtp_buffer_get_ssrc(&packet), 77U);
        EXPECT_EQ(gst_rtp_buffer_get_payload_type(&packet), 111);
        gst_rtp_buffer_unmap(&packet);
        loudest = std::min<int>(loudest, level);
        quietest = std::max<int>(quietest, level);
        decoder.push(rtp);
      });
  ASSERT_TRUE(sender) << sender.error().message;
  const auto caps = (*sender)->caps();
  const GstStructure* fields = gst_caps_get_structure(caps.get(), 0);
  EXPECT_STREQ(gst_structure_get_string(fields, "encoding-name"), "OPUS");
  EXPECT_TRUE(GST_VALUE_HOLDS_ARRAY(gst_structure_get_value(fields, "extmap-1")));
  microphone.select(devices.microphones().front());
  microphone.open(true);
  (*sender)->setActive(true);
  ASSERT_TRUE(test::runUntil(loop, [&] { return decoder.count() >= 55; }));
  EXPECT_NEAR(loudest, 20, 2);  // -dBov of the tone
  EXPECT_GE((*sender)->packets(), 55U);
  microphone.open(false);
}

}  // namespace
}  // namespace rotonde::pipelines
