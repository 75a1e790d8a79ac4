// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/encode/video_sender.hpp"

#include "drivers/simulated/mark_pattern.hpp"
#include "drivers/simulated/simulated_devices.hpp"
#include "firmware/base/main_loop.hpp"
#include "pipelines/capture/camera_capture.hpp"
#include "tests/media/encode/rtp_decoder.hpp"
#include "tests/support/run_until.hpp"

#include <gst/rtp/gstrtpbuffer.h>
#include <gtest/gtest.h>

#include <atomic>

namespace rotonde::pipelines {
namespace {

constexpr std::uint32_t kMark = 0xC0FFEE42;
constexpr std::uint32_t kSsrc = 0x12345678;

struct Seen {
  std::uint32_t ssrc = 0;
  int payload = 0;
  bool twcc = false;
  gsize largest = 0;
  bool sameCaps = true;
};

struct Bench : testing::Test {
  MainLoop loop;
  drivers::SimulatedDevices devices{{.mark = kMark}};
  CameraCapture camera{loop, {1280, 720, 30}};
  Handle tick = camera.frames().subscribe([this](GstSample*) { loop.post([] {}); });  ///< So that runUntil looks.

  std::unique_ptr<VideoSender> make(const SendLayer& layer, const std::string& codec,
                                    std::function<void(GstSample*)> out) {
    SendTrack track{.cid = "cam", .codec = codec, .layers = {layer}};
    auto sender = VideoSender::create(loop, camera.frames(), track, layer,
                                      {.ssrc = kSsrc, .payload = 96, .twccExtension = 4}, std::move(out));
    if (!sender) {
      ADD_FAILURE() << sender.error().message;
      return nullptr;
    }
    camera.select(devices.cameras().front());
    camera.open(true);
    return std::move(*sender);
  }
};

void look(GstSample* rtp, GstCaps* caps, Seen& seen) {
  GstRTPBuffer packet = GST_RTP_BUFFER_INIT;
  ASSERT_TRUE(gst_rtp_buffer_map(gst_sample_get_buffer(rtp), GST_MAP_READ, &packet));
  seen.ssrc = gst_rtp_buffer_get_ssrc(&packet);
  seen.payload = gst_rtp_buffer_get_payload_type(&packet);
  gpointer data = nullptr;
  guint size = 0;
  seen.twcc = gst_rtp_buffer_get_extension_onebyte_header(&packet, 4, 0, &data, &size) && size == 2;
  gst_rtp_buffer_unmap(&packet);
  seen.largest = std::max(seen.largest, gst_buffer_get_size(gst_sample_get_buffer(rtp)));
  seen.sameCaps = seen.sameCaps && gst_sample_get_caps(rtp) == caps;
}

void checkDecodes(Bench& bench, const std::string& codec, const std::string& chain) {
  test::RtpDecoder decoder(bench.loop, chain, "videoconvert ! video/x-raw,format=I420");
  std::mutex mutex;
  Seen noted;
  Ref<GstCaps> caps;
  std::atomic<std::uint64_t> out = 0;
  const auto sender = bench.make({.width = 1280, .height = 720}, codec, [&](GstSample* rtp) {
    {
      const std::scoped_lock lock(mutex);
      look(rtp, caps.get(), noted);
    }
    ++out;
    decoder.push(rtp);
  });
  ASSERT_TRUE(sender);
  caps = sender->caps();
  sender->setActive(true);
  ASSERT_TRUE(test::runUntil(bench.loop, [&] { return decoder.count() >= 45; }));
  bench.camera.open(false);
  // Packets of the last frames may still be on their way.
  const Seen seen = [&] {
    const std::scoped_lock lock(mutex);
    return noted;
  }();
  EXPECT_EQ(seen.ssrc, kSsrc);
  EXPECT_EQ(seen.payload, 96);
  EXPECT_TRUE(seen.twcc);
  EXPECT_LE(seen.largest, 1200U);
  EXPECT_TRUE(seen.sameCaps);
  EXPECT_GE(sender->frames(), 45U);
  EXPECT_EQ(sender->packets(), out);
  EXPECT_EQ(sender->codec(), codec);
  const auto pictures = decoder.pictures();
  EXPECT_EQ(pictures.back().width, 1280);
  EXPECT_EQ(drivers::readMark(pictures.back().data.data(), 1280, 1280, 720), kMark);
  // A frame keeps its capture time over encoder and RTP: the decoder's output has the camera's raster.
  for (std::size_t i = 1; i < pictures.size(); ++i) {
    EXPECT_GT(pictures[i].pts, pictures[i - 1].pts);
    const GstClockTime raster = GST_SECOND / 30;
    const GstClockTime rest = (pictures[i].pts - pictures.front().pts) % raster;
    EXPECT_LT(std::min(rest, raster - rest), 2 * GST_MSECOND) << i;
  }
  EXPECT_LT(pictures.back().pts, Pipeline::runningTime());
  EXPECT_GT(pictures.back().pts + 5 * GST_SECOND, Pipeline::runningTime());
}

TEST_F(Bench, SendsVp8) { checkDecodes(*this, "vp8", "rtpvp8depay ! vp8dec"); }
TEST_F(Bench, SendsH264) { checkDecodes(*this, "h264", "rtph264depay ! h264parse ! avdec_h264"); }

TEST_F(Bench, TellsItsCapsBeforeAnyMedia) {
  const auto sender = make({}, "h264", [](GstSample*) {});
  ASSERT_TRUE(sender);
  const auto caps = sender->caps();
  const GstStructure* fields = gst_caps_get_structure(caps.get(), 0);
  EXPECT_STREQ(gst_structure_get_string(fields, "encoding-name"), "H264");
  EXPECT_STREQ(gst_structure_get_string(fields, "profile-level-id"), "42e01f");
  EXPECT_STREQ(gst_structure_get_string(fields, "packetization-mode"), "1");
  EXPECT_TRUE(gst_structure_has_field(fields, "extmap-4"));
  EXPECT_TRUE(gst_structure_has_field(fields, "rtcp-fb-nack-pli"));
  EXPECT_TRUE(gst_structure_has_field(fields, "rtcp-fb-transport-cc"));
  EXPECT_EQ(sender->packets(), 0U);
}

TEST_F(Bench, MarkSurvivesTheSmallestLayer) {
  test::RtpDecoder decoder(loop, "rtpvp8depay ! vp8dec", "videoconvert ! video/x-raw,format=I420");
  const auto sender = make({.rid = "q", .width = 320, .height = 180, .framesPerSecond = 15, .bitsPerSecond = 100'000},
                           "vp8", [&](GstSample* rtp) { decoder.push(rtp); });
  ASSERT_TRUE(sender);
  sender->setActive(true);
  ASSERT_TRUE(test::runUntil(loop, [&] { return decoder.count() >= 30; }));
  camera.open(false);
  const auto pictures = decoder.pictures();
  EXPECT_EQ(pictures.back().width, 320);
  EXPECT_EQ(drivers::readMark(pictures.back().data.data(), 320, 320, 180), kMark);
  // Half the camera's rate.
  const double seconds = static_cast<double>(pictures.back().pts - pictures.front().pts) / GST_SECOND;
  EXPECT_LT(static_cast<double>(pictures.size() - 1) / seconds, 15.5);
}

TEST_F(Bench, GivesKeyFramesOnRequestOnePer300Ms) {
  std::mutex mutex;
  std::vector<GstClockTime> keyFrames;
  const auto sender = make({.width = 320, .height = 180}, "vp8", [&](GstSample* rtp) {
    GstBuffer* buffer = gst_sample_get_buffer(rtp);
    GstRTPBuffer packet = GST_RTP_BUFFER_INIT;
    ASSERT_TRUE(gst_rtp_buffer_map(buffer, GST_MAP_READ, &packet));
    const auto* payload = static_cast<const std::uint8_t*>(gst_rtp_buffer_get_payload(&packet));
    // RFC 7741: descriptor (X, I with 15 bits: 4 octets), then the payload header, whose lowest bit is 0 in key frames.
    const bool start = (payload[0] & 0x10) != 0;
    const bool key = start && (payload[4] & 1) == 0;
    gst_rtp_buffer_unmap(&packet);
    const std::scoped_lock lock(mutex);
    if (key) keyFrames.push_back(GST_BUFFER_PTS(buffer));
  });
  ASSERT_TRUE(sender);
  sender->setActive(true);
  ASSERT_TRUE(test::runUntil(loop, [&] { return sender->frames() >= 15; }));
  const auto count = [&] {
    const std::scoped_lock lock(mutex);
    return keyFrames.size();
  };
  // The beginning, and its repetition for those who came too late for it.
  EXPECT_EQ(count(), 2U);
  // A burst: one now, one when the pause is over.
  const auto burstUntil = sender->frames() + 12;
  ASSERT_TRUE(test::runUntil(loop, [&] {
    sender->requestKeyFrame();
    return sender->frames() >= burstUntil;
  }));
  ASSERT_TRUE(test::runUntil(loop, [&] { return count() >= 4; }));
  const std::scoped_lock lock(mutex);
  EXPECT_GE(keyFrames[1] - keyFrames[0], 200 * GST_MSECOND);
  for (std::size_t i = 2; i < keyFrames.size(); ++i) EXPECT_GE(keyFrames[i] - keyFrames[i - 1], 300 * GST_MSECOND);
  EXPECT_LE(keyFrames.size(), 5U);
}

TEST_F(Bench, InactiveSendsNothingAndStartsAgainWithAKeyFrame) {
  test::RtpDecoder decoder(loop, "rtpvp8depay ! vp8dec", "videoconvert ! video/x-raw,format=I420");
  const auto sender = make({.width = 320, .height = 180}, "vp8", [&](GstSample* rtp) { decoder.push(rtp); });
  ASSERT_TRUE(sender);
  std::atomic<int> captured = 0;
  const Handle watch = camera.frames().subscribe([&](GstSample*) { ++captured; });
  ASSERT_TRUE(test::runUntil(loop, [&] { return captured >= 10; }));
  EXPECT_EQ(sender->packets(), 0U);
  sender->setActive(true);
  ASSERT_TRUE(test::runUntil(loop, [&] { return decoder.count() >= 10; }));
  sender->setActive(false);
  const int since = captured;
  ASSERT_TRUE(test::runUntil(loop, [&] { return captured >= since + 5; }));
  const auto paused = sender->packets();
  ASSERT_TRUE(test::runUntil(loop, [&] { return captured >= since + 15; }));
  EXPECT_EQ(sender->packets(), paused);
}

TEST_F(Bench, RefusesACodecWithoutEncoder) {
  const SendTrack track{.cid = "cam", .codec = "theora"};
  const auto sender = VideoSender::create(loop, camera.frames(), track, {}, {.ssrc = 1}, [](GstSample*) {});
  ASSERT_FALSE(sender);
  EXPECT_EQ(sender.error().kind, ErrorKind::AskHuman);
}

}  // namespace
}  // namespace rotonde::pipelines
