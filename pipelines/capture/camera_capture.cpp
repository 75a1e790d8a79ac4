// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/capture/camera_capture.hpp"

#include "pipelines/capture/device_elements.hpp"
#include "pipelines/gst/elements.hpp"
#include "pipelines/gst/pipeline.hpp"
#include "pipelines/gst/rate_limit.hpp"

#include <gst/app/gstappsrc.h>

#include <format>
#include <utility>
#include <variant>

namespace rotonde::pipelines {

using drivers::ElementStream;
using drivers::FrameProducer;

struct CameraCapture::Impl {
  Impl(Executor& loop, drivers::VideoFormat format)
      : executor(loop),
        wanted(format),
        capsText(std::format("video/x-raw,format=I420,width={},height={},framerate={}/1,pixel-aspect-ratio=1/1,"
                             "interlace-mode=progressive",
                             format.width, format.height, format.framesPerSecond)),
        caps(Ref<GstCaps>::adopt(gst_caps_from_string(capsText.c_str()))),
        outlet(std::make_shared<CaptureOutlet>(loop)) {}
  ~Impl() { close(); }

  void apply();
  void close();
  void lose(const std::string& why);
  Result<void> start();
  Result<void> startElement(const ElementStream& stream);
  Result<void> startProducer(const std::shared_ptr<FrameProducer>& source);
  void deliver(GstElement* appsink);

  Executor& executor;
  drivers::VideoFormat wanted;
  std::string capsText;
  Ref<GstCaps> caps;
  std::shared_ptr<CaptureOutlet> outlet;
  std::optional<drivers::Camera> camera;
  bool open = false;
  std::unique_ptr<Pipeline> pipeline;
  std::shared_ptr<FrameProducer> producer;
};

CameraCapture::CameraCapture(Executor& executor, drivers::VideoFormat wanted)
    : impl_(std::make_unique<Impl>(executor, wanted)) {}
CameraCapture::~CameraCapture() = default;

void CameraCapture::select(std::optional<drivers::Camera> camera) {
  impl_->close();
  impl_->camera = std::move(camera);
  impl_->apply();
}

void CameraCapture::open(bool open) {
  impl_->open = open;
  impl_->apply();
}

SampleHub& CameraCapture::frames() { return impl_->outlet->hub; }

void CameraCapture::onProblem(std::function<void(std::optional<Error>)> fn) { impl_->outlet->problem = std::move(fn); }

void CameraCapture::Impl::apply() {
  const bool run = open && camera;
  if (!run) return close();
  if (pipeline) return;
  if (const auto started = start(); !started) {
    close();
    outlet->fail(started.error());
  }
}

void CameraCapture::Impl::close() {
  if (producer) producer->stop();
  producer.reset();
  pipeline.reset();
}

void CameraCapture::Impl::lose(const std::string& why) {
  const std::string name = camera ? camera->name : "";
  Error error{ErrorKind::TryLater, std::format("camera «{}» failed: {}", name, why), {}};
  close();
  outlet->fail(std::move(error));
}

Result<void> CameraCapture::Impl::start() {
  pipeline = std::make_unique<Pipeline>("camera", executor);
  pipeline->onError([this](const Pipeline::Message& message) { lose(message.text); });
  pipeline->onElementMessage([this](const Pipeline::Message& message) {
    if (message.text == "eos") lose("its stream ended");
  });
  if (const auto* element = std::get_if<ElementStream>(&camera->stream)) return startElement(*element);
  return startProducer(std::get<std::shared_ptr<FrameProducer>>(camera->stream));
}

Result<void> CameraCapture::Impl::startElement(const ElementStream& stream) {
  auto chain = addCamera(*pipeline, stream, wanted);
  if (!chain) return std::unexpected(chain.error());
  chain = extend(*pipeline, std::move(*chain), {"videoconvert", "videoscale", "capsfilter", "appsink"});
  if (!chain) return std::unexpected(chain.error());
  // The camera's rate is left alone here and thinned out behind: `videorate` would hold each picture for a period.
  setCaps((*chain)[chain->size() - 2], std::format("video/x-raw,format=I420,width={},height={},pixel-aspect-ratio=1/1",
                                                   wanted.width, wanted.height));
  deliver(chain->back());
  pipeline->play();
  return {};
}

Result<void> CameraCapture::Impl::startProducer(const std::shared_ptr<FrameProducer>& source) {
  auto chain = extend(*pipeline, {}, {"appsrc", "appsink"});
  if (!chain) return std::unexpected(chain.error());
  GstElement* feed = chain->front();
  makeLiveFeed(feed, 2);
  g_object_set(feed, "caps", caps.get(), nullptr);
  deliver(chain->back());
  pipeline->play();
  producer = source;
  const GstClockTime duration = GST_SECOND / static_cast<GstClockTime>(wanted.framesPerSecond);
  const std::size_t size = static_cast<std::size_t>(wanted.width) * static_cast<std::size_t>(wanted.height) * 3 / 2;
  producer->start(wanted, [feed, duration, size](const drivers::RawFrame& frame) {
    if (frame.i420.size() != size) return;
    auto buffer = copyBuffer(frame.i420.data(), size, Pipeline::runningTimeOf(frame.captured), duration);
    gst_app_src_push_buffer(GST_APP_SRC(feed), buffer.release());
  });
  return {};
}

void CameraCapture::Impl::deliver(GstElement* appsink) {
  receiveSamples(appsink,
                 [out = outlet, fixed = caps, limit = RateLimit(wanted.framesPerSecond)](GstSample* sample) mutable {
                   GstBuffer* buffer = gst_sample_get_buffer(sample);
                   if (buffer && limit.take(GST_BUFFER_PTS(buffer))) out->publish(sample, fixed.get());
                 });
}

}  // namespace rotonde::pipelines
