// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"
#include "firmware/base/secret.hpp"
#include "firmware/livekit/wire.hpp"

#include <string>
#include <string_view>

namespace rotonde::livekit {

/// Base64 with '-' and '_' (RFC 4648 §5); padding as "%3D", ready for a query.
std::string base64UrlForQuery(std::string_view bytes);

/// The WebSocket address of a join with one peer connection: `base` (http, https, ws or wss; any path prefix, with or
/// without a slash at its end; a query is kept) + "/rtc/v1?join_request=…". The request is gzipped (RFC 1952): plain,
/// it would not fit the 8 KiB that many proxies allow for a request's head.
Result<Secret> joinUrl(const Secret& base, const wire::JoinRequest& request);

}  // namespace rotonde::livekit
