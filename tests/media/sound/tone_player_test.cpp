// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/sound/tone_player.hpp"

#include "firmware/base/main_loop.hpp"
#include "pipelines/sound/speaker_mixer.hpp"
#include "tests/media/sound/recording.hpp"
#include "tests/support/run_until.hpp"

#include <gtest/gtest.h>

namespace rotonde::pipelines {
namespace {

constexpr std::size_t kFifth = 9'600;

TEST(TonePlayer, TheRoomHearsTwoNotesAndThenSilence) {
  MainLoop loop;
  const test::Recording recording;
  SpeakerMixer mixer(loop);
  mixer.select(recording.speaker());
  TonePlayer player(loop, mixer);
  const auto heard = [&](double hertz) {
    const auto sound = recording.newest(kFifth);
    return sound.size() == kFifth && test::toneLevel(sound, hertz) > -26 && test::toneLevel(sound, 500) < -40;
  };
  const auto hears = [&](double hertz) { return test::runUntil(loop, [&] { return heard(hertz); }); };
  player.play(Tone::Recording);
  player.play(Tone::Recording);
  EXPECT_TRUE(hears(660));
  EXPECT_TRUE(hears(880));
  EXPECT_TRUE(test::runUntil(loop, [&] { return mixer.level() == -100; }));
  const auto again = [&] {
    player.play(Tone::Recording);  // Means nothing until the first is quite over.
    return heard(660);
  };
  EXPECT_TRUE(test::runUntil(loop, again));
}

}  // namespace
}  // namespace rotonde::pipelines
