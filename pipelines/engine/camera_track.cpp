// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/engine/camera_track.hpp"

#include "pipelines/webrtc/webrtc_peer.hpp"

#include <utility>

namespace rotonde::pipelines {

namespace {

class CameraTrack : public TrackSender {
 public:
  explicit CameraTrack(std::unique_ptr<LayeredVideoSender> sender) : sender_(std::move(sender)) {}
  Ref<GstCaps> caps() const override { return sender_->caps(); }
  void setActive(bool active) override { sender_->setActive(active); }
  void setWantedLayers(const std::vector<std::string>& rids) override { sender_->setWanted(rids); }
  void setLayer(const SendLayer& layer) override { sender_->setLayer(layer); }
  void requestKeyFrame(std::uint32_t ssrc) override { sender_->requestKeyFrame(ssrc); }
  std::vector<TrackStats> stats() const override { return sender_->stats(); }

 private:
  std::unique_ptr<LayeredVideoSender> sender_;
};

}  // namespace

Result<std::unique_ptr<TrackSender>> makeCameraTrack(Executor& executor, SampleHub& frames, const SendTrack& track,
                                                     const SendIds& ids, std::function<void(GstSample*)> packet,
                                                     const EncoderCatalogue* catalogue) {
  RtpSettings rtp{.payload = track.codec == "h264" ? kPayloadH264 : kPayloadVp8, .twccExtension = kExtensionTwcc};
  if (track.layers.size() > 1) {
    rtp.midExtension = kExtensionMid;
    rtp.ridExtension = kExtensionRid;
    rtp.repairedRidExtension = kExtensionRepairedRid;
    rtp.mid = ids.mid;
  }
  auto sender = LayeredVideoSender::create(executor, frames, track, rtp, ids.ssrcs, std::move(packet), catalogue);
  if (!sender) return std::unexpected(sender.error());
  return std::make_unique<CameraTrack>(std::move(*sender));
}

}  // namespace rotonde::pipelines
