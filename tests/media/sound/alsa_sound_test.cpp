// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
// The ALSA capture and playback path, on alsa-plugins and a private PulseAudio.
#include <algorithm>
#include <cstdio>
#include <mutex>
#include <vector>

#include <gtest/gtest.h>

#include "drivers/alsa/alsa_devices.hpp"
#include "firmware/base/main_loop.hpp"
#include "pipelines/capture/microphone_capture.hpp"
#include "pipelines/gst/elements.hpp"
#include "pipelines/gst/pipeline.hpp"
#include "pipelines/sound/speaker_mixer.hpp"
#include "tests/media/sound/pulse_room.hpp"
#include "tests/media/sound/recording.hpp"
#include "tests/media/sound/tone_sender.hpp"
#include "tests/support/run_until.hpp"

namespace rotonde::pipelines {
namespace {

template <class Device>
Device named(const std::vector<Device>& devices, const std::string& id) {
  const auto found = std::ranges::find(devices, id, &Device::id);
  EXPECT_NE(found, devices.end()) << id;
  return found == devices.end() ? Device{} : *found;
}

struct AlsaRoom : testing::Test {
  MainLoop loop;
  test::PulseRoom room{loop};
  test::Ticker ticker{loop};
  drivers::AlsaDevices devices{{.pcms = {"room", "ear"}}};
  std::mutex mutex;
  std::vector<double> heard;

  void hear(GstSample* sample) {
    GstMapInfo map;
    ASSERT_TRUE(gst_buffer_map(gst_sample_get_buffer(sample), &map, GST_MAP_READ));
    const auto* samples = reinterpret_cast<const std::int16_t*>(map.data);
    const std::scoped_lock lock(mutex);
    for (gsize i = 0; i < map.size / 2; ++i) heard.push_back(samples[i] / 32768.0);
    gst_buffer_unmap(gst_sample_get_buffer(sample), &map);
  }
  bool listen(std::size_t samples) {
    {
      const std::scoped_lock lock(mutex);
      heard.clear();
    }
    return test::runUntil(loop, [&] {
      const std::scoped_lock lock(mutex);
      return heard.size() >= samples;
    });
  }
};

TEST_F(AlsaRoom, APlayedToneIsCaptured) {
  ASSERT_TRUE(room.ready());
  SpeakerMixer mixer(loop);
  std::vector<std::optional<Error>> problems;
  mixer.onProblem([&](std::optional<Error> problem) { problems.push_back(std::move(problem)); });
  mixer.select(named(devices.speakers(), "alsa:room"));
  mixer.addTrack("a");
  const test::ToneSender tone(loop, 440, [&](GstSample* rtp) { mixer.push("a", rtp); });

  const auto ear = named(devices.microphones(), "alsa:ear");
  Pipeline capture("ear", loop);
  std::vector<GstElement*> chain;
  const auto& stream = std::get<drivers::ElementStream>(ear.stream);
  for (const char* factory : {stream.factory.c_str(), "audioconvert", "audioresample", "capsfilter", "appsink"}) {
    const auto element = capture.add(factory);
    ASSERT_TRUE(element);
    chain.push_back(*element);
  }
  ASSERT_TRUE(setProperties(chain[0], stream.properties));
  setCaps(chain[3], "audio/x-raw,format=S16LE,rate=48000,channels=1");
  ASSERT_TRUE(link(chain));
  receiveSamples(chain.back(), [this](GstSample* sample) { hear(sample); });
  capture.play();

  ASSERT_TRUE(listen(2 * 48'000));
  EXPECT_TRUE(problems.empty());
  room.stop();
  capture.stop();
  const std::scoped_lock lock(mutex);
  const std::vector<double> end(heard.end() - 24'000, heard.end());
  EXPECT_NEAR(test::toneLevel(end, 440), -10, 2);
}

/// The null sink's monitor is the worst echo there is: nothing but the loudspeaker, at full level.
double echoLevel(bool cancel) {
  MainLoop loop;
  test::PulseRoom room(loop);
  const test::Ticker ticker(loop);
  const drivers::AlsaDevices devices({.pcms = {"room", "ear"}});
  SpeakerMixer mixer(loop);
  mixer.select(named(devices.speakers(), "alsa:room"));
  mixer.addTrack("a");
  // On and off like speech, so that the noise suppressor does not take it for noise.
  int packet = 0;
  const test::ToneSender tone(
      loop, 440,
      [&](GstSample* rtp) {
        if (packet++ / 8 % 2 == 0) mixer.push("a", rtp);
      },
      "pink-noise");
  MicrophoneCapture microphone(loop);
  microphone.onProblem([](std::optional<Error> problem) { EXPECT_FALSE(problem) << problem->message; });
  std::mutex mutex;
  std::vector<double> heard;
  const Handle ear = microphone.samples().subscribe([&](GstSample* sample) {
    GstMapInfo map;
    gst_buffer_map(gst_sample_get_buffer(sample), &map, GST_MAP_READ);
    const auto* samples = reinterpret_cast<const std::int16_t*>(map.data);
    const std::scoped_lock lock(mutex);
    for (gsize i = 0; i < map.size / 2; ++i) heard.push_back(samples[i] / 32768.0);
    gst_buffer_unmap(gst_sample_get_buffer(sample), &map);
  });
  EXPECT_FALSE(mixer.echoProbeName().empty());
  if (cancel) microphone.setEchoProbe(mixer.echoProbeName());
  microphone.select(named(devices.microphones(), "alsa:ear"));
  microphone.open(true);
  const bool enough = test::runUntil(loop, [&] {
    const std::scoped_lock lock(mutex);
    return heard.size() >= 8 * 48'000;
  });
  room.stop();
  microphone.open(false);
  return enough ? test::rmsLevel(&heard[heard.size() - 96'000], 96'000) : 0;
}

TEST(AlsaEcho, IsTakenOutOfTheMicrophone) {
  const double without = echoLevel(false);
  const double with = echoLevel(true);
  std::printf("echo at the microphone: %.1f dBFS without, %.1f dBFS with the canceller\n", without, with);
  EXPECT_LT(with, without - 15);
}

}  // namespace
}  // namespace rotonde::pipelines
