// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/encode/video_sender.hpp"

#include "firmware/base/crossing.hpp"
#include "firmware/base/log.hpp"
#include "pipelines/encode/rtp_output.hpp"
#include "pipelines/encode/video_encoder.hpp"
#include "pipelines/gst/elements.hpp"
#include "pipelines/gst/pipeline.hpp"
#include "pipelines/gst/rate_limit.hpp"

#include <atomic>
#include <format>
#include <utility>
#include <vector>

namespace rotonde::pipelines {

namespace {

constexpr GstClockTime kKeyFramePause = 300 * GST_MSECOND;
constexpr GstClockTime kSecondKeyFrame = 200 * GST_MSECOND;  ///< After the one that begins.

Ref<GstCaps> videoCaps(const std::string& codec, const RtpSettings& settings) {
  auto caps = rtpCaps("video", codec == "vp8" ? "VP8" : "H264", 90'000, settings);
  gst_caps_set_simple(caps.get(), "rtcp-fb-nack-pli", G_TYPE_BOOLEAN, TRUE, nullptr);
  if (settings.twccExtension != 0) {
    gst_caps_set_simple(caps.get(), "rtcp-fb-transport-cc", G_TYPE_BOOLEAN, TRUE, nullptr);
  }
  if (codec == "h264") {
    gst_caps_set_simple(caps.get(), "packetization-mode", G_TYPE_STRING, "1", "profile-level-id", G_TYPE_STRING,
                        "42e01f", "level-asymmetry-allowed", G_TYPE_STRING, "1", nullptr);
  }
  return caps;
}

std::string sizeCaps(const SendLayer& layer) {
  return std::format("video/x-raw,width={},height={}", layer.width, layer.height);
}

std::vector<std::string> softwareFactories(const std::string& codec) {
  std::vector<std::string> factories;
  for (const EncoderKind& kind : knownEncoders()) {
    if (!kind.hardware && codec == kind.codec) factories.emplace_back(kind.factory);
  }
  return factories;
}

}  // namespace

struct VideoSender::Impl {
  Impl(Executor& executor, std::string codecName, const SendLayer& sendLayer, const RtpSettings& settings,
       std::function<void(GstSample*)> out)
      : codec(std::move(codecName)),
        layer(sendLayer),
        output(videoCaps(codec, settings), std::move(out)),
        rate(sendLayer.framesPerSecond),
        limit(sendLayer.framesPerSecond),
        pipeline("send-" + codec, executor) {}

  Result<void> build(const std::vector<std::string>& factories, const RtpSettings& settings);
  Result<void> chooseEncoder(const std::vector<std::string>& factories);
  bool takesKeyFrame(GstClockTime pts);
  void onFrame(GstSample* sample);
  static GstPadProbeReturn countFrame(GstPad*, GstPadProbeInfo*, gpointer self) noexcept;

