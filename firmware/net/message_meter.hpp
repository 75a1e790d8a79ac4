// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/net/soup_session.hpp"

#include <cstdint>
#include <memory>

namespace rotonde::net {

/// Takes over an open connection so that messages of more than `limit` bytes end it, in one frame or in many: libsoup
/// 3.6 limits single frames only. Nothing may have been read from `opened` yet. Main loop.
GPtr<SoupWebsocketConnection> withMessageLimit(GPtr<SoupWebsocketConnection> opened, std::uint64_t limit);

}  // namespace rotonde::net
