// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/livekit/livekit.pb.h"

namespace rotonde::livekit {

/// The generated messages of livekit.proto. Only this folder and tests see them.
namespace wire = ::livekit;

}  // namespace rotonde::livekit
