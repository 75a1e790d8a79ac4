// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rotonde::control {

/// A place in a tree as its names: {"roster", "PA_x", "name"}. Written `roster.PA_x.name`; a name with other characters
/// than letters, digits, "_" and "-" is quoted: `agenda.occurrences."a@b.fr".title`.
using Path = std::vector<std::string>;

/// nullopt: an empty name or an open quote. The empty text is the root.
std::optional<Path> parsePath(std::string_view text);
/// The path one step below `parent` (already written).
std::string childPath(std::string_view parent, std::string_view name);
/// Whether `path` is `prefix` or lies below it (both written by the functions above).
bool isUnder(std::string_view path, std::string_view prefix);

}  // namespace rotonde::control
