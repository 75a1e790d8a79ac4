// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/capture/microphone_capture.hpp"

#include "firmware/base/log.hpp"
#include "pipelines/capture/device_capture.hpp"
#include "pipelines/capture/device_elements.hpp"
#include "pipelines/gst/elements.hpp"
#include "pipelines/gst/pipeline.hpp"

#include <gst/app/gstappsrc.h>

#include <utility>

namespace rotonde::pipelines {

using drivers::AudioProducer;
using drivers::ElementStream;

namespace {
constexpr double kSilence = -100;
constexpr const char* kFormat = "audio/x-raw,format=S16LE,rate=48000,channels=1,layout=interleaved";
constexpr drivers::AudioFormat kProduced{48'000, 1};
constexpr GstClockTime kBlock = 10 * GST_MSECOND;
}  // namespace

struct MicrophoneCapture::Impl : DeviceCapture<drivers::Microphone, AudioProducer> {
  explicit Impl(Executor& loop) : DeviceCapture(loop, "microphone", kFormat) {}

  void setEchoProbe(std::optional<std::string> name);
  double levelNow() const { return pipeline ? level : kSilence; }
  Result<void> startElement(const ElementStream& stream) override;
  Result<void> startProducer(AudioProducer& source) override;
  void elementTold(const Pipeline::Message& message) override;
  Result<std::vector<GstElement*>> addProcessor(std::vector<GstElement*> chain);
  Result<void> finish(std::vector<GstElement*> chain);

  std::optional<std::string> probe;
  double level = kSilence;
};

MicrophoneCapture::MicrophoneCapture(Executor& executor) : impl_(std::make_unique<Impl>(executor)) {}
MicrophoneCapture::~MicrophoneCapture() = default;

void MicrophoneCapture::select(std::optional<drivers::Microphone> microphone) { impl_->select(std::move(microphone)); }
void MicrophoneCapture::open(bool open) { impl_->open(open); }
void MicrophoneCapture::setEchoProbe(std::optional<std::string> probe) { impl_->setEchoProbe(std::move(probe)); }
SampleHub& MicrophoneCapture::samples() { return impl_->outlet->hub; }
double MicrophoneCapture::level() const { return impl_->levelNow(); }

void MicrophoneCapture::onProblem(std::function<void(std::optional<Error>)> fn) {
  impl_->outlet->problem = std::move(fn);
}

void MicrophoneCapture::Impl::setEchoProbe(std::optional<std::string> name) {
  if (name && name->empty()) name.reset();
  if (name == probe) return;
  close();
  probe = std::move(name);
  apply();
}

void MicrophoneCapture::Impl::elementTold(const Pipeline::Message& message) {
  if (message.structure && gst_structure_has_name(message.structure, "level")) level = levelOf(message.structure);
}

Result<void> MicrophoneCapture::Impl::startElement(const ElementStream& stream) {
  const auto device = addDevice(*pipeline, stream);
  if (!device) return std::unexpected(device.error());
  auto chain = extend(*pipeline, {*device}, {"audioconvert", "audioresample", "capsfilter"});
  if (!chain) return std::unexpected(chain.error());
  g_object_set(chain->back(), "caps", caps.get(), nullptr);
  chain = addProcessor(std::move(*chain));
  if (!chain) return std::unexpected(chain.error());
  if (const auto done = finish(std::move(*chain)); !done) return done;
  pipeline->play();
  return {};
}

/// The voice processor also cuts the sound into blocks of 10 ms; where the system has none, that is done alone.
Result<std::vector<GstElement*>> MicrophoneCapture::Impl::addProcessor(std::vector<GstElement*> chain) {
  auto processed = extend(*pipeline, chain, {"webrtcdsp"});
  if (!processed) {
    log::warning("capture", "{}: the microphone is taken without echo canceller", processed.error().message);
    auto cut = extend(*pipeline, std::move(chain), {"audiobuffersplit"});
    if (cut) gst_util_set_object_arg(G_OBJECT(cut->back()), "output-buffer-duration", "1/100");
    return cut;
  }
  GstElement* processor = processed->back();
  g_object_set(processor, "echo-cancel", probe ? TRUE : FALSE, "noise-suppression", TRUE, "gain-control", TRUE,
               "high-pass-filter", TRUE, nullptr);
  if (probe) g_object_set(processor, "probe", probe->c_str(), nullptr);
  return processed;
}

Result<void> MicrophoneCapture::Impl::startProducer(AudioProducer& source) {
  auto chain = extend(*pipeline, {}, {"appsrc"});
  if (!chain) return std::unexpected(chain.error());
  GstElement* feed = chain->front();
  makeLiveFeed(feed, 20);
  g_object_set(feed, "caps", caps.get(), nullptr);
  if (const auto done = finish(std::move(*chain)); !done) return done;
  pipeline->play();
  source.start(kProduced, [feed](const drivers::RawAudio& block) {
    auto buffer =
        copyBuffer(block.samples.data(), block.samples.size_bytes(), Pipeline::runningTimeOf(block.captured), kBlock);
    gst_app_src_push_buffer(GST_APP_SRC(feed), buffer.release());
  });
  return {};
}

Result<void> MicrophoneCapture::Impl::finish(std::vector<GstElement*> chain) {
  const auto all = extend(*pipeline, std::move(chain), {"level", "appsink"});
  if (!all) return std::unexpected(all.error());
  level = kSilence;
  g_object_set((*all)[all->size() - 2], "interval", 100 * GST_MSECOND, nullptr);
  receiveSamples(all->back(), [out = outlet, fixed = caps](GstSample* sample) { out->publish(sample, fixed.get()); });
  return {};
}

}  // namespace rotonde::pipelines
