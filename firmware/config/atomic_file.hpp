// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"

#include <string>

namespace rotonde::config {

/// Replaces `file` (mode 0600) by `text`, so that after a power cut it is either the old or the new one: written beside
/// it as FILE.new, synchronised, renamed. A FILE.new that an interrupted call has left is overwritten. TryLater: the
/// old file stands as before.
Result<void> replaceFile(const std::string& file, const std::string& text);

}  // namespace rotonde::config
