// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/engine/media_engine.hpp"

#include "firmware/base/log.hpp"
#include "pipelines/capture/camera_capture.hpp"
#include "pipelines/capture/microphone_capture.hpp"
#include "pipelines/compose/gst_stage.hpp"
#include "pipelines/decode/video_receiver.hpp"
#include "pipelines/encode/audio_sender.hpp"
#include "pipelines/encode/video_sender.hpp"
#include "pipelines/engine/device_retry.hpp"
#include "pipelines/gst/feeds.hpp"
#include "pipelines/sound/speaker_mixer.hpp"
#include "pipelines/sound/tone_player.hpp"
#include "pipelines/webrtc/webrtc_peer.hpp"

namespace rotonde::pipelines {

namespace {

class CameraTrack : public TrackSender {
 public:
  CameraTrack(std::string cid, SendLayer layer, std::unique_ptr<VideoSender> sender)
      : cid_(std::move(cid)), layer_(std::move(layer)), sender_(std::move(sender)) {
    sender_->onError(
        [](const Error& error) { log::error("engine", "the camera's encoder gave up: {}", error.message); });
  }
  Ref<GstCaps> caps() const override { return sender_->caps(); }
  void setActive(bool active) override { sender_->setActive(active); }
  void requestKeyFrame() override { sender_->requestKeyFrame(); }
  TrackStats stats() const override {
    return {cid_,         MediaKind::Video, true, sender_->codec(), sender_->packets(), sender_->frames(),
            layer_.width, layer_.height};
  }

 private:
  std::string cid_;
  SendLayer layer_;
  std::unique_ptr<VideoSender> sender_;
};

class MicrophoneTrack : public TrackSender {
 public:
  MicrophoneTrack(std::string cid, std::unique_ptr<AudioSender> sender)
      : cid_(std::move(cid)), sender_(std::move(sender)) {
    sender_->onError(
        [](const Error& error) { log::error("engine", "the microphone's encoder gave up: {}", error.message); });
  }
  Ref<GstCaps> caps() const override { return sender_->caps(); }
  void setActive(bool active) override { sender_->setActive(active); }
  void requestKeyFrame() override {}
  TrackStats stats() const override {
    return {cid_, MediaKind::Audio, true, sender_->codec(), sender_->packets(), 0, 0, 0};
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
  TrackStats stats() const override { return {sid_, MediaKind::Audio, false, "opus", packets_, 0, 0, 0}; }

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
        camera(loop, {1280, 720, 30}),
        microphone(loop),
        mixer(loop),
        tones(loop, mixer),
        cameraRetry(loop, [this] { camera.open(true); }),
        microphoneRetry(loop, [this] { microphone.open(true); }) {
    camera.onProblem([this](const std::optional<Error>& problem) {
      cameraRetry.heard(problem);
      if (problem) feeds.remove(kSelfFeed);
      if (listener) listener->cameraProblem(problem);
    });
    microphone.onProblem([this](const std::optional<Error>& problem) {
      microphoneRetry.heard(problem);
      if (listener) listener->microphoneProblem(problem);
    });
    mixer.onProblem([this](const std::optional<Error>& problem) {
      if (listener) listener->speakerProblem(problem);
    });
    if (const std::string probe = mixer.echoProbeName(); !probe.empty()) microphone.setEchoProbe(probe);
    selfFeed = camera.frames().subscribe([this](GstSample* sample) { feeds.put(kSelfFeed, sample); });
  }

  Result<std::unique_ptr<TrackSender>> makeSender(const SendTrack& track, std::uint32_t ssrc,
                                                  std::function<void(GstSample*)> packet) override {
    if (track.source == LocalSource::Microphone) {
      auto sender = AudioSender::create(
          runtime, microphone.samples(), track,
          {.ssrc = ssrc, .payload = kPayloadOpus, .audioLevelExtension = kExtensionAudioLevel}, std::move(packet));
      if (!sender) return std::unexpected(sender.error());
      return std::make_unique<MicrophoneTrack>(track.cid, std::move(*sender));
    }
    if (track.layers.empty()) return bug("a camera track without a layer");
    const SendLayer& layer = track.layers.back();
    const int payload = track.codec == "h264" ? kPayloadH264 : kPayloadVp8;
    auto sender = VideoSender::create(runtime, camera.frames(), track, layer,
                                      {.ssrc = ssrc, .payload = payload, .twccExtension = kExtensionTwcc},
                                      std::move(packet), encoders.encoders().empty() ? nullptr : &encoders);
    if (!sender) return std::unexpected(sender.error());
    return std::make_unique<CameraTrack>(track.cid, layer, std::move(*sender));
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
  CameraCapture camera;
  MicrophoneCapture microphone;
  SpeakerMixer mixer;
  TonePlayer tones;
  DeviceRetry cameraRetry;
  DeviceRetry microphoneRetry;
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
void MediaEngine::selectSpeaker(std::optional<drivers::Speaker> speaker) { impl_->mixer.select(std::move(speaker)); }

void MediaEngine::openCamera(bool open) {
  impl_->cameraRetry.wanted(open);
  impl_->camera.open(open);
  if (!open) impl_->feeds.remove(kSelfFeed);
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
