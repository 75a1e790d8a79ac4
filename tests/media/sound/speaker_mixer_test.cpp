// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/sound/speaker_mixer.hpp"

#include "firmware/base/main_loop.hpp"
#include "pipelines/capture/microphone_capture.hpp"
#include "pipelines/gst/pipeline.hpp"
#include "tests/media/sound/recording.hpp"
#include "tests/media/sound/tone_sender.hpp"
#include "tests/support/run_until.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <filesystem>

namespace rotonde::pipelines {
namespace {

using test::Recording;
using test::toneLevel;
using test::ToneSender;

constexpr std::size_t kHalfSecond = 24'000;

std::size_t threads() {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/task"))
    count += entry.is_directory() ? 1 : 0;
  return count;
}

Ref<GstSample> garbage(int seed, bool rtpHeader) {
  auto buffer = Ref<GstBuffer>::adopt(gst_buffer_new_allocate(nullptr, 80, nullptr));
  GstMapInfo map;
  gst_buffer_map(buffer.get(), &map, GST_MAP_WRITE);
  auto random = static_cast<unsigned>(seed) * 2654435761U + 1;
  for (gsize i = 0; i < map.size; ++i)
    map.data[i] = static_cast<guint8>((random = random * 1664525U + 1013904223U) >> 24);
  if (rtpHeader) {
    map.data[0] = 0x80;
    map.data[1] = 111;
    map.data[2] = static_cast<guint8>(seed >> 8);
    map.data[3] = static_cast<guint8>(seed);
  }
  gst_buffer_unmap(buffer.get(), &map);
  GST_BUFFER_PTS(buffer.get()) = Pipeline::runningTime();
  const auto caps = Ref<GstCaps>::adopt(
      gst_caps_from_string("application/x-rtp,media=audio,encoding-name=OPUS,clock-rate=48000,payload=111"));
  return Ref<GstSample>::adopt(gst_sample_new(buffer.get(), caps.get(), nullptr, nullptr));
}

struct Mixing : testing::Test {
  MainLoop loop;
  Recording recording;
  SpeakerMixer mixer{loop};

