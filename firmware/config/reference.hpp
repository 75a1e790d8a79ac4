// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

namespace rotonde::config {

/// The table of all settings as Markdown: the reference part of docs/configuration.md.
std::string referenceTable();

}  // namespace rotonde::config
