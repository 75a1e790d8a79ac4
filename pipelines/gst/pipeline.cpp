// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/gst/pipeline.hpp"

#include "firmware/base/crossing.hpp"

#include <gst/app/gstappsrc.h>

#include <atomic>
#include <format>
#include <utility>

namespace rotonde::pipelines {

namespace {

/// The monotonic clock of the kernel, which std::chrono::steady_clock reads too; base time 0 would make running times
/// start at the machine's boot, so the process's first use is the origin.
struct MediaClock {
  Ref<GstClock> clock = Ref<GstClock>::adopt(gst_system_clock_obtain());
  GstClockTime base = gst_clock_get_time(clock.get());
};

const MediaClock& mediaClock() {
  static const MediaClock kClock;
  return kClock;
}

GstBusSyncReply dropMessage(GstBus*, GstMessage* message, gpointer) noexcept {
  gst_message_unref(message);
  return GST_BUS_DROP;
}

}  // namespace

struct Pipeline::Handlers {
  Executor& executor;
  Ref<GstElement> pipeline;  ///< Main loop; empty after the Pipeline's end.
  std::atomic<bool> followsLatency = false;
  std::function<void(const Message&)> error;
  std::function<void(const Message&)> element;
};

Pipeline::Pipeline(const std::string& name, Executor& executor)
    : pipeline_(Ref<GstElement>::sink(gst_pipeline_new(name.c_str()))),
      handlers_(std::make_shared<Handlers>(executor, pipeline_)) {
  gst_pipeline_use_clock(GST_PIPELINE(pipeline_.get()), mediaClock().clock.get());
  gst_element_set_start_time(pipeline_.get(), GST_CLOCK_TIME_NONE);
  gst_element_set_base_time(pipeline_.get(), mediaClock().base);
  const auto bus = Ref<GstBus>::adopt(gst_pipeline_get_bus(GST_PIPELINE(pipeline_.get())));
  gst_bus_set_sync_handler(bus.get(), &Pipeline::onBusMessage, new std::shared_ptr(handlers_),
                           [](gpointer held) { delete static_cast<std::shared_ptr<Handlers>*>(held); });
}

Pipeline::~Pipeline() {
  if (!pipeline_) return;
  stop();
  release();
}

Ref<GstElement> Pipeline::release() {
  handlers_->pipeline.reset();
  handlers_->error = nullptr;
  handlers_->element = nullptr;
  const auto bus = Ref<GstBus>::adopt(gst_pipeline_get_bus(GST_PIPELINE(pipeline_.get())));
  gst_bus_set_sync_handler(bus.get(), dropMessage, nullptr, nullptr);
  return std::exchange(pipeline_, {});
}

Result<GstElement*> Pipeline::add(const char* factory, const char* name) {
  GstElement* element = gst_element_factory_make(factory, name);
  if (!element)
    return askHuman(std::format("GStreamer has no element «{}»: install the plug-in that holds it", factory));
  gst_bin_add(bin(), element);
  return element;
}

void Pipeline::onError(std::function<void(const Message&)> fn) { handlers_->error = std::move(fn); }
void Pipeline::onElementMessage(std::function<void(const Message&)> fn) { handlers_->element = std::move(fn); }

void Pipeline::followLatency() { handlers_->followsLatency = true; }

void Pipeline::play() {
  handOver();
  gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
}
void Pipeline::stop() {
  handOver();
  gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
  takeOver();
}

GstBusSyncReply Pipeline::onBusMessage(GstBus*, GstMessage* message, gpointer data) noexcept {
  takeOver();
  const auto& shared = *static_cast<std::shared_ptr<Handlers>*>(data);
  const GstMessageType type = GST_MESSAGE_TYPE(message);
  if (type == GST_MESSAGE_LATENCY && shared->followsLatency) {
    shared->executor.post([weak = std::weak_ptr(shared)] {
      const auto handlers = weak.lock();
      if (handlers && handlers->pipeline) gst_bin_recalculate_latency(GST_BIN(handlers->pipeline.get()));
    });
  }
  if (type == GST_MESSAGE_ERROR || type == GST_MESSAGE_ELEMENT || type == GST_MESSAGE_EOS) {
    shared->executor.post([weak = std::weak_ptr(shared), held = Ref<GstMessage>::share(message)] {
      const auto handlers = weak.lock();
      if (!handlers) return;
      GstMessage* posted = held.get();
      const char* element = GST_MESSAGE_SRC(posted) ? GST_OBJECT_NAME(GST_MESSAGE_SRC(posted)) : "";
      if (GST_MESSAGE_TYPE(posted) == GST_MESSAGE_ERROR) {
        GError* raw = nullptr;
        gchar* rawDetail = nullptr;
        gst_message_parse_error(posted, &raw, &rawDetail);
        const GErrorPtr error(raw);
        const GString_ detail(rawDetail);
        const auto fn = handlers->error;
        if (fn)
          fn({element, std::format("{} ({})", error->message, detail ? detail.get() : "no detail"),
              GST_MESSAGE_SRC(posted), nullptr});
        return;
      }
      const auto fn = handlers->element;
      if (!fn) return;
      const bool eos = GST_MESSAGE_TYPE(posted) == GST_MESSAGE_EOS;
      fn({element, eos ? "eos" : "", GST_MESSAGE_SRC(posted), eos ? nullptr : gst_message_get_structure(posted)});
    });
  }
  gst_message_unref(message);
  return GST_BUS_DROP;
}

GstClockTime Pipeline::runningTime() { return gst_clock_get_time(mediaClock().clock.get()) - mediaClock().base; }

GstClockTime Pipeline::runningTimeOf(SteadyTime instant) {
  const auto nanoseconds = std::chrono::duration_cast<std::chrono::nanoseconds>(instant.time_since_epoch()).count();
  const auto time = static_cast<GstClockTime>(nanoseconds);
  return time > mediaClock().base ? time - mediaClock().base : 0;
}

void pushSample(GstElement* appsrc, GstSample* sample) {
  handOver();
  gst_app_src_push_sample(GST_APP_SRC(appsrc), sample);
}

}  // namespace rotonde::pipelines
