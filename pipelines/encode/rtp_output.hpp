// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"
#include "pipelines/encode/rtp_settings.hpp"
#include "pipelines/gst/pipeline.hpp"
#include "pipelines/gst/ref.hpp"

#include <gst/gst.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

namespace rotonde::pipelines {

inline constexpr const char* kTwccUri = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
inline constexpr const char* kAudioLevelUri = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
inline constexpr const char* kMidUri = "urn:ietf:params:rtp-hdrext:sdes:mid";
inline constexpr const char* kRidUri = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";
inline constexpr const char* kRepairedRidUri = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id";

/// The end of a sending pipeline: payloader → appsink → `out`, all packets with the same caps.
class RtpOutput {
 public:
  /// `caps`: what the session description says.
  RtpOutput(Ref<GstCaps> caps, std::function<void(GstSample*)> out) : caps_(std::move(caps)), out_(std::move(out)) {}
  RtpOutput(const RtpOutput&) = delete;
  RtpOutput& operator=(const RtpOutput&) = delete;

  /// Adds the payloader and the appsink to `pipeline`, linked; gives the payloader. This outlives the pipeline.
  Result<GstElement*> add(Pipeline& pipeline, const char* payloader, const RtpSettings& settings);

  Ref<GstCaps> caps() const { return caps_; }
  std::uint64_t packets() const { return packets_; }

 private:
  Ref<GstCaps> caps_;
  std::function<void(GstSample*)> out_;
  std::atomic<std::uint64_t> packets_ = 0;
};

/// application/x-rtp with what all our streams have: media, payload, ssrc, clock rate, encoding name and extensions.
Ref<GstCaps> rtpCaps(const char* media, const char* encodingName, int clockRate, const RtpSettings& settings);

}  // namespace rotonde::pipelines
