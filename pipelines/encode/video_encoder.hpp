// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"
#include "pipelines/api/peer_connection.hpp"
#include "pipelines/gst/ref.hpp"

#include <gst/gst.h>

#include <span>
#include <string>

namespace rotonde::pipelines {

struct EncoderKind {
  const char* factory;
  const char* codec;
  bool hardware;
};

/// All encoders that we know how to set up, in the order of preference; software last. GStreamer's own ranks are
/// inconsistent among plug-ins (hardware from NONE to PRIMARY+1) and are not used.
std::span<const EncoderKind> knownEncoders();

/// Makes the encoder, set for a live call at `layer`'s rate: no look-ahead, constant bit rate, key frames on request
/// only.
Result<Ref<GstElement>> makeEncoder(const std::string& factory, const SendLayer& layer);

/// Any thread, while playing.
void setEncoderBitrate(GstElement* encoder, int bitsPerSecond);

/// Caps behind the encoder of `factory`: constrained baseline for H.264, which every browser decodes.
std::string encodedCaps(const std::string& factory);

/// The next frame that the encoder takes becomes a key frame. Any thread.
void forceKeyFrame(GstElement* encoder);

}  // namespace rotonde::pipelines
