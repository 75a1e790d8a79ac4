// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/encode/audio_sender.hpp"

#include "firmware/base/log.hpp"
#include "pipelines/encode/rtp_output.hpp"
#include "pipelines/gst/elements.hpp"
#include "pipelines/gst/pipeline.hpp"

#include <atomic>
#include <format>
#include <utility>
#include <vector>

namespace rotonde::pipelines {

namespace {

/// RFC 7587 §4: the rate is always 48000 and the channels 2 in the description, whatever is encoded.
Ref<GstCaps> audioCaps(const RtpSettings& settings) {
  auto caps = rtpCaps("audio", "OPUS", 48'000, settings);
  gst_caps_set_simple(caps.get(), "encoding-params", G_TYPE_STRING, "2", "minptime", G_TYPE_STRING, "10",
                      "useinbandfec", G_TYPE_STRING, "1", "usedtx", G_TYPE_STRING, "1", nullptr);
  return caps;
}

void setUpOpus(GstElement* encoder) {
  for (const auto& [property, value] : {std::pair{"bitrate", "48000"},
                                        {"audio-type", "voice"},
                                        {"frame-size", "20"},
                                        {"dtx", "true"},
                                        {"inband-fec", "true"},
                                        {"packet-loss-percentage", "5"}}) {
    setIfPresent(encoder, property, value);
  }
}

}  // namespace

struct AudioSender::Impl {
  Impl(Executor& executor, const RtpSettings& settings, std::function<void(GstSample*)> out)
      : output(audioCaps(settings), std::move(out)), pipeline("send-opus", executor) {}

  Result<void> build(const RtpSettings& settings);

  RtpOutput output;
  std::atomic<bool> active = false;
  Pipeline pipeline;
  GstElement* feed = nullptr;
  std::function<void(Error)> error;
  Handle subscription;  ///< Last: ends first.
};

AudioSender::AudioSender(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
AudioSender::~AudioSender() = default;

Result<std::unique_ptr<AudioSender>> AudioSender::create(Executor& executor, SampleHub& samples, const SendTrack& track,
                                                         const RtpSettings& settings,
                                                         std::function<void(GstSample*)> out) {
  if (track.codec != "opus") return bug(std::format("sound is sent as opus, not as «{}»", track.codec));
  auto impl = std::make_unique<Impl>(executor, settings, std::move(out));
  if (const auto built = impl->build(settings); !built) return std::unexpected(built.error());
  impl->pipeline.play();
  impl->subscription = samples.subscribe([raw = impl.get()](GstSample* sample) {
    if (raw->active) pushSample(raw->feed, sample);
  });
  return std::unique_ptr<AudioSender>(new AudioSender(std::move(impl)));
}

Result<void> AudioSender::Impl::build(const RtpSettings& settings) {
  std::vector<GstElement*> chain;
  for (const char* name : {"appsrc", "audioconvert", "audioresample", "level", "opusenc"}) {
    const auto element = pipeline.add(name);
    if (!element) return std::unexpected(element.error());
    chain.push_back(*element);
  }
  feed = chain.front();
  makeLiveFeed(feed, 20);
  g_object_set(chain[3], "audio-level-meta", TRUE, "post-messages", FALSE, "interval", 20 * GST_MSECOND, nullptr);
  setUpOpus(chain.back());
  const auto payloader = output.add(pipeline, "rtpopuspay", settings);
  if (!payloader) return std::unexpected(payloader.error());
  setIfPresent(*payloader, "dtx", "true");
  chain.push_back(*payloader);
  pipeline.onError([this](const Pipeline::Message& message) {
    log::warning("encode", "the sound encoder failed: {}", message.text);
    active = false;
    if (const auto fn = error) fn(Error{ErrorKind::TryLater, message.text, {}});
  });
  return link(chain);
}

Ref<GstCaps> AudioSender::caps() const { return impl_->output.caps(); }
void AudioSender::setActive(bool active) { impl_->active = active; }
std::uint64_t AudioSender::packets() const { return impl_->output.packets(); }
std::string AudioSender::codec() const { return "opus"; }
void AudioSender::onError(std::function<void(Error)> fn) { impl_->error = std::move(fn); }

}  // namespace rotonde::pipelines
