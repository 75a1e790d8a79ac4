// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
// The ALSA capture and playback path, on alsa-plugins and a private PulseAudio.
#include "drivers/alsa/alsa_devices.hpp"
#include "firmware/base/main_loop.hpp"
#include "pipelines/capture/microphone_capture.hpp"
#include "pipelines/engine/media_engine.hpp"
#include "pipelines/gst/device_threads.hpp"
#include "pipelines/gst/elements.hpp"
#include "pipelines/gst/pipeline.hpp"
#include "pipelines/sound/speaker_mixer.hpp"
#include "tests/media/sound/alsa_room.hpp"
#include "tests/media/sound/recording.hpp"
#include "tests/media/sound/tone_sender.hpp"
#include "tests/support/run_until.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <mutex>
#include <vector>

namespace rotonde::pipelines {
namespace {

using test::AlsaRoom;
using test::kLong;
using test::kSecond;

/// The room's sound without the voice processor, which changes levels.
struct PlainEar : AlsaRoom {
  SpeakerMixer mixer{loop};
  std::vector<std::optional<Error>> problems;
  DeviceThreads threads{loop};
  Pipeline capture{"ear", loop};

  void SetUp() override {
    AlsaRoom::SetUp();
    mixer.onProblem([&](std::optional<Error> problem) { problems.push_back(std::move(problem)); });
    mixer.select(speaker());
    mixer.addTrack("a");
    std::vector<GstElement*> chain;
    const auto stream = std::get<drivers::ElementStream>(ear().stream);
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
  }
  void TearDown() override { threads.close("ear", capture.release()); }
};

TEST_F(PlainEar, APlayedToneIsCaptured) {
  const test::ToneSender tone(loop, 440, [&](GstSample* rtp) { mixer.push("a", rtp); });
  // Half a second whole: a busy machine loses some at first.
  const auto whole = [&] {
    const auto sound = newest(kSecond / 2);
    return sound.size() == kSecond / 2 && test::toneLevel(sound, 440) > -11;
  };
  EXPECT_TRUE(test::runUntil(loop, whole, kLong));
  const auto sound = newest(kSecond / 2);
  std::printf("tone at 440 Hz: %.1f dBFS of %.1f\n", test::toneLevel(sound, 440),
              test::rmsLevel(sound.data(), sound.size()));
  EXPECT_NEAR(test::toneLevel(sound, 440), -10, 1);
  EXPECT_LT(test::toneLevel(sound, 700), -35);
  EXPECT_TRUE(problems.empty());
}

TEST_F(PlainEar, SoundIsHeardSoonAfterItsPacket) {
  ASSERT_TRUE(listen(kSecond / 2));
  std::atomic<GstClockTime> pushed = 0;
  const test::ToneSender tone(loop, 440, [&](GstSample* rtp) {
    if (pushed == 0) pushed = Pipeline::runningTime();
    mixer.push("a", rtp);
  });
  ASSERT_TRUE(test::runUntil(loop, [&] { return loud > 0; }, kLong));
  const auto delay = static_cast<int>((loud - pushed) / GST_MSECOND);
  std::printf("from the packet to the ear: %d ms\n", delay);
  EXPECT_GT(delay, 0);
  EXPECT_LT(delay, 300);
}

/// What the engine does: it tries again a while after a problem.
struct Reopening {
  Reopening(MainLoop& loop, std::function<void()> again) : loop_(loop), again_(std::move(again)) {}
  void heard(const std::optional<Error>& problem) {
    failing = problem.has_value();
    problems += failing ? 1 : 0;
    timer_.reset();
    if (failing) timer_ = loop_.after(milliseconds(700), again_);
  }
  int problems = 0;
  bool failing = false;

 private:
  MainLoop& loop_;
  std::function<void()> again_;
  Handle timer_;
};

struct AlsaTrouble : AlsaRoom {
  SpeakerMixer mixer{loop};
  MicrophoneCapture microphone{loop};
  Reopening speakerAgain{loop, [this] { mixer.select(speaker()); }};
  Reopening microphoneAgain{loop, [this] { microphone.open(true); }};
  Handle samples = microphone.samples().subscribe([this](GstSample* sample) { hear(sample); });

