// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/sound/tone_player.hpp"

#include "firmware/base/log.hpp"
#include "pipelines/gst/elements.hpp"
#include "pipelines/gst/pipeline.hpp"
#include "pipelines/sound/speaker_mixer.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <span>
#include <vector>

namespace rotonde::pipelines {
namespace {

constexpr int kRate = 48'000;
constexpr int kBlock = kRate / 50;  // 20 ms: one Opus frame.
constexpr const char* kTrack = "tone";
constexpr const char* kPlain = "audio/x-raw,format=S16LE,rate=48000,channels=1,layout=interleaved";
/// The first packet is due when the branch stands.
constexpr GstClockTime kLead = 150 * GST_MSECOND;
/// What may still be under way at the end: jitter of this machine, and the mixer's own delay.
constexpr milliseconds kTail{400};
constexpr double kLoudness = 0.16;  // -16 dBFS at the peak: heard in talk, and frightens nobody.

struct Note {
  double hertz;
  milliseconds length;
};

std::span<const Note> notesOf(Tone tone) {
  static constexpr std::array kRecording{Note{660, milliseconds(240)}, Note{880, milliseconds(360)}};
  switch (tone) {
    case Tone::Recording:
      return kRecording;
  }
  return {};
}

/// Whole blocks; each note rises and falls within 15 ms, so that nothing clicks.
std::vector<std::int16_t> samplesOf(Tone tone) {
  constexpr double kEdge = 0.015 * kRate;
  std::vector<std::int16_t> samples;
  for (const Note& note : notesOf(tone)) {
    const auto count = static_cast<int>(note.length.count() * kRate / 1000);
    for (int at = 0; at < count; ++at) {
      const double edge = std::min({1.0, at / kEdge, (count - 1 - at) / kEdge});
      const double value = std::sin(2 * std::numbers::pi * note.hertz * at / kRate) * edge * kLoudness;
      samples.push_back(static_cast<std::int16_t>(std::lround(value * 32767)));
    }
  }
  samples.resize((samples.size() + kBlock - 1) / kBlock * kBlock);
  return samples;
}

void feed(GstElement* source, const std::vector<std::int16_t>& samples) {
  const auto caps = Ref<GstCaps>::adopt(gst_caps_from_string(kPlain));
  GstClockTime pts = Pipeline::runningTime() + kLead;
  for (std::size_t at = 0; at < samples.size(); at += kBlock) {
    const auto block = Ref<GstBuffer>::adopt(gst_buffer_new_memdup(&samples[at], kBlock * sizeof(std::int16_t)));
    GST_BUFFER_PTS(block.get()) = pts;
    GST_BUFFER_DURATION(block.get()) = 20 * GST_MSECOND;
    pts += 20 * GST_MSECOND;
    const auto sample = Ref<GstSample>::adopt(gst_sample_new(block.get(), caps.get(), nullptr, nullptr));
    pushSample(source, sample.get());
  }
}

}  // namespace

struct TonePlayer::Playing {
  explicit Playing(Executor& executor) : pipeline("tone", executor) {}
  Result<void> start(Tone tone, SpeakerMixer& mixer);
  Pipeline pipeline;
};

Result<void> TonePlayer::Playing::start(Tone tone, SpeakerMixer& mixer) {
  std::vector<GstElement*> chain;
  for (const char* factory : {"appsrc", "opusenc", "rtpopuspay", "appsink"}) {
    const auto element = pipeline.add(factory);
    if (!element) return std::unexpected(element.error());
    chain.push_back(*element);
  }
  const auto samples = samplesOf(tone);
  makeLiveFeed(chain.front(), static_cast<unsigned>(samples.size() / kBlock));
  setCaps(chain.front(), kPlain);
  receiveSamples(chain.back(), [&mixer](GstSample* sample) {
    const auto packet = inRunningTime(sample, gst_sample_get_caps(sample));
    if (packet) mixer.push(kTrack, packet.get());
  });
  // Each packet at its instant, as from a network: the mixer keeps but a few.
  g_object_set(chain.back(), "sync", TRUE, nullptr);
  if (const auto linked = link(chain); !linked) return linked;
  pipeline.play();
  feed(chain.front(), samples);
  return {};
}

TonePlayer::TonePlayer(Runtime& runtime, SpeakerMixer& mixer) : runtime_(runtime), mixer_(mixer) {}

TonePlayer::~TonePlayer() { stop(); }

void TonePlayer::play(Tone tone) {
  if (playing_) return;
  mixer_.addTrack(kTrack);
  playing_ = std::make_unique<Playing>(runtime_);
  if (const auto started = playing_->start(tone, mixer_); !started) {
    log::warning("sound", "no tone: {}", started.error().message);
    return stop();
  }
  milliseconds length{GST_TIME_AS_MSECONDS(kLead)};
  for (const Note& note : notesOf(tone)) length += note.length;
  end_ = runtime_.after(length + kTail, [this] { stop(); });
}

void TonePlayer::stop() {
  if (!playing_) return;
  end_.reset();
  playing_.reset();
  mixer_.removeTrack(kTrack);
}

}  // namespace rotonde::pipelines
