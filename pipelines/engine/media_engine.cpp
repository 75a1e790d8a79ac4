// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/engine/media_engine.hpp"

#include "firmware/base/log.hpp"
#include "pipelines/capture/microphone_capture.hpp"
#include "pipelines/compose/gst_stage.hpp"
#include "pipelines/decode/video_receiver.hpp"
#include "pipelines/encode/audio_sender.hpp"
#include "pipelines/engine/camera_track.hpp"
#include "pipelines/engine/device_retry.hpp"
#include "pipelines/engine/video_input.hpp"
#include "pipelines/gst/feeds.hpp"
#include "pipelines/sound/speaker_mixer.hpp"
#include "pipelines/sound/tone_player.hpp"
#include "pipelines/webrtc/warm_up.hpp"
#include "pipelines/webrtc/webrtc_peer.hpp"

namespace rotonde::pipelines {

namespace {

class MicrophoneTrack : public TrackSender {
 public:
  MicrophoneTrack(std::string cid, std::unique_ptr<AudioSender> sender)
      : cid_(std::move(cid)), sender_(std::move(sender)) {
    sender_->onError(
        [](const Error& error) { log::error("engine", "the microphone's encoder gave up: {}", error.message); });
  }
  Ref<GstCaps> caps() const override { return sender_->caps(); }
  void setActive(bool active) override { sender_->setActive(active); }
  void setWantedLayers(const std::vector<std::string>&) override {}
  void setLayer(const SendLayer&) override {}
  void requestKeyFrame(std::uint32_t) override {}
  std::vector<TrackStats> stats() const override {
    return {{.id = cid_,
             .kind = MediaKind::Audio,
             .sending = true,
             .codec = sender_->codec(),
             .packets = sender_->packets()}};
  }

 private:
  std::string cid_;
  std::unique_ptr<AudioSender> sender_;
};

class RemoteVideo : public TrackReceiver {
 public:
  RemoteVideo(Runtime& runtime, Feeds& feeds, const std::string& sid, std::function<void()> requestKeyFrame)
      : receiver_(runtime, feeds, sid, std::move(requestKeyFrame)) {}
  void push(GstSample* packet) override { receiver_.push(packet); }
  TrackStats stats() const override { return receiver_.stats(); }

 private:
  VideoReceiver receiver_;
};

class RemoteSound : public TrackReceiver {
 public:
  RemoteSound(SpeakerMixer& mixer, std::string sid) : mixer_(mixer), sid_(std::move(sid)) { mixer_.addTrack(sid_); }
  ~RemoteSound() override { mixer_.removeTrack(sid_); }
  void push(GstSample* packet) override {
    ++packets_;
    mixer_.push(sid_, packet);
  }
  TrackStats stats() const override {
    return {.id = sid_, .kind = MediaKind::Audio, .codec = "opus", .packets = packets_};
  }

 private:
  SpeakerMixer& mixer_;
  std::string sid_;
  std::atomic<std::uint64_t> packets_ = 0;
};

}  // namespace

struct MediaEngine::Impl : TrackFactory {
  Impl(Runtime& loop, const EngineSettings& settings)
      : runtime(loop),
        stage(loop, feeds, StageSettings{.width = settings.screenWidth, .height = settings.screenHeight}),
        camera(loop, {1280, 720, 30}, [this](const auto& problem) { cameraProblem(problem); }),
        secondCamera(loop, {1280, 720, 30}, [this](const auto& heard) { tellVideo(LocalSource::SecondCamera, heard); }),
        content(loop, {1920, 1080, 15}, [this](const auto& heard) { tellVideo(LocalSource::Content, heard); }),
        microphone(loop),
        mixer(loop),
        tones(loop, mixer),
        microphoneRetry(loop, [this] { microphone.open(true); }),
        speakerRetry(loop, [this] { mixer.select(speaker); }) {
    microphone.onProblem([this](const std::optional<Error>& problem) {
      microphoneRetry.heard(problem);
      if (listener) listener->microphoneProblem(problem);
    });
    mixer.onProblem([this](const std::optional<Error>& problem) {
      speakerRetry.heard(problem);
      if (listener) listener->speakerProblem(problem);
    });
    if (const std::string probe = mixer.echoProbeName(); !probe.empty()) microphone.setEchoProbe(probe);
    selfFeed = camera.frames().subscribe([this](GstSample* sample) { feeds.put(kSelfFeed, sample); });
  }

  void cameraProblem(const std::optional<Error>& problem) {
    if (problem) feeds.remove(kSelfFeed);
    if (listener) listener->cameraProblem(problem);
    tellVideo(LocalSource::Camera, problem);
  }
  void tellVideo(LocalSource source, const std::optional<Error>& problem) const {
    if (videoProblem) videoProblem(source, problem);
  }
  VideoInput& input(LocalSource source) {
    if (source == LocalSource::SecondCamera) return secondCamera;
    return source == LocalSource::Content ? content : camera;
  }

