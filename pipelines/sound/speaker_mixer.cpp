// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/sound/speaker_mixer.hpp"

#include "firmware/base/log.hpp"
#include "pipelines/gst/device_threads.hpp"
#include "pipelines/gst/elements.hpp"
#include "pipelines/gst/pipeline.hpp"
#include "pipelines/sound/echo_probe.hpp"
#include "pipelines/sound/loudspeaker.hpp"
#include "pipelines/sound/mixer_branch.hpp"

#include <format>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

namespace rotonde::pipelines {

namespace {

constexpr double kSilence = -100;
constexpr const char* kMixed = "audio/x-raw,format=S16LE,rate=48000,channels=1,layout=interleaved";
/// How long after its instant a sound may reach the mixer: the jitter buffer of sound (60 ms) and the decoder.
constexpr GstClockTime kMixerLatency = 80 * GST_MSECOND;
/// A branch that fails is built again, but not for ever.
constexpr int kMostRebuilds = 5;

}  // namespace

struct SpeakerMixer::Impl {
  struct Track {
    std::unique_ptr<MixerBranch> branch;  ///< Empty while it cannot be built.
    int rebuilds = 0;
  };

  explicit Impl(Runtime& loop) : runtime(loop), devices(loop), pipeline("speaker", loop) {}
  ~Impl();

  Result<void> build();
  Result<void> open();
  void fail(const std::string& why);
  void works();
  void apply(std::optional<drivers::Speaker> wanted);
  void tell(std::optional<Error> problem);
  void onError(const Pipeline::Message& message);
  void rebuild(const std::string& sid);
  std::unique_ptr<MixerBranch> makeBranch(const std::string& sid);

