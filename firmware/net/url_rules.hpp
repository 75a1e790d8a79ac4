// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"
#include "firmware/base/secret.hpp"

#include <string>
#include <string_view>

namespace rotonde::net {

enum class UrlUse { Http, WebSocket };

/// Whether the room may call `url`: https (wss) anywhere, http (ws) on loopback only. The error is Refused and names
/// neither path nor query.
Result<void> checkUrl(const Secret& url, UrlUse use);

/// "host" or "host:port" of a URL, for messages; "?" when it is none.
std::string hostOf(const Secret& url);

/// "localhost" and the literal addresses 127.0.0.0/8 and ::1 (with or without brackets).
bool isLoopback(std::string_view host);

/// The same address for a WebSocket: https → wss, http → ws (loopback only); ws and wss stay. What checkUrl refuses is
/// refused here as well.
Result<Secret> webSocketUrl(const Secret& url);

}  // namespace rotonde::net
