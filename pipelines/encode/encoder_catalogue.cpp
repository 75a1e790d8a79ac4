// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/encode/encoder_catalogue.hpp"

#include "pipelines/encode/video_encoder.hpp"
#include "pipelines/gst/elements.hpp"
#include "pipelines/gst/ref.hpp"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>

#include <algorithm>
#include <format>
#include <memory>
#include <thread>

namespace rotonde::pipelines {

namespace {

using std::chrono::steady_clock;

constexpr int kWidth = 640;
constexpr int kHeight = 360;
constexpr int kRate = 30;
/// Hardware may want some pictures before it gives the first.
constexpr int kPatience = 8;
constexpr GstClockTime kWait = 300 * GST_MSECOND;

/// One encoder between an appsrc and an appsink, with nobody else's pipeline near it.
class TryRun {
 public:
  explicit TryRun(const std::string& factory) : factory_(factory) {}
  ~TryRun() {
    if (pipeline_) gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
  }
  TryRun(const TryRun&) = delete;
  TryRun& operator=(const TryRun&) = delete;

  /// Empty when the encoder did all it must, else what it did not.
  std::string run() {
    if (auto failed = build(); !failed.empty()) return failed;
    const auto first = encodeUntilOutput(false);
    if (!first) return "gives no picture";
    forceKeyFrame(encoder_);
    if (!encodeUntilOutput(true)) return "gives no key frame on request";
    setEncoderBitrate(encoder_, 300'000);
    if (!encodeUntilOutput(false)) return "stops when its bit rate changes";
    return {};
  }

 private:
  std::string build() {
    auto encoder = makeEncoder(factory_, {.width = kWidth, .height = kHeight, .bitsPerSecond = 600'000});
    if (!encoder) return encoder.error().message;
    pipeline_ = Ref<GstElement>::sink(gst_pipeline_new("try-run"));
    source_ = gst_element_factory_make("appsrc", nullptr);
    GstElement* convert = gst_element_factory_make("videoconvert", nullptr);
    GstElement* filter = gst_element_factory_make("capsfilter", nullptr);
    sink_ = gst_element_factory_make("appsink", nullptr);
    if (!source_ || !convert || !filter || !sink_) return "GStreamer's base plug-ins are missing";
    encoder_ = encoder->get();
    gst_bin_add_many(GST_BIN(pipeline_.get()), source_, convert, encoder_, filter, sink_, nullptr);
    makeLiveFeed(source_, kPatience);
    setCaps(source_, std::format("video/x-raw,format=I420,width={},height={},framerate={}/1", kWidth, kHeight, kRate));
    setCaps(filter, encodedCaps(factory_));
    g_object_set(sink_, "sync", FALSE, "async", FALSE, nullptr);
    if (!link({source_, convert, encoder_, filter, sink_})) return "does not take raw pictures from memory";
    if (gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE) return "does not open";
    return {};
  }

  bool encodeUntilOutput(bool keyFrame) {
    for (int i = 0; i < kPatience; ++i) {
      pushPicture();
      const auto sample = Ref<GstSample>::adopt(gst_app_sink_try_pull_sample(GST_APP_SINK(sink_), kWait));
      if (!sample) continue;
      const bool delta = GST_BUFFER_FLAG_IS_SET(gst_sample_get_buffer(sample.get()), GST_BUFFER_FLAG_DELTA_UNIT);
      if (!keyFrame || !delta) return true;
    }
    return false;
  }

  void pushPicture() {
    constexpr gsize kSize = static_cast<gsize>(kWidth) * kHeight * 3 / 2;
    auto buffer = Ref<GstBuffer>::adopt(gst_buffer_new_allocate(nullptr, kSize, nullptr));
    gst_buffer_memset(buffer.get(), 0, static_cast<guint8>(60 + 20 * (pushed_ % 4)), kSize);
    GST_BUFFER_PTS(buffer.get()) = gst_util_uint64_scale(pushed_, GST_SECOND, kRate);
    GST_BUFFER_DURATION(buffer.get()) = GST_SECOND / kRate;
    ++pushed_;
    gst_app_src_push_buffer(GST_APP_SRC(source_), buffer.release());
  }

  std::string factory_;
  Ref<GstElement> pipeline_;
  GstElement* source_ = nullptr;
  GstElement* sink_ = nullptr;
  GstElement* encoder_ = nullptr;
  guint64 pushed_ = 0;
};

EncoderReport tryOne(const EncoderKind& kind) {
  EncoderReport report{.factory = kind.factory, .codec = kind.codec, .hardware = kind.hardware, .reason = ""};
  const auto started = steady_clock::now();
  report.reason = TryRun(kind.factory).run();
  report.usable = report.reason.empty();
  report.took = std::chrono::duration_cast<milliseconds>(steady_clock::now() - started);
  if (report.usable) report.reason = std::format("works, tried in {} ms", report.took.count());
  return report;
}

}  // namespace

EncoderCatalogue EncoderCatalogue::probe(milliseconds budget) {
  const auto until = steady_clock::now() + budget;
  std::vector<EncoderReport> reports;
  for (const EncoderKind& kind : knownEncoders()) {
    const auto factory = Ref<GstElementFactory>::adopt(gst_element_factory_find(kind.factory));
    if (!factory) {
      reports.push_back(
          {.factory = kind.factory, .codec = kind.codec, .hardware = kind.hardware, .reason = "not there"});
    } else if (kind.hardware && steady_clock::now() > until) {
      reports.push_back(
          {.factory = kind.factory, .codec = kind.codec, .hardware = true, .reason = "no time left to try it"});
    } else {
      reports.push_back(tryOne(kind));
    }
  }
  return EncoderCatalogue(std::move(reports));
}

Handle EncoderCatalogue::probe(Executor& executor, std::function<void(EncoderCatalogue)> done) {
  struct Work {
    std::function<void(EncoderCatalogue)> done;
    std::jthread thread;
  };
  auto work = std::make_shared<Work>();
  work->done = std::move(done);
  work->thread = std::jthread([&executor, weak = std::weak_ptr(work)] {
    executor.post([weak, found = probe()] {
      const auto alive = weak.lock();
      if (!alive) return;
      if (const auto fn = alive->done) fn(found);
    });
  });
  return Handle([work = std::move(work)]() mutable {
    if (work->thread.joinable()) work->thread.join();
    work.reset();
  });
}

std::vector<std::string> EncoderCatalogue::sendCodecs() const {
  std::vector<std::string> codecs;
  for (const EncoderReport& report : reports_) {
    if (report.usable && std::ranges::find(codecs, report.codec) == codecs.end()) codecs.push_back(report.codec);
  }
  return codecs;
}

std::vector<std::string> EncoderCatalogue::factories(const std::string& codec) const {
  std::vector<std::string> found;
  for (const EncoderReport& report : reports_) {
    if (report.usable && report.codec == codec) found.push_back(report.factory);
  }
  return found;
}

}  // namespace rotonde::pipelines