  Runtime& runtime;
  DeviceThreads devices;
  Pipeline pipeline;
  GstElement* mixer = nullptr;
  GstElement* tee = nullptr;
  std::string probe;
  std::optional<drivers::Speaker> speaker;   ///< The wanted one; nullopt after its failure.
  std::unique_ptr<Loudspeaker> loudspeaker;  ///< Empty while an older one of the same device still closes.
  double level = kSilence;
  bool failed = false;
  std::function<void(std::optional<Error>)> problem;
  std::mutex mutex;  ///< Of `tracks`' branches, for push.
  std::map<std::string, Track> tracks;
};

SpeakerMixer::SpeakerMixer(Runtime& runtime) : impl_(std::make_unique<Impl>(runtime)) {
  Impl& impl = *impl_;
  impl.pipeline.onError([&impl](const Pipeline::Message& message) { impl.onError(message); });
  impl.pipeline.onElementMessage([&impl](const Pipeline::Message& message) {
    if (message.structure && gst_structure_has_name(message.structure, "level"))
      impl.level = levelOf(message.structure);
  });
  if (const auto built = impl.build(); !built) {
    log::error("sound", "{}", built.error().message);
    return;
  }
  impl.devices.onChange([&impl](const std::string& id) {
    if (!impl.speaker || impl.speaker->id != id || impl.loudspeaker) return;
    if (!impl.devices.closing(id)) return impl.apply(std::exchange(impl.speaker, {}));
    impl.tell(Error{ErrorKind::TryLater, std::format("loudspeaker «{}» is still closing", impl.speaker->name), {}});
  });
  impl.pipeline.followLatency();
  impl.pipeline.play();
}

SpeakerMixer::~SpeakerMixer() = default;

SpeakerMixer::Impl::~Impl() {
  loudspeaker.reset();
  pipeline.stop();
  const std::scoped_lock lock(mutex);
  tracks.clear();
}

/// A silent live source keeps the mix running, so that the loudspeaker and the echo canceller never stop for want of
/// tracks; the fakesink keeps the tee running without a loudspeaker.
Result<void> SpeakerMixer::Impl::build() {
  std::vector<GstElement*> chain;
  for (const char* factory : {"audiotestsrc", "capsfilter", "audiomixer", "capsfilter", "level", "tee", "fakesink"}) {
    const auto element = pipeline.add(factory);
    if (!element) return std::unexpected(element.error());
    chain.push_back(*element);
  }
  gst_util_set_object_arg(G_OBJECT(chain[0]), "wave", "silence");
  g_object_set(chain[0], "is-live", TRUE, "do-timestamp", TRUE, "samplesperbuffer", 480, nullptr);
  setCaps(chain[1], kMixed);
  mixer = chain[2];
  g_object_set(mixer, "latency", kMixerLatency, "output-buffer-duration", 10 * GST_MSECOND, "ignore-inactive-pads",
               TRUE, nullptr);
  // The running time is hours old when a loudspeaker is changed: do not mix all of it.
  gst_util_set_object_arg(G_OBJECT(mixer), "start-time-selection", "first");
  setCaps(chain[3], kMixed);
  g_object_set(chain[4], "interval", 100 * GST_MSECOND, nullptr);
  tee = chain[5];
  g_object_set(tee, "allow-not-linked", TRUE, nullptr);
  g_object_set(chain[6], "sync", FALSE, "async", FALSE, nullptr);
  if (auto added = addEchoProbe(pipeline)) {
    chain.insert(chain.end() - 1, *added);
    probe = GST_OBJECT_NAME(*added);
  } else {
    log::warning("sound", "{}: no echo canceller", added.error().message);
  }
  return link(chain);
}

Result<void> SpeakerMixer::Impl::open() {
  if (!speaker || devices.closing(speaker->id)) return {};
  auto made = Loudspeaker::create(runtime, devices, pipeline.bin(), tee, *speaker,
                                  {.plays = [this] { works(); }, .dead = [this] { fail("it takes no sound"); }});
  if (!made) return std::unexpected(made.error());
  loudspeaker = std::move(*made);
  return {};
}

void SpeakerMixer::Impl::apply(std::optional<drivers::Speaker> wanted) {
  loudspeaker.reset();
  speaker = std::move(wanted);
  if (const auto opened = open(); !opened) {
    const std::string name = std::exchange(speaker, std::nullopt)->name;
    tell(Error{opened.error().kind, std::format("loudspeaker «{}»: {}", name, opened.error().message), {}});
  }
}

void SpeakerMixer::Impl::fail(const std::string& why) {
  const std::string name = speaker ? speaker->name : "nowhere";
  apply(std::nullopt);
  tell(Error{ErrorKind::TryLater, std::format("loudspeaker «{}» failed: {}", name, why), {}});
}

void SpeakerMixer::Impl::works() {
  if (failed) tell(std::nullopt);
}

void SpeakerMixer::Impl::tell(std::optional<Error> news) {
  failed = news.has_value();
  if (const auto fn = problem) fn(std::move(news));
}

void SpeakerMixer::Impl::onError(const Pipeline::Message& message) {
  if (loudspeaker && loudspeaker->owns(message.source)) return fail(message.text);
  for (const auto& [sid, track] : tracks) {
    if (!track.branch || !track.branch->owns(message.source)) continue;
    log::warning("sound", "track {}: {}: {}", sid, message.element, message.text);
    return rebuild(std::string(sid));
  }
  log::debug("sound", "{}: {}", message.element, message.text);
}

void SpeakerMixer::Impl::rebuild(const std::string& sid) {
  Track& track = tracks.at(sid);
  std::unique_ptr<MixerBranch> old;
  {
    const std::scoped_lock lock(mutex);
    old = std::exchange(track.branch, nullptr);
  }
  old.reset();
  if (++track.rebuilds > kMostRebuilds) return;
  auto fresh = makeBranch(sid);
  const std::scoped_lock lock(mutex);
  track.branch = std::move(fresh);
}

std::unique_ptr<MixerBranch> SpeakerMixer::Impl::makeBranch(const std::string& sid) {
  if (!mixer) return nullptr;
  auto branch = MixerBranch::create(pipeline.bin(), mixer, sid);
  if (branch) return std::move(*branch);
  log::warning("sound", "track {}: {}", sid, branch.error().message);
  return nullptr;
}

void SpeakerMixer::select(std::optional<drivers::Speaker> speaker) {
  if (!impl_->mixer) return;
  const bool nowhere = !speaker;
  impl_->apply(std::move(speaker));
  if (nowhere) impl_->works();
}

void SpeakerMixer::addTrack(const std::string& sid) {
  if (impl_->tracks.contains(sid)) return;
  auto branch = impl_->makeBranch(sid);
  const std::scoped_lock lock(impl_->mutex);
  impl_->tracks[sid].branch = std::move(branch);
}

/// The lock is held while pushing: a branch then ends on the main loop only, and appsrc never blocks.
void SpeakerMixer::push(const std::string& sid, GstSample* rtp) {
  const std::scoped_lock lock(impl_->mutex);
  const auto found = impl_->tracks.find(sid);
  if (found != impl_->tracks.end() && found->second.branch) found->second.branch->push(rtp);
}

void SpeakerMixer::removeTrack(const std::string& sid) {
  std::map<std::string, Impl::Track>::node_type gone;  // Dies after the lock: its end waits for a thread.
  const std::scoped_lock lock(impl_->mutex);
  gone = impl_->tracks.extract(sid);
}

double SpeakerMixer::level() const { return impl_->level; }
std::string SpeakerMixer::echoProbeName() const { return impl_->probe; }
void SpeakerMixer::onProblem(std::function<void(std::optional<Error>)> fn) { impl_->problem = std::move(fn); }

}  // namespace rotonde::pipelines
