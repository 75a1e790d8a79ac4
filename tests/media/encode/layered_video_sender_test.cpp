// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/encode/layered_video_sender.hpp"

#include "drivers/simulated/mark_pattern.hpp"
#include "drivers/simulated/simulated_devices.hpp"
#include "firmware/base/main_loop.hpp"
#include "pipelines/capture/camera_capture.hpp"
#include "tests/media/encode/rtp_decoder.hpp"
#include "tests/support/run_until.hpp"

#include <gmock/gmock.h>
#include <gst/rtp/gstrtpbuffer.h>
#include <gtest/gtest.h>

#include <array>
#include <map>

namespace rotonde::pipelines {
namespace {

constexpr std::uint32_t kMark = 0xC0FFEE42;
constexpr std::array<std::uint32_t, 3> kSsrcs{1000, 2000, 3000};

/// What the far side learns from the packets of one SSRC.
struct Stream {
  std::string mid;
  std::string rid;
  std::uint64_t packets = 0;
  std::uint64_t keyFrames = 0;
  gsize largest = 0;
};

std::string extension(GstRTPBuffer& packet, guint8 id) {
  gpointer data = nullptr;
  guint size = 0;
  if (!gst_rtp_buffer_get_extension_onebyte_header(&packet, id, 0, &data, &size)) return "none";
  return {static_cast<const char*>(data), size};
}

struct LayersBench : testing::Test {
  MainLoop loop;
  drivers::SimulatedDevices devices{{.mark = kMark}};
  CameraCapture camera{loop, {1280, 720, 30}};
  Handle tick = camera.frames().subscribe([this](GstSample*) { loop.post([] {}); });  ///< So that runUntil looks.
  std::map<std::uint32_t, std::unique_ptr<test::RtpDecoder>> decoders;
  mutable std::mutex mutex;
  std::map<std::uint32_t, Stream> streams;
  std::unique_ptr<LayeredVideoSender> sender;

