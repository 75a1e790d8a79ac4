// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rotonde {

/// How many letters must be inserted, dropped, replaced or swapped with their neighbour to turn one text into the
/// other (optimal string alignment). For short texts: O(a·b) time.
std::size_t editDistance(std::string_view a, std::string_view b);

/// The candidate that a misspelt `word` most likely means; empty when none is near (a third of its letters, at least 2,
/// may be wrong).
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace rotonde
