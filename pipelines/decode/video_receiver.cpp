// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/decode/video_receiver.hpp"

#include "firmware/base/crossing.hpp"
#include "firmware/base/log.hpp"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gst/video/video.h>

#include <format>

namespace rotonde::pipelines {

namespace {

constexpr const char* kDomain = "decode";
constexpr milliseconds kCheckEvery{100};
/// Packets kept while the decoder is being built: the first key frame is among them.
constexpr std::size_t kMaxPending = 512;
constexpr int kChecksBeforeRequest = 4;
constexpr int kChecksBetweenRequests = 5;

struct Codec {
  const char* encodingName;
  const char* depayloader;
  const char* parser;  ///< Between depayloader and decoder; nullptr: none.
  std::vector<const char*> decoders;
};

const Codec* codecOf(const std::string& encodingName) {
  static const std::vector<Codec> kCodecs = {
      {"VP8", "rtpvp8depay", nullptr, {"vavp8dec", "v4l2slvp8dec", "v4l2vp8dec", "vp8dec"}},
      // A browser's VP9 is SVC with several spatial layers in one buffer; only software decoders are known to take it.
      {"VP9", "rtpvp9depay", nullptr, {"vp9dec", "avdec_vp9"}},
      {"H264", "rtph264depay", "h264parse", {"vah264dec", "v4l2slh264dec", "v4l2h264dec", "avdec_h264", "openh264dec"}},
  };
  for (const Codec& codec : kCodecs) {
    if (encodingName == codec.encodingName) return &codec;
  }
  return nullptr;
}

}  // namespace

std::vector<std::string> videoDecoders(const std::string& encodingName) {
  std::vector<std::string> found;
  if (const Codec* codec = codecOf(encodingName)) {
    for (const char* decoder : codec->decoders) {
      const auto factory = Ref<GstElementFactory>::adopt(gst_element_factory_find(decoder));
      if (factory) found.emplace_back(decoder);
    }
  }
  return found;
}

/// What streaming threads touch.
struct VideoReceiver::Shared {
  std::mutex mutex;
  Ref<GstElement> appsrc;  ///< Of the present chain.
  std::string encodingName;
  bool wantsChain = false;
  std::vector<Ref<GstSample>> pending;
  std::atomic<std::uint64_t> packets = 0;
  std::atomic<std::uint64_t> frames = 0;
  std::atomic<int> width = 0;
  std::atomic<int> height = 0;
};

struct VideoReceiver::Chain {
  std::unique_ptr<Pipeline> pipeline;
  std::string decoder;
};

VideoReceiver::VideoReceiver(Runtime& runtime, Feeds& feeds, std::string feed, std::function<void()> requestKeyFrame)
    : runtime_(runtime),
      feeds_(feeds),
      feed_(std::move(feed)),
      requestKeyFrame_(std::move(requestKeyFrame)),
      shared_(std::make_shared<Shared>()) {
  watch();
}

VideoReceiver::~VideoReceiver() {
  {
    const std::scoped_lock lock(shared_->mutex);
    shared_->appsrc.reset();
  }
  chain_.reset();
  feeds_.remove(feed_);
}

void VideoReceiver::push(GstSample* packet) {
  ++shared_->packets;
  const GstStructure* structure = gst_caps_get_structure(gst_sample_get_caps(packet), 0);
  const char* name = gst_structure_get_string(structure, "encoding-name");
  if (!name) return;
  const std::scoped_lock lock(shared_->mutex);
  if (shared_->encodingName != name) {
    shared_->encodingName = name;
    shared_->appsrc.reset();
    shared_->pending.clear();
    shared_->wantsChain = true;
    runtime_.post([weak = std::weak_ptr(shared_), this] {
      // The receiver dies on the main loop, so that a living Shared means a living receiver here.
      const auto shared = weak.lock();
      if (!shared) return;
      std::string wanted;
      {
        const std::scoped_lock inner(shared->mutex);
        if (!std::exchange(shared->wantsChain, false)) return;
        wanted = shared->encodingName;
      }
      failedDecoders_ = 0;
      build(wanted);
    });
  }
  if (shared_->appsrc) {
    pushSample(shared_->appsrc.get(), packet);
  } else if (shared_->pending.size() < kMaxPending) {
    shared_->pending.push_back(Ref<GstSample>::share(packet));
  }
}

void VideoReceiver::build(const std::string& encodingName) {
  {
    const std::scoped_lock lock(shared_->mutex);
    shared_->appsrc.reset();
  }
  chain_.reset();
  encodingName_ = encodingName;
  const Codec* codec = codecOf(encodingName);
  const auto decoders = videoDecoders(encodingName);
  if (!codec || failedDecoders_ >= decoders.size()) {
    log::error(kDomain, "no decoder for {}", encodingName);
    return;
  }
  auto chain = std::make_unique<Chain>();
  chain->decoder = decoders[failedDecoders_];
  chain->pipeline = std::make_unique<Pipeline>("decode", runtime_);
  Pipeline& pipeline = *chain->pipeline;
  std::vector<GstElement*> elements;
  for (const char* factory : {"appsrc", codec->depayloader, codec->parser, chain->decoder.c_str(), "appsink"}) {
    if (!factory) continue;
    const auto made = pipeline.add(factory);
    if (!made) return log::error(kDomain, "{}", made.error().message);
    if (!elements.empty()) gst_element_link(elements.back(), *made);
    elements.push_back(*made);
  }
  GstElement* appsrc = elements.front();
  GstElement* appsink = elements.back();
  g_object_set(appsrc, "format", GST_FORMAT_TIME, "is-live", TRUE, "max-buffers", guint64{2000}, "leaky-type", 2,
               nullptr);
  g_object_set(elements[1], "request-keyframe", TRUE, "wait-for-keyframe", TRUE, nullptr);
  g_object_set(appsink, "sync", FALSE, "async", FALSE, "enable-last-sample", FALSE, "max-buffers", 2U, "drop", TRUE,
               nullptr);
  const auto rawCaps = Ref<GstCaps>::adopt(gst_caps_new_empty_simple("video/x-raw"));
  gst_app_sink_set_caps(GST_APP_SINK(appsink), rawCaps.get());
  if (g_object_class_find_property(G_OBJECT_GET_CLASS(elements[elements.size() - 2]), "threads")) {
    g_object_set(elements[elements.size() - 2], "threads", 1, nullptr);
  }
  receiveFrames(appsink);
  receiveWishes(appsrc);
  pipeline.onError([this, decoder = chain->decoder](const Pipeline::Message& message) {
    log::warning(kDomain, "{} failed: {}", decoder, message.text);
    ++failedDecoders_;
    // Not from inside the failed pipeline's own callback.
    runtime_.post([alive = std::weak_ptr(shared_), this] {
      if (!alive.lock()) return;
      build(encodingName_);
      requestKeyFrame_();
    });
  });
  pipeline.play();
  chain_ = std::move(chain);
  const std::scoped_lock lock(shared_->mutex);
  for (const auto& packet : shared_->pending) pushSample(appsrc, packet.get());
  shared_->pending.clear();
  shared_->appsrc = Ref<GstElement>::share(appsrc);
}

void VideoReceiver::receiveFrames(GstElement* appsink) {
  struct Output {
    std::shared_ptr<Shared> shared;
    Feeds& feeds;
    std::string feed;
  };
  GstAppSinkCallbacks callbacks{};
  callbacks.new_sample = [](GstAppSink* sink, gpointer data) noexcept {
    takeOver();
    const auto& output = *static_cast<Output*>(data);
    const auto sample = Ref<GstSample>::adopt(gst_app_sink_pull_sample(sink));
    GstVideoInfo info;
    if (!sample || !gst_video_info_from_caps(&info, gst_sample_get_caps(sample.get()))) return GST_FLOW_OK;
    ++output.shared->frames;
    output.shared->width = GST_VIDEO_INFO_WIDTH(&info);
    output.shared->height = GST_VIDEO_INFO_HEIGHT(&info);
    output.feeds.put(output.feed, sample.get());
    return GST_FLOW_OK;
  };
  gst_app_sink_set_callbacks(GST_APP_SINK(appsink), &callbacks, new Output{shared_, feeds_, feed_},
                             [](gpointer data) { delete static_cast<Output*>(data); });
}

void VideoReceiver::receiveWishes(GstElement* appsrc) {
  struct Wish {
    Executor& executor;
    std::weak_ptr<Shared> alive;
    VideoReceiver* receiver;
  };
  const auto source = Ref<GstPad>::adopt(gst_element_get_static_pad(appsrc, "src"));
  const auto wished = +[](GstPad*, GstPadProbeInfo* info, gpointer data) noexcept {
    takeOver();
    if (gst_video_event_is_force_key_unit(GST_PAD_PROBE_INFO_EVENT(info))) {
      const auto& wish = *static_cast<Wish*>(data);
      wish.executor.post([alive = wish.alive, receiver = wish.receiver] {
        if (alive.lock()) receiver->requestKeyFrame_();
      });
    }
    return GST_PAD_PROBE_OK;
  };
  gst_pad_add_probe(source.get(), GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, wished, new Wish{runtime_, shared_, this},
                    [](gpointer data) { delete static_cast<Wish*>(data); });
}

void VideoReceiver::watch() {
  watchdog_ = runtime_.after(kCheckEvery, [this] {
    const std::uint64_t packets = shared_->packets;
    const std::uint64_t frames = shared_->frames;
    if (packets == watchedPackets_ || frames != watchedFrames_) {
      silentChecks_ = 0;
    } else {
      const int late = ++silentChecks_ - kChecksBeforeRequest;
      if (late >= 0 && late % kChecksBetweenRequests == 0) requestKeyFrame_();
    }
    watchedPackets_ = packets;
    watchedFrames_ = frames;
    watch();
  });
}

TrackStats VideoReceiver::stats() const {
  TrackStats stats;
  stats.id = feed_;
  stats.kind = MediaKind::Video;
  stats.codec = encodingName_;
  stats.packets = shared_->packets;
  stats.frames = shared_->frames;
  stats.width = shared_->width;
  stats.height = shared_->height;
  return stats;
}

}  // namespace rotonde::pipelines
