// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"

#include <gst/gst.h>

#include <functional>

namespace rotonde::pipelines {

/// `reply` is nullptr when webrtcbin dropped the promise; borrowed for the call.
using PromiseCallback = std::function<void(const GstStructure* reply)>;

/// A promise whose reply reaches `fn` on webrtcbin's thread.
GstPromise* promise(PromiseCallback fn);

/// The error that a reply carries, if any; `what` begins the message.
Result<void> replyError(const GstStructure* reply, const char* what);

}  // namespace rotonde::pipelines