  std::string codec;
  SendLayer layer;
  RtpOutput output;
  std::atomic<int> rate;                            ///< Wanted, in frames per second.
  int limitedTo = 0;                                ///< What `limit` was told. The producer's thread.
  RateLimit limit;                                  ///< The producer's thread.
  GstClockTime lastKeyFrame = GST_CLOCK_TIME_NONE;  ///< The producer's thread.
  GstClockTime secondChance = GST_CLOCK_TIME_NONE;  ///< When the second key frame is due. The producer's thread.
  std::atomic<bool> active = false;
  std::atomic<bool> fresh = true;  ///< Activated since the last frame.
  std::atomic<bool> keyFrameWanted = false;
  std::atomic<std::uint64_t> encoded = 0;
  std::string factory;
  Pipeline pipeline;
  GstElement* feed = nullptr;
  GstElement* size = nullptr;  ///< Filters what goes into the encoder.
  GstElement* encoder = nullptr;
  std::function<void(Error)> error;
  Handle subscription;  ///< Last: ends first.
};

VideoSender::VideoSender(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
VideoSender::~VideoSender() = default;

Result<std::unique_ptr<VideoSender>> VideoSender::create(Executor& executor, SampleHub& frames, const SendTrack& track,
                                                         const SendLayer& layer, const RtpSettings& settings,
                                                         std::function<void(GstSample*)> out,
                                                         const EncoderCatalogue* catalogue) {
  const auto factories = catalogue ? catalogue->factories(track.codec) : softwareFactories(track.codec);
  if (factories.empty()) {
    return askHuman(std::format("no encoder of this board makes «{}»: see the encoders in the status", track.codec));
  }
  auto impl = std::make_unique<Impl>(executor, track.codec, layer, settings, std::move(out));
  if (const auto built = impl->build(factories, settings); !built) return std::unexpected(built.error());
  impl->pipeline.play();
  impl->subscription = frames.subscribe([raw = impl.get()](GstSample* sample) { raw->onFrame(sample); });
  return std::unique_ptr<VideoSender>(new VideoSender(std::move(impl)));
}

Result<void> VideoSender::Impl::build(const std::vector<std::string>& factories, const RtpSettings& settings) {
  std::vector<GstElement*> chain;
  for (const char* name : {"appsrc", "videoconvert", "videoscale", "capsfilter"}) {
    const auto element = pipeline.add(name);
    if (!element) return std::unexpected(element.error());
    chain.push_back(*element);
  }
  feed = chain.front();
  makeLiveFeed(feed, 2);
  size = chain.back();
  setCaps(size, sizeCaps(layer));
  if (const auto chosen = chooseEncoder(factories); !chosen) return chosen;
  chain.push_back(encoder);
  const auto filter = pipeline.add("capsfilter", "profile");
  if (!filter) return std::unexpected(filter.error());
  setCaps(*filter, encodedCaps(factory));
  chain.push_back(*filter);
  const auto payloader = output.add(pipeline, codec == "vp8" ? "rtpvp8pay" : "rtph264pay", settings);
  if (!payloader) return std::unexpected(payloader.error());
  // VP8: 15-bit picture ids, which the SFU wants. H.264: parameter sets with each key frame, one STAP per frame only.
  setIfPresent(*payloader, "picture-id-mode", "15-bit");
  setIfPresent(*payloader, "config-interval", "-1");
  setIfPresent(*payloader, "aggregate-mode", "zero-latency");
  chain.push_back(*payloader);
  if (const auto linked = link(chain); !linked) return linked;
  const auto pad = Ref<GstPad>::adopt(gst_element_get_static_pad(encoder, "src"));
  gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, countFrame, this, nullptr);
  pipeline.onError([this](const Pipeline::Message& message) {
    log::warning("encode", "{} failed: {}", factory, message.text);
    active = false;
    if (const auto fn = error) fn(Error{ErrorKind::TryLater, std::format("{}: {}", factory, message.text), {}});
  });
  return {};
}

/// The first encoder that opens. READY is where hardware says that it is taken.
Result<void> VideoSender::Impl::chooseEncoder(const std::vector<std::string>& factories) {
  Error last;
  for (const std::string& name : factories) {
    auto made = makeEncoder(name, layer);
    if (!made) {
      last = made.error();
      continue;
    }
    if (gst_element_set_state(made->get(), GST_STATE_READY) == GST_STATE_CHANGE_FAILURE) {
      gst_element_set_state(made->get(), GST_STATE_NULL);
      last = Error{ErrorKind::TryLater, std::format("the encoder {} does not open", name), {}};
      continue;
    }
    factory = name;
    encoder = made->get();
    gst_bin_add(pipeline.bin(), encoder);
    return {};
  }
  return std::unexpected(last);
}

/// A key frame can only be made of a frame, so frames are the clock of the requests.
bool VideoSender::Impl::takesKeyFrame(GstClockTime pts) {
  if (fresh.exchange(false)) {
    // This one is often lost, sent before anybody was there to take it. Its loss starts no pause for requests, and a
    // second one follows unasked: the SFU may hold requests back for longer.
    keyFrameWanted = false;
    secondChance = pts + kSecondKeyFrame;
    return true;
  }
  const bool requested = keyFrameWanted && (!GST_CLOCK_TIME_IS_VALID(lastKeyFrame) ||
                                            pts >= lastKeyFrame + kKeyFramePause || pts < lastKeyFrame);
  if (!requested && (!GST_CLOCK_TIME_IS_VALID(secondChance) || pts < secondChance)) return false;
  keyFrameWanted = false;
  secondChance = GST_CLOCK_TIME_NONE;
  lastKeyFrame = pts;
  return true;
}

void VideoSender::Impl::onFrame(GstSample* sample) {
  GstBuffer* buffer = gst_sample_get_buffer(sample);
  if (!active || !buffer || !GST_BUFFER_PTS_IS_VALID(buffer)) return;
  const GstClockTime pts = GST_BUFFER_PTS(buffer);
  if (const int wanted = rate; wanted != limitedTo) limit.setRate(limitedTo = wanted);
  if (!limit.take(pts)) return;
  if (takesKeyFrame(pts)) forceKeyFrame(encoder);
  pushSample(feed, sample);
}

GstPadProbeReturn VideoSender::Impl::countFrame(GstPad*, GstPadProbeInfo*, gpointer self) noexcept {
  takeOver();
  ++static_cast<Impl*>(self)->encoded;
  return GST_PAD_PROBE_OK;
}

Ref<GstCaps> VideoSender::caps() const { return impl_->output.caps(); }

void VideoSender::setActive(bool active) {
  if (active && !impl_->active) impl_->fresh = true;
  impl_->active = active;
}

void VideoSender::requestKeyFrame() { impl_->keyFrameWanted = true; }

void VideoSender::setLayer(const SendLayer& layer) {
  const SendLayer before = std::exchange(impl_->layer, layer);
  impl_->rate = layer.framesPerSecond;
  if (layer.bitsPerSecond != before.bitsPerSecond) setEncoderBitrate(impl_->encoder, layer.bitsPerSecond);
  if (layer.width != before.width || layer.height != before.height) setCaps(impl_->size, sizeCaps(layer));
}

const SendLayer& VideoSender::layer() const { return impl_->layer; }
std::uint64_t VideoSender::packets() const { return impl_->output.packets(); }
std::uint64_t VideoSender::frames() const { return impl_->encoded; }
std::string VideoSender::codec() const { return impl_->codec; }
std::string VideoSender::encoder() const { return impl_->factory; }
void VideoSender::onError(std::function<void(Error)> fn) { impl_->error = std::move(fn); }

}  // namespace rotonde::pipelines
