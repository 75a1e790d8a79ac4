// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/webrtc/warm_up.hpp"

#include "pipelines/gst/pipeline.hpp"
#include "pipelines/webrtc/promise.hpp"

#include <gst/webrtc/webrtc.h>

#include <memory>
#include <utility>

namespace rotonde::pipelines {

namespace {

struct WarmUp {
  std::unique_ptr<Pipeline> pipeline;
  std::function<void()> done;
};

}  // namespace

Handle warmUpWebrtc(Runtime& runtime, std::function<void()> done) {
  auto warmUp = std::make_shared<WarmUp>();
  warmUp->done = std::move(done);
  warmUp->pipeline = std::make_unique<Pipeline>("warm-up", runtime);
  const auto end = [warmUp] {
    warmUp->pipeline.reset();
    if (const auto told = std::exchange(warmUp->done, nullptr)) told();
  };
  Handle handle([warmUp] {
    warmUp->done = nullptr;
    warmUp->pipeline.reset();  // Its threads end here, so nothing is posted later.
  });
  const auto bin = warmUp->pipeline->add("webrtcbin");
  if (!bin) {
    runtime.post(end);
    return handle;
  }
  gst_element_set_state(warmUp->pipeline->element(), GST_STATE_READY);
  GstWebRTCDataChannel* channel = nullptr;
  g_signal_emit_by_name(*bin, "create-data-channel", "warm-up", nullptr, &channel);
  if (channel) g_object_unref(channel);
  warmUp->pipeline->play();
  g_signal_emit_by_name(*bin, "create-offer", nullptr,
                        promise([&runtime, end](const GstStructure*) { runtime.post(end); }));
  return handle;
}

}  // namespace rotonde::pipelines
