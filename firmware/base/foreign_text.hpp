// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rotonde {

/// A stranger's text for one line of a screen or a terminal: valid UTF-8 of at most `most` code points (the last is "…"
/// when it was cut), without control characters, line ends, bidirectional controls and invisible format characters,
/// without more than three marks on one letter, with single blanks and none at its ends. Emoji joiners and variation
/// selectors stay. Bytes that are no UTF-8 become U+FFFD.
std::string foreignLine(std::string_view text, std::size_t most);

/// `text` for the inside of a sentence: isolated (UAX #9, FSI … PDI) when it holds letters that run from right to left,
/// so that it turns around nothing but itself. Take it from foreignLine.
std::string isolated(std::string_view text);

}  // namespace rotonde
