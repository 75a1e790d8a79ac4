// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/handle.hpp"
#include "firmware/base/runtime.hpp"

#include <functional>

namespace rotonde::pipelines {

/// Makes webrtcbin generate the process's DTLS certificate and load its plug-ins, which the first offer would wait for
/// otherwise (about 90 ms). Calls `done` on the main loop.
/// The death of the handle ends it, and `done` is not called.
[[nodiscard]] Handle warmUpWebrtc(Runtime& runtime, std::function<void()> done);

}  // namespace rotonde::pipelines