  Result<std::unique_ptr<TrackSender>> makeSender(const SendTrack& track, const SendIds& ids,
                                                  std::function<void(GstSample*)> packet) override {
    if (track.source == LocalSource::Microphone) {
      auto sender = AudioSender::create(
          runtime, microphone.samples(), track,
          {.ssrc = ids.ssrcs.front(), .payload = kPayloadOpus, .audioLevelExtension = kExtensionAudioLevel},
          std::move(packet));
      if (!sender) return std::unexpected(sender.error());
      return std::make_unique<MicrophoneTrack>(track.cid, std::move(*sender));
    }
    return makeCameraTrack(runtime, input(track.source).frames(), track, ids, std::move(packet),
                           encoders.encoders().empty() ? nullptr : &encoders);
  }

  std::unique_ptr<TrackReceiver> makeReceiver(const RemoteTrack& track,
                                              std::function<void()> requestKeyFrame) override {
    if (track.kind == MediaKind::Audio) return std::make_unique<RemoteSound>(mixer, track.sid);
    return std::make_unique<RemoteVideo>(runtime, feeds, track.sid, std::move(requestKeyFrame));
  }

  Runtime& runtime;
  LocalMedia::Listener* listener = nullptr;
  Feeds feeds;
  GstStage stage;
  VideoInput camera;
  VideoInput secondCamera;
  VideoInput content;
  std::function<void(LocalSource, std::optional<Error>)> videoProblem;
  MicrophoneCapture microphone;
  SpeakerMixer mixer;
  TonePlayer tones;
  DeviceRetry microphoneRetry;
  DeviceRetry speakerRetry;
  std::optional<drivers::Speaker> speaker;  ///< The chosen one, also while it fails.
  Handle selfFeed;
  EncoderCatalogue encoders;
  Handle probing;
  Handle warming;  ///< Ends with us: GStreamer waits for all threads when it is taken down.
};

MediaEngine::MediaEngine(Runtime& runtime, const EngineSettings& settings)
    : impl_(std::make_unique<Impl>(runtime, settings)) {}

MediaEngine::~MediaEngine() = default;

void MediaEngine::warmUp(std::function<void()> done) {
  impl_->probing = EncoderCatalogue::probe(impl_->runtime, [this, done = std::move(done)](EncoderCatalogue catalogue) {
    impl_->encoders = std::move(catalogue);
    for (const EncoderReport& report : impl_->encoders.encoders()) {
      log::info("engine", "encoder {} for {}: {}", report.factory, report.codec,
                report.usable ? "usable" : report.reason);
    }
    impl_->warming = warmUpWebrtc(impl_->runtime, done);
  });
}

const EncoderCatalogue& MediaEngine::encoders() const { return impl_->encoders; }
Stage& MediaEngine::stage() { return impl_->stage; }

void MediaEngine::setListener(LocalMedia::Listener* listener) { impl_->listener = listener; }
void MediaEngine::selectCamera(std::optional<drivers::Camera> camera) { impl_->camera.select(std::move(camera)); }
void MediaEngine::selectMicrophone(std::optional<drivers::Microphone> microphone) {
  impl_->microphone.select(std::move(microphone));
}
void MediaEngine::selectSpeaker(std::optional<drivers::Speaker> speaker) {
  impl_->speakerRetry.wanted(speaker.has_value());
  impl_->speaker = speaker;
  impl_->mixer.select(std::move(speaker));
}

void MediaEngine::openCamera(bool open) { openVideo(LocalSource::Camera, open); }

void MediaEngine::selectVideo(LocalSource source, std::optional<drivers::Camera> device) {
  impl_->input(source).select(std::move(device));
}

void MediaEngine::openVideo(LocalSource source, bool open) {
  impl_->input(source).open(open);
  if (!open && source == LocalSource::Camera) impl_->feeds.remove(kSelfFeed);
}

void MediaEngine::onVideoProblem(std::function<void(LocalSource, std::optional<Error>)> fn) {
  impl_->videoProblem = std::move(fn);
}

void MediaEngine::openMicrophone(bool open) {
  impl_->microphoneRetry.wanted(open);
  impl_->microphone.open(open);
}

SoundLevels MediaEngine::levels() const { return {impl_->microphone.level(), impl_->mixer.level()}; }

void MediaEngine::playTone(Tone tone) { impl_->tones.play(tone); }

std::unique_ptr<PeerConnection> MediaEngine::createPeer(const PeerSettings& settings,
                                                        PeerConnection::Listener& listener) {
  return std::make_unique<WebrtcPeer>(impl_->runtime, *impl_, settings, listener);
}

std::vector<std::string> MediaEngine::sendCodecs() const {
  auto codecs = impl_->encoders.sendCodecs();
  if (codecs.empty()) codecs.emplace_back("vp8");
  return codecs;
}

}  // namespace rotonde::pipelines