  /// Until `recording` has that much more sound. The level messages keep the loop turning.
  bool record(const Recording& to, std::size_t samples) {
    const std::size_t until = to.size() + samples;
    return test::runUntil(loop, [&] { return to.size() >= until; });
  }
};

TEST_F(Mixing, SumsTwoTones) {
  mixer.select(recording.speaker());
  mixer.addTrack("a");
  mixer.addTrack("b");
  const ToneSender a(loop, 440, [&](GstSample* rtp) { mixer.push("a", rtp); });
  const ToneSender b(loop, 1000, [&](GstSample* rtp) { mixer.push("b", rtp); });
  // Half a second with both, whole: a busy machine may lose some at first.
  const auto whole = [&] {
    const auto sound = recording.newest(kHalfSecond);
    return sound.size() == kHalfSecond && toneLevel(sound, 440) > -11 && toneLevel(sound, 1000) > -11;
  };
  ASSERT_TRUE(test::runUntil(loop, whole));
  const auto sound = recording.newest(kHalfSecond);
  EXPECT_LT(toneLevel(sound, 440), -9);
  EXPECT_LT(toneLevel(sound, 1000), -9);
  EXPECT_LT(toneLevel(sound, 700), -35);
  EXPECT_TRUE(test::runUntil(loop, [&] { return std::abs(mixer.level() + 7) < 2; }));
}

TEST_F(Mixing, PlaysNowhereAndMeasuresAllTheSame) {
  mixer.addTrack("a");
  EXPECT_EQ(mixer.level(), -100);
  const ToneSender a(loop, 440, [&](GstSample* rtp) { mixer.push("a", rtp); });
  EXPECT_TRUE(test::runUntil(loop, [&] { return mixer.level() > -12; }));
  mixer.removeTrack("a");
  EXPECT_TRUE(test::runUntil(loop, [&] { return mixer.level() == -100; }));
}

TEST_F(Mixing, ABrokenTrackHarmsNoOther) {
  mixer.select(recording.speaker());
  mixer.addTrack("good");
  mixer.addTrack("bad");
  int sent = 0;
  const ToneSender good(loop, 440, [&](GstSample* rtp) {
    mixer.push("good", rtp);
    ++sent;
    const auto bad = garbage(sent, sent % 3 != 0);
    mixer.push("bad", bad.get());
    mixer.push("unknown", rtp);
  });
  ASSERT_TRUE(record(recording, 4 * kHalfSecond));
  // What the garbage decodes to is noise; the good tone stands in it.
  EXPECT_NEAR(toneLevel(recording.newest(kHalfSecond), 440), -10, 3);
  mixer.removeTrack("bad");
  // Half a second with nothing but the tone, whole: a busy machine may lose some.
  const auto alone = [&] {
    const auto sound = recording.newest(kHalfSecond);
    return std::abs(toneLevel(sound, 440) + 10) < 1 && std::abs(test::rmsLevel(sound.data(), sound.size()) + 10) < 1;
  };
  EXPECT_TRUE(test::runUntil(loop, alone));
}

TEST_F(Mixing, FillsTheHolesOfLostPackets) {
  mixer.select(recording.speaker());
  mixer.addTrack("a");
  int number = 0;
  const ToneSender a(loop, 440, [&](GstSample* rtp) {
    if (++number % 8 != 0) mixer.push("a", rtp);
  });
  ASSERT_TRUE(record(recording, 5 * kHalfSecond));
  const auto sound = recording.newest(2 * kHalfSecond);
  int holes = 0;
  for (std::size_t at = 0; at + 480 <= sound.size(); at += 480) holes += test::rmsLevel(&sound[at], 480) < -30 ? 1 : 0;
  EXPECT_LE(holes, 2) << "of 100 blocks; one packet in eight was lost";
}

TEST_F(Mixing, TracksComeAndGoWithoutGlitchAndThreads) {
  mixer.select(recording.speaker());
  mixer.addTrack("steady");
  std::atomic<int> passing = 0;
  const ToneSender steady(loop, 440, [&](GstSample* rtp) {
    mixer.push("steady", rtp);
    mixer.push("passing" + std::to_string(passing), rtp);
  });
  ASSERT_TRUE(record(recording, 2 * kHalfSecond));
  const std::size_t before = threads();
  const std::size_t from = recording.size();
  for (int i = 1; i <= 20; ++i) {
    mixer.addTrack("passing" + std::to_string(i));
    passing = i;
    ASSERT_TRUE(record(recording, 4800));
    mixer.removeTrack("passing" + std::to_string(i));
  }
  EXPECT_LE(threads(), before + 2) << "GLib keeps two idle threads in its pool";
  const auto sound = recording.newest(recording.size() - from);
  int holes = 0;
  for (std::size_t at = 0; at + 480 <= sound.size(); at += 480) holes += test::rmsLevel(&sound[at], 480) < -14 ? 1 : 0;
  EXPECT_LE(holes, static_cast<int>(sound.size() / 480 / 20)) << "of " << sound.size() / 480 << " blocks";
}

TEST_F(Mixing, ChangesTheLoudspeakerWhilePlaying) {
  mixer.select(recording.speaker());
  mixer.addTrack("a");
  const ToneSender a(loop, 440, [&](GstSample* rtp) { mixer.push("a", rtp); });
  ASSERT_TRUE(record(recording, kHalfSecond));
  const Recording other;
  const auto probe = mixer.echoProbeName();
  mixer.select(other.speaker());
  const std::size_t closed = recording.size();
  ASSERT_TRUE(record(other, 2 * kHalfSecond));
  EXPECT_NEAR(toneLevel(other.newest(kHalfSecond), 440), -10, 2);
  EXPECT_EQ(recording.size(), closed);
  EXPECT_EQ(mixer.echoProbeName(), probe);
  EXPECT_FALSE(probe.empty());
}

TEST_F(Mixing, ReportsAFailingLoudspeakerAndGoesOn) {
  std::vector<std::optional<Error>> problems;
  mixer.onProblem([&](std::optional<Error> problem) { problems.push_back(std::move(problem)); });
  mixer.addTrack("a");
  const ToneSender a(loop, 440, [&](GstSample* rtp) { mixer.push("a", rtp); });
  mixer.select(drivers::Speaker{.id = "x", .name = "Gone", .sink = {"filesink", {{"location", "/nowhere/at/all"}}}});
  ASSERT_TRUE(test::runUntil(loop, [&] { return !problems.empty(); }));
  ASSERT_TRUE(problems.front());
  EXPECT_THAT(problems.front()->message, testing::HasSubstr("Gone"));
  EXPECT_TRUE(test::runUntil(loop, [&] { return mixer.level() > -12; }));
  mixer.select(recording.speaker());
  ASSERT_TRUE(record(recording, 2 * kHalfSecond));
  EXPECT_EQ(problems.size(), 2U);
  EXPECT_FALSE(problems.back());
}

TEST_F(Mixing, ALateTrackIsPlayedLateInsteadOfNever) {
  mixer.select(recording.speaker());
  mixer.addTrack("a");
  const ToneSender a(loop, 440, [&](GstSample* rtp) {
    const auto late = Ref<GstBuffer>::adopt(gst_buffer_copy(gst_sample_get_buffer(rtp)));
    GST_BUFFER_PTS(late.get()) -= std::min<GstClockTime>(GST_BUFFER_PTS(late.get()), 150 * GST_MSECOND);
    const auto sample = Ref<GstSample>::adopt(gst_sample_new(late.get(), gst_sample_get_caps(rtp), nullptr, nullptr));
    mixer.push("a", sample.get());
  });
  ASSERT_TRUE(record(recording, 3 * kHalfSecond));
  EXPECT_NEAR(toneLevel(recording.newest(kHalfSecond), 440), -10, 2);
}

TEST_F(Mixing, TheMicrophoneFindsTheEchoProbe) {
  ASSERT_FALSE(mixer.echoProbeName().empty());
  MicrophoneCapture microphone(loop);
  std::vector<std::optional<Error>> problems;
  microphone.onProblem([&](std::optional<Error> problem) { problems.push_back(std::move(problem)); });
  std::atomic<int> blocks = 0;
  const Handle samples = microphone.samples().subscribe([&](GstSample*) { ++blocks; });
  microphone.setEchoProbe(mixer.echoProbeName());
  microphone.select(drivers::Microphone{
      .id = "x",
      .name = "X",
      .format = {},
      .stream = drivers::ElementStream{"audiotestsrc", {{"is-live", "true"}, {"do-timestamp", "true"}}}});
  microphone.open(true);
  ASSERT_TRUE(test::runUntil(loop, [&] { return blocks >= 50; }));
  EXPECT_TRUE(problems.empty());
}

TEST_F(Mixing, NamesADriversWrongProperty) {
  std::optional<Error> problem;
  mixer.onProblem([&](std::optional<Error> told) { problem = std::move(told); });
  mixer.select(drivers::Speaker{.id = "x", .name = "Odd", .sink = {"fakesink", {{"loudness", "11"}}}});
  ASSERT_TRUE(problem);
  EXPECT_EQ(problem->kind, ErrorKind::Bug);
  EXPECT_THAT(problem->message, testing::HasSubstr("loudness"));
}

}  // namespace
}  // namespace rotonde::pipelines
