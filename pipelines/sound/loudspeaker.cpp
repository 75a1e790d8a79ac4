// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/sound/loudspeaker.hpp"

#include "pipelines/gst/elements.hpp"

#include <format>
#include <utility>
#include <vector>

namespace rotonde::pipelines {

namespace {

/// What may wait; older sound is dropped. More than the mix's whole latency, which a sink waits for.
constexpr GstClockTime kWaiting = GST_SECOND;
/// alsasink does not report every device that takes nothing.
constexpr milliseconds kLook{250};
constexpr int kDeafLooks = 12;
/// Blocks of 10 ms: more than what waits in the device's buffer.
constexpr std::uint64_t kPlays = 20;

Result<GstElement*> addTo(GstElement* bin, const char* factory) {
  GstElement* element = gst_element_factory_make(factory, nullptr);
  if (!element)
    return askHuman(std::format("GStreamer has no element «{}»: install the plug-in that holds it", factory));
  gst_bin_add(GST_BIN(bin), element);
  return element;
}

}  // namespace

Loudspeaker::Loudspeaker(Runtime& runtime, DeviceThreads& devices, GstBin* pipeline, GstElement* tee, std::string id)
    : runtime_(runtime), devices_(devices), pipeline_(pipeline), tee_(tee), id_(std::move(id)) {}

Result<std::unique_ptr<Loudspeaker>> Loudspeaker::create(Runtime& runtime, DeviceThreads& devices, GstBin* pipeline,
                                                         GstElement* tee, const drivers::Speaker& speaker, News news) {
  std::unique_ptr<Loudspeaker> made(new Loudspeaker(runtime, devices, pipeline, tee, speaker.id));
  if (const auto built = made->build(speaker); !built) return std::unexpected(built.error());
  made->news_ = std::move(news);
  made->devices_.open(made->bin_.get(), [self = made.get()] { self->attach(); });
  made->watch();
  return made;
}

Result<void> Loudspeaker::build(const drivers::Speaker& speaker) {
  GstElement* bin = gst_bin_new("loudspeaker");
  bin_ = Ref<GstElement>::sink(bin);
  std::vector<GstElement*> chain;
  for (const char* factory : {"queue", "audioconvert", "audioresample", speaker.sink.factory.c_str()}) {
    const auto element = addTo(bin, factory);
    if (!element) return std::unexpected(element.error());
    chain.push_back(*element);
  }
  GstElement* queue = chain.front();
  GstElement* sink = chain.back();
  gst_util_set_object_arg(G_OBJECT(queue), "leaky", "downstream");
  g_object_set(queue, "max-size-time", kWaiting, "max-size-buffers", 0U, "max-size-bytes", 0U, nullptr);
  if (const auto set = setProperties(sink, speaker.sink.properties); !set) return set;
  setIfPresent(sink, "async", "false");  // The pipeline plays on while the device is prepared.
  if (const auto linked = link(chain); !linked) return linked;
  const auto in = Ref<GstPad>::adopt(gst_element_get_static_pad(queue, "sink"));
  gst_element_add_pad(bin, gst_ghost_pad_new("sink", in.get()));
  const auto end = Ref<GstPad>::adopt(gst_element_get_static_pad(chain[chain.size() - 2], "src"));
  gst_pad_add_probe(end.get(), GST_PAD_PROBE_TYPE_BUFFER, onBuffer, new std::shared_ptr(flow_),
                    [](gpointer held) { delete static_cast<std::shared_ptr<Flow>*>(held); });
  gst_bin_add(pipeline_, bin);
  return {};
}

/// The device is open, so the queue takes sound.
void Loudspeaker::attach() {
  teePad_ = Ref<GstPad>::adopt(gst_element_request_pad_simple(tee_, "src_%u"));
  const auto in = Ref<GstPad>::adopt(gst_element_get_static_pad(bin_.get(), "sink"));
  gst_pad_link(teePad_.get(), in.get());
}

Loudspeaker::~Loudspeaker() {
  flow_->shut = true;
  if (teePad_) {
    const auto in = Ref<GstPad>::adopt(gst_element_get_static_pad(bin_.get(), "sink"));
    gst_pad_unlink(teePad_.get(), in.get());
    gst_element_release_request_pad(tee_, teePad_.get());
  }
  if (!bin_ || !GST_OBJECT_PARENT(bin_.get())) return;
  gst_bin_remove(pipeline_, bin_.get());
  devices_.close(id_, std::exchange(bin_, {}));
}

bool Loudspeaker::owns(GstObject* source) const {
  return source && (source == GST_OBJECT(bin_.get()) || gst_object_has_as_ancestor(source, GST_OBJECT(bin_.get())));
}

/// What has passed the probe may still wait in the sink; what comes next finds out whether it was taken.
GstPadProbeReturn Loudspeaker::onBuffer(GstPad*, GstPadProbeInfo*, gpointer data) noexcept {
  Flow& flow = **static_cast<std::shared_ptr<Flow>*>(data);
  if (flow.shut) return GST_PAD_PROBE_DROP;
  ++flow.passed;
  return GST_PAD_PROBE_OK;
}

void Loudspeaker::watch() {
  watchdog_ = runtime_.after(kLook, [this] { look(); });
}

void Loudspeaker::look() {
  const std::uint64_t passed = flow_->passed;
  idle_ = passed == seen_ ? idle_ + 1 : 0;
  seen_ = passed;
  if (idle_ == kDeafLooks) {
    const auto dead = news_.dead;
    return dead();  // It ends this.
  }
  watch();
  if (passed < kPlays) return;
  if (const auto plays = std::exchange(news_.plays, nullptr)) plays();
}

}  // namespace rotonde::pipelines
