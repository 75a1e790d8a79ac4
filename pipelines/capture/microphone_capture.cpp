// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/capture/microphone_capture.hpp"

#include "firmware/base/crossing.hpp"
#include "firmware/base/log.hpp"
#include "pipelines/capture/capture_times.hpp"
#include "pipelines/capture/device_capture.hpp"
#include "pipelines/capture/device_elements.hpp"
#include "pipelines/gst/device_threads.hpp"
#include "pipelines/gst/elements.hpp"
#include "pipelines/gst/pipeline.hpp"

#include <gst/app/gstappsrc.h>

#include <algorithm>
#include <atomic>
#include <format>
#include <mutex>
#include <ranges>
#include <utility>

namespace rotonde::pipelines {

using drivers::AudioProducer;
using drivers::ElementStream;

namespace {
constexpr double kSilence = -100;
constexpr const char* kFormat = "audio/x-raw,format=S16LE,rate=48000,channels=1,layout=interleaved";
constexpr drivers::AudioFormat kProduced{48'000, 1};
constexpr GstClockTime kBlock = 10 * GST_MSECOND;
/// alsasrc waits for ever for some dead devices, without an error.
constexpr milliseconds kSilentDevice{3000};

/// What lets one pipeline's samples out, until it is shut.
class Gate {
 public:
  explicit Gate(std::shared_ptr<CaptureOutlet> outlet) : outlet_(std::move(outlet)) {}
  void publish(GstSample* sample, GstCaps* caps) {
    const std::scoped_lock lock(mutex_);
    if (!open_) return;
    ++passed_;
    outlet_->publish(sample, caps);
  }
  /// Waits for a running publish.
  void shut() {
    const std::scoped_lock lock(mutex_);
    open_ = false;
  }
  std::uint64_t passed() const { return passed_; }

 private:
  std::mutex mutex_;
  bool open_ = true;
  std::atomic<std::uint64_t> passed_ = 0;
  std::shared_ptr<CaptureOutlet> outlet_;
};

GstPadProbeReturn correctTime(GstPad*, GstPadProbeInfo* info, gpointer times) noexcept {
  takeOver();
  GstBuffer* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
  if (!GST_BUFFER_PTS_IS_VALID(buffer) || !GST_BUFFER_DURATION_IS_VALID(buffer)) return GST_PAD_PROBE_OK;
  const GstClockTime now = Pipeline::runningTime();
  const GstClockTimeDiff age = GST_CLOCK_DIFF(GST_BUFFER_PTS(buffer) + GST_BUFFER_DURATION(buffer), now);
  const GstClockTimeDiff shift = static_cast<CaptureTimes*>(times)->correction(age, now);
  if (shift == 0) return GST_PAD_PROBE_OK;
  buffer = gst_buffer_make_writable(buffer);
  const auto pts = static_cast<GstClockTimeDiff>(GST_BUFFER_PTS(buffer)) + shift;
  GST_BUFFER_PTS(buffer) = static_cast<GstClockTime>(std::max<GstClockTimeDiff>(pts, 0));
  GST_PAD_PROBE_INFO_DATA(info) = buffer;
  return GST_PAD_PROBE_OK;
}
}  // namespace

struct MicrophoneCapture::Impl : DeviceCapture<drivers::Microphone, AudioProducer> {
  explicit Impl(Runtime& loop) : DeviceCapture(loop, "microphone", kFormat), runtime(loop), devices(loop) {
    devices.onChange([this](const std::string& id) { deviceChanged(id); });
  }
  ~Impl() override { close(); }

  void setEchoProbe(std::optional<std::string> name);
  double levelNow() const { return pipeline ? level : kSilence; }
  Result<void> startElement(const ElementStream& stream) override;
  Result<void> startProducer(AudioProducer& source) override;
  void elementTold(const Pipeline::Message& message) override;
  bool mustWait(const drivers::Microphone& microphone) override { return waiting = devices.closing(microphone.id); }
  void end(std::unique_ptr<Pipeline> old) override;
  void deviceChanged(const std::string& id);
  void watch();
  Result<std::vector<GstElement*>> addProcessor(std::vector<GstElement*> chain);
  Result<void> finish(std::vector<GstElement*> chain);

  Runtime& runtime;
  DeviceThreads devices;
  std::optional<std::string> probe;
  double level = kSilence;
  bool waiting = false;  ///< For the device's end, to open it again.
  // Of the pipeline that runs:
  std::string openedId;                 ///< Of its device; empty for a producer.
  std::vector<GstElement*> processing;  ///< The elements behind the device, source first.
  bool opened = false;                  ///< It plays; before that its thread sets the elements' states.
  std::shared_ptr<Gate> gate;
  Handle watchdog;
};

MicrophoneCapture::MicrophoneCapture(Runtime& runtime) : impl_(std::make_unique<Impl>(runtime)) {}
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

void MicrophoneCapture::Impl::deviceChanged(const std::string& id) {
  if (!waiting || !wanted() || wanted()->id != id) return;
  if (!devices.closing(id)) return apply();
  outlet->fail({ErrorKind::TryLater, std::format("microphone «{}» is still closing", wanted()->name), {}});
}

void MicrophoneCapture::Impl::end(std::unique_ptr<Pipeline> old) {
  watchdog.reset();
  if (const auto ended = std::exchange(gate, nullptr)) ended->shut();
  const std::string id = std::exchange(openedId, {});
  if (id.empty()) return old.reset();
  // The processing lets its stream go at once, whatever the device does: the echo probe is free for the next.
  if (opened) {
    for (GstElement* element : processing | std::views::reverse) {
      gst_element_set_locked_state(element, TRUE);
      gst_element_set_state(element, GST_STATE_NULL);
    }
  }
  devices.close(id, old->release());
}

void MicrophoneCapture::Impl::watch() {
  watchdog = runtime.after(kSilentDevice, [this, before = gate->passed()] {
    if (gate->passed() == before) return lose("it delivers nothing");
    watch();
  });
}

Result<void> MicrophoneCapture::Impl::startElement(const ElementStream& stream) {
  const auto device = addDevice(*pipeline, stream);
  if (!device) return std::unexpected(device.error());
  auto chain = extend(*pipeline, {*device}, {"audioconvert", "audioresample", "capsfilter"});
  if (!chain) return std::unexpected(chain.error());
  g_object_set(chain->back(), "caps", caps.get(), nullptr);
  const auto raw = Ref<GstPad>::adopt(gst_element_get_static_pad(chain->back(), "src"));
  gst_pad_add_probe(raw.get(), GST_PAD_PROBE_TYPE_BUFFER, correctTime, new CaptureTimes,
                    [](gpointer times) { delete static_cast<CaptureTimes*>(times); });
  chain = addProcessor(std::move(*chain));
  if (!chain) return std::unexpected(chain.error());
  if (const auto done = finish(std::move(*chain)); !done) return done;
  openedId = wanted()->id;
  opened = false;
  devices.open(pipeline->element(), [this] { opened = true; });
  watch();
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
  gate = std::make_shared<Gate>(outlet);
  processing.assign(all->begin() + 1, all->end());
  g_object_set((*all)[all->size() - 2], "interval", 100 * GST_MSECOND, nullptr);
  receiveSamples(all->back(), [out = gate, fixed = caps](GstSample* sample) { out->publish(sample, fixed.get()); });
  return {};
}

}  // namespace rotonde::pipelines