  void SetUp() override {
    AlsaRoom::SetUp();
    mixer.onProblem([&](const std::optional<Error>& problem) { speakerAgain.heard(problem); });
    microphone.onProblem([&](const std::optional<Error>& problem) { microphoneAgain.heard(problem); });
    microphone.setEchoProbe(mixer.echoProbeName());
    mixer.select(speaker());
    microphone.select(ear());
    microphone.open(true);
    ASSERT_TRUE(listen(kSecond));
    ticker.longestGap();
  }
  bool bothFail() {
    return test::runUntil(loop, [&] { return speakerAgain.problems > 0 && microphoneAgain.problems > 0; }, kLong);
  }
  bool bothWork() {
    return listen(kSecond) &&
           test::runUntil(loop, [&] { return !speakerAgain.failing && !microphoneAgain.failing; }, kLong);
  }
};

TEST_F(AlsaTrouble, ADeadDeviceIsReportedAndComesBack) {
  room.stop();
  EXPECT_TRUE(test::runUntil(loop, [&] { return microphoneAgain.problems > 0; }, kLong));
  const auto gap = ticker.longestGap();
  ASSERT_TRUE(room.start());
  // alsasink throws sound away without an error when its plug-in's server is gone (a pulled card does give one), so the
  // loudspeaker is selected again as for a changed list of devices.
  mixer.select(speaker());
  EXPECT_TRUE(bothWork());
  const auto later = ticker.longestGap();
  std::printf("longest main loop pause: %d ms dying, %d ms coming back\n", static_cast<int>(gap.count()),
              static_cast<int>(later.count()));
  EXPECT_LT(std::max(gap, later), milliseconds(200));
}

TEST_F(AlsaTrouble, AHangingDeviceNeverBlocksTheLoop) {
  room.freeze(true);
  const std::size_t before = newest(100 * kSecond).size();
  microphone.open(false);
  const std::size_t closed = newest(100 * kSecond).size();
  EXPECT_GE(closed, before);
  mixer.select(std::nullopt);
  mixer.select(speaker());
  microphone.open(true);
  EXPECT_TRUE(bothFail());
  const auto gap = ticker.longestGap();
  room.freeze(false);
  EXPECT_TRUE(bothWork());
  const auto later = ticker.longestGap();
  std::printf("longest main loop pause: %d ms hanging, %d ms coming back\n", static_cast<int>(gap.count()),
              static_cast<int>(later.count()));
  EXPECT_LT(std::max(gap, later), milliseconds(200));
}

/// The engine itself tries again.
TEST(AlsaEngine, DevicesThatAreNotThereAreReportedAndOpenedWhenTheyCome) {
  MainLoop loop;
  test::PulseRoom room(loop);
  const drivers::AlsaDevices devices{{.pcms = {"room", "ear"}}};
  struct Listener : LocalMedia::Listener {
    void cameraProblem(std::optional<Error>) override {}
    void microphoneProblem(std::optional<Error> problem) override { microphone.push_back(std::move(problem)); }
    void speakerProblem(std::optional<Error> problem) override { speaker.push_back(std::move(problem)); }
    std::vector<std::optional<Error>> microphone;
    std::vector<std::optional<Error>> speaker;
  } listener;
  MediaEngine engine(loop, {640, 360});
  engine.setListener(&listener);
  engine.selectSpeaker(test::named(devices.speakers(), "alsa:room"));
  engine.selectMicrophone(test::named(devices.microphones(), "alsa:ear"));
  engine.openMicrophone(true);
  const auto failedTwice = [](const auto& told) { return told.size() == 2 && told.front() && told.back(); };
  EXPECT_TRUE(test::runUntil(
      loop, [&] { return failedTwice(listener.microphone) && failedTwice(listener.speaker); }, milliseconds(20'000)));
  EXPECT_THAT(listener.speaker.front()->message, testing::HasSubstr("«room»"));
  EXPECT_THAT(listener.microphone.front()->message, testing::HasSubstr("«ear»"));
  ASSERT_TRUE(room.start());
  const auto works = [](const auto& told) { return !told.empty() && !told.back(); };
  EXPECT_TRUE(test::runUntil(
      loop, [&] { return works(listener.microphone) && works(listener.speaker); }, milliseconds(20'000)));
}

}  // namespace
}  // namespace rotonde::pipelines
