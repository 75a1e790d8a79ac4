// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
// The echo canceller, in a room whose microphone hears nothing but its loudspeaker and a person.
#include "pipelines/capture/microphone_capture.hpp"
#include "pipelines/sound/speaker_mixer.hpp"
#include "tests/media/sound/alsa_room.hpp"
#include "tests/media/sound/recording.hpp"
#include "tests/media/sound/tone_sender.hpp"

#include <cstdio>
#include <memory>

namespace rotonde::pipelines {
namespace {

using test::AlsaRoom;
using test::kSecond;
using Voice = test::PulseRoom::Voice;

constexpr std::size_t kAdapting = 5 * kSecond;
/// In dB: far less than on a machine with time, and more than the noise suppressor alone could do.
constexpr double kReduced = 12;
constexpr std::size_t kMeasured = 4 * kSecond;

/// A guest speaks through the loudspeaker, without an end.
struct EchoRoom : AlsaRoom {
  SpeakerMixer mixer{loop};
  MicrophoneCapture microphone{loop};
  Handle samples = microphone.samples().subscribe([this](GstSample* sample) { hear(sample); });
  std::vector<std::int16_t> guestVoice;
  std::vector<std::int16_t> personVoice;
  std::unique_ptr<test::ToneSender> guest;
  Handle speakerAgain;
  Handle microphoneAgain;

  void SetUp() override {
    AlsaRoom::SetUp();
    guestVoice = room.speech(Voice::Guest);
    personVoice = room.speech(Voice::Person);
    ASSERT_GT(guestVoice.size(), 10 * kSecond);
    ASSERT_GT(personVoice.size(), 10 * kSecond);
    // As the engine does; a machine that is too busy opens no device in time.
    mixer.onProblem([this](const std::optional<Error>& problem) {
      if (problem) speakerAgain = loop.after(milliseconds(700), [this] { mixer.select(speaker()); });
    });
    microphone.onProblem([this](const std::optional<Error>& problem) {
      if (problem) microphoneAgain = loop.after(milliseconds(700), [this] { microphone.open(true); });
    });
    mixer.select(speaker());
    mixer.addTrack("guest");
    guest = std::make_unique<test::ToneSender>(loop, guestVoice, [this](GstSample* rtp) { mixer.push("guest", rtp); });
    microphone.select(ear());
    microphone.open(true);
  }
  std::vector<double> sound() {
    EXPECT_TRUE(listen(kMeasured));
    return newest(kMeasured);
  }
  /// A busy machine interrupts what is played, and the canceller adapts again: some seconds must be good, not all.
  void expectNoEcho(const char* what) {
    ASSERT_TRUE(listen(kSecond));
    const double echo = level(sound());
    microphone.setEchoProbe(mixer.echoProbeName());
    ASSERT_TRUE(listen(kAdapting));
    double left = 0;
    for (int tries = 0; tries < 6 && left > echo - kReduced; ++tries) {
      left = level(sound());
      std::printf("%s echo: %.1f dBFS, with the canceller %.1f dBFS\n", what, echo, left);
    }
    EXPECT_GT(echo, -30);
    EXPECT_LT(left, echo - kReduced);
  }
  static double level(const std::vector<double>& sound) { return test::rmsLevel(sound.data(), sound.size()); }
};

TEST_F(EchoRoom, TheLoudspeakersSoundIsTakenOut) { expectNoEcho("near"); }

/// The air's clock is neither the loudspeaker's nor the microphone's, as with two devices.
TEST_F(EchoRoom, AnEchoWithAClockOfItsOwnIsTakenOut) {
  microphone.select(test::named(devices.microphones(), "alsa:far"));
  expectNoEcho("far");
}

TEST_F(EchoRoom, APersonIsHeardWhileTheGuestSpeaks) {
  microphone.setEchoProbe(mixer.echoProbeName());
  ASSERT_TRUE(listen(kAdapting));
  room.say(personVoice);
  ASSERT_TRUE(listen(kSecond));
  const auto both = sound();
  guest.reset();
  mixer.removeTrack("guest");
  room.say(personVoice);
  ASSERT_TRUE(listen(kSecond));
  const auto alone = sound();
  const double person = test::gainOf(both, personVoice);
  const double left = test::gainOf(both, guestVoice);
  std::printf("while both speak: person %.1f dB, guest %.1f dB; person alone %.1f dB\n", person, left,
              test::gainOf(alone, personVoice));
  EXPECT_GT(person, -9);
  EXPECT_LT(left, -12);
}

TEST_F(EchoRoom, SamplesCarryTheRunningTimeOfTheirCapture) {
  ASSERT_TRUE(listen(kSecond));
  const auto old = static_cast<int>(age / static_cast<gint64>(GST_MSECOND));
  std::printf("a sample is %d ms old when it comes\n", old);
  EXPECT_GT(old, -50);
  EXPECT_LT(old, 200);
}

}  // namespace
}  // namespace rotonde::pipelines