  void send(const std::string& codec) {
    for (const std::uint32_t ssrc : kSsrcs) {
      decoders[ssrc] = std::make_unique<test::RtpDecoder>(
          loop, codec == "vp8" ? "rtpvp8depay ! vp8dec" : "rtph264depay ! h264parse ! avdec_h264",
          "videoconvert ! video/x-raw,format=I420");
    }
    const SendTrack track{.cid = "cam",
                          .codec = codec,
                          .layers = {{.rid = "q", .width = 320, .height = 180, .bitsPerSecond = 160'000},
                                     {.rid = "h", .width = 640, .height = 360, .bitsPerSecond = 500'000},
                                     {.rid = "f", .width = 1280, .height = 720}}};
    const RtpSettings rtp{.payload = 96,
                          .twccExtension = 4,
                          .midExtension = 1,
                          .ridExtension = 2,
                          .repairedRidExtension = 3,
                          .mid = "layers0",
                          .rid = {}};
    auto made = LayeredVideoSender::create(loop, camera.frames(), track, rtp, {kSsrcs.begin(), kSsrcs.end()},
                                           [this, codec](GstSample* packet) { look(packet, codec == "vp8"); });
    ASSERT_TRUE(made) << made.error().message;
    sender = std::move(*made);
    camera.select(devices.cameras().front());
    camera.open(true);
    sender->setActive(true);
  }
  void look(GstSample* sample, bool vp8) {
    GstRTPBuffer packet = GST_RTP_BUFFER_INIT;
    ASSERT_TRUE(gst_rtp_buffer_map(gst_sample_get_buffer(sample), GST_MAP_READ, &packet));
    const std::uint32_t ssrc = gst_rtp_buffer_get_ssrc(&packet);
    const auto* payload = static_cast<const std::uint8_t*>(gst_rtp_buffer_get_payload(&packet));
    // RFC 7741: a frame's first packet has S set, and the lowest bit behind the 4 octets of the descriptor is 0 in key
    // frames.
    const bool key = vp8 && (payload[0] & 0x10) != 0 && (payload[4] & 1) == 0;
    {
      const std::scoped_lock lock(mutex);
      Stream& stream = streams[ssrc];
      stream.mid = extension(packet, 1);
      stream.rid = extension(packet, 2);
      stream.largest = std::max(stream.largest, gst_buffer_get_size(gst_sample_get_buffer(sample)));
      ++stream.packets;
      stream.keyFrames += key ? 1 : 0;
    }
    gst_rtp_buffer_unmap(&packet);
    decoders.at(ssrc)->push(sample);
  }
  Stream stream(std::uint32_t ssrc) const {
    const std::scoped_lock lock(mutex);
    const auto found = streams.find(ssrc);
    return found == streams.end() ? Stream{} : found->second;
  }
  std::size_t decoded(std::size_t layer) const { return decoders.at(kSsrcs.at(layer))->count(); }
  std::uint64_t encoded(std::size_t layer) const { return sender->stats().at(layer).frames; }
  bool until(std::function<bool()> condition) { return test::runUntil(loop, std::move(condition)); }

  void checkSizes(const std::string& codec) {
    send(codec);
    ASSERT_TRUE(until([&] { return decoded(0) >= 20 && decoded(1) >= 20 && decoded(2) >= 20; }));
    camera.open(false);
    for (std::size_t i = 0; i < 3; ++i) {
      const Stream seen = stream(kSsrcs[i]);
      EXPECT_EQ(seen.mid, "layers0");
      EXPECT_EQ(seen.rid, std::string(1, "qhf"[i]));
      EXPECT_LE(seen.largest, 1200U);
      const auto picture = decoders.at(kSsrcs[i])->pictures().back();
      EXPECT_EQ(picture.width, 320 << i);
      EXPECT_EQ(picture.height, 180 << i);
      EXPECT_EQ(drivers::readMark(picture.data.data(), picture.width, picture.width, picture.height), kMark);
    }
  }
};

TEST_F(LayersBench, SendsThreeSizesOfVp8) { checkSizes("vp8"); }
TEST_F(LayersBench, SendsThreeSizesOfH264) { checkSizes("h264"); }

TEST_F(LayersBench, CapsNameLayersAndNoSsrc) {
  send("vp8");
  const auto caps = sender->caps();
  const GstStructure* fields = gst_caps_get_structure(caps.get(), 0);
  EXPECT_FALSE(gst_structure_has_field(fields, "ssrc"));
  EXPECT_STREQ(gst_structure_get_string(fields, "a-simulcast"), "send q;h;f");
  for (const char* field : {"rid-q", "rid-h", "rid-f"}) EXPECT_STREQ(gst_structure_get_string(fields, field), "send");
  EXPECT_STREQ(gst_structure_get_string(fields, "extmap-3"), "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id");
}

TEST_F(LayersBench, ALayerThatNobodyWantsIsNotEncodedAndComesBackWithAKeyFrame) {
  send("vp8");
  ASSERT_TRUE(until([&] { return encoded(2) >= 15; }));
  sender->setWanted({"q"});
  const auto since = encoded(0);
  ASSERT_TRUE(until([&] { return encoded(0) >= since + 5; }));  // What was inside the encoder is out.
  const auto h = encoded(1);
  const auto f = encoded(2);
  ASSERT_TRUE(until([&] { return encoded(0) >= since + 20; }));
  EXPECT_EQ(encoded(1), h);
  EXPECT_EQ(encoded(2), f);
  const auto keyFrames = stream(kSsrcs[2]).keyFrames;
  const auto packets = stream(kSsrcs[2]).packets;
  sender->setWanted({"q", "f"});
  ASSERT_TRUE(until([&] { return stream(kSsrcs[2]).packets > packets; }));
  EXPECT_EQ(stream(kSsrcs[2]).keyFrames, keyFrames + 1);
  EXPECT_EQ(encoded(1), h);
}

TEST_F(LayersBench, NothingIsEncodedWhileNobodyLooks) {
  send("vp8");
  ASSERT_TRUE(until([&] { return encoded(0) >= 5; }));
  sender->setWanted({});
  int captured = 0;
  const Handle watch = camera.frames().subscribe([&](GstSample*) { loop.post([&] { ++captured; }); });
  ASSERT_TRUE(until([&] { return captured >= 5; }));
  const auto before = encoded(0) + encoded(1) + encoded(2);
  ASSERT_TRUE(until([&] { return captured >= 15; }));
  EXPECT_EQ(encoded(0) + encoded(1) + encoded(2), before);
}

TEST_F(LayersBench, AKeyFrameIsOfTheLayerThatWasAskedForIt) {
  send("vp8");
  // Behind the beginning and its repetition.
  ASSERT_TRUE(until([&] { return encoded(0) >= 15 && encoded(1) >= 15 && encoded(2) >= 15; }));
  const auto q = stream(kSsrcs[0]).keyFrames;
  const auto h = stream(kSsrcs[1]).keyFrames;
  const auto f = stream(kSsrcs[2]).keyFrames;
  sender->requestKeyFrame(kSsrcs[1]);
  sender->requestKeyFrame(77);  // Of nobody.
  ASSERT_TRUE(until([&] { return stream(kSsrcs[1]).keyFrames > h; }));
  EXPECT_EQ(stream(kSsrcs[0]).keyFrames, q);
  EXPECT_EQ(stream(kSsrcs[2]).keyFrames, f);
}

TEST_F(LayersBench, SizeAndRateChangeWhileItRuns) {
  send("vp8");
  ASSERT_TRUE(until([&] { return decoded(2) >= 10; }));
  sender->setLayer({.rid = "f", .width = 960, .height = 540, .framesPerSecond = 10, .bitsPerSecond = 800'000});
  ASSERT_TRUE(until([&] { return decoders.at(kSsrcs[2])->pictures().back().width == 960; }));
  const auto start = decoders.at(kSsrcs[2])->pictures().size();
  ASSERT_TRUE(until([&] { return decoded(2) >= start + 10; }));
  const auto pictures = decoders.at(kSsrcs[2])->pictures();
  const double seconds = static_cast<double>(pictures.back().pts - pictures[start].pts) / GST_SECOND;
  EXPECT_LT(static_cast<double>(pictures.size() - 1 - start) / seconds, 10.5);
  EXPECT_EQ(sender->stats().at(2).height, 540);
}

TEST_F(LayersBench, NeedsAnSsrcForEachLayer) {
  const SendTrack track{.cid = "cam", .codec = "vp8", .layers = {{.rid = "q"}, {.rid = "f"}}};
  EXPECT_FALSE(LayeredVideoSender::create(loop, camera.frames(), track, {}, {1}, [](GstSample*) {}));
  EXPECT_FALSE(LayeredVideoSender::create(loop, camera.frames(), {.cid = "cam", .codec = "vp8"}, {}, {}, {}));
}

}  // namespace
}  // namespace rotonde::pipelines
