// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/capture/camera_capture.hpp"

#include "pipelines/capture/device_capture.hpp"
#include "pipelines/capture/device_elements.hpp"
#include "pipelines/gst/elements.hpp"
#include "pipelines/gst/pipeline.hpp"
#include "pipelines/gst/rate_limit.hpp"

#include <gst/app/gstappsrc.h>

#include <format>
#include <utility>

namespace rotonde::pipelines {

using drivers::ElementStream;
using drivers::FrameProducer;

struct CameraCapture::Impl : DeviceCapture<drivers::Camera, FrameProducer> {
  Impl(Executor& loop, drivers::VideoFormat format)
      : DeviceCapture(loop, "camera",
                      std::format("video/x-raw,format=I420,width={},height={},framerate={}/1,pixel-aspect-ratio=1/1,"
                                  "interlace-mode=progressive",
                                  format.width, format.height, format.framesPerSecond)),
        wanted(format) {}

  Result<void> startElement(const ElementStream& stream) override;
  Result<void> startProducer(FrameProducer& source) override;
  void deliver(GstElement* appsink);

  const drivers::VideoFormat wanted;
};

CameraCapture::CameraCapture(Executor& executor, drivers::VideoFormat wanted)
    : impl_(std::make_unique<Impl>(executor, wanted)) {}
CameraCapture::~CameraCapture() = default;

void CameraCapture::select(std::optional<drivers::Camera> camera) { impl_->select(std::move(camera)); }
void CameraCapture::open(bool open) { impl_->open(open); }
SampleHub& CameraCapture::frames() { return impl_->outlet->hub; }

void CameraCapture::onProblem(std::function<void(std::optional<Error>)> fn) { impl_->outlet->problem = std::move(fn); }

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

Result<void> CameraCapture::Impl::startProducer(FrameProducer& source) {
  auto chain = extend(*pipeline, {}, {"appsrc", "appsink"});
  if (!chain) return std::unexpected(chain.error());
  GstElement* feed = chain->front();
  makeLiveFeed(feed, 2);
  g_object_set(feed, "caps", caps.get(), nullptr);
  deliver(chain->back());
  pipeline->play();
  const GstClockTime duration = GST_SECOND / static_cast<GstClockTime>(wanted.framesPerSecond);
  const std::size_t size = static_cast<std::size_t>(wanted.width) * static_cast<std::size_t>(wanted.height) * 3 / 2;
  source.start(wanted, [feed, duration, size](const drivers::RawFrame& frame) {
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
