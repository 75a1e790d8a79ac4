// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"
#include "pipelines/gst/pipeline.hpp"

#include <gst/gst.h>

namespace rotonde::pipelines {

/// Makes a `webrtcechoprobe` with a name of its own in `pipeline`, for a branch that ends in a fakesink beside the
/// loudspeaker's. It keeps what the loudspeaker will play for the microphone's voice processor, which finds it by that
/// name. AskHuman when the system has none.
Result<GstElement*> addEchoProbe(Pipeline& pipeline);

}  // namespace rotonde::pipelines
