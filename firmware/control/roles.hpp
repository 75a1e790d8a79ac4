// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/control/control.pb.h"

#include <string>
#include <string_view>
#include <vector>

namespace rotonde::control {

/// "panel" for ROLE_PANEL; "guest" when unset.
std::string roleName(v1::Role role);

/// `text` from a client as it may stand in a message or a log: printable ASCII, at most 64 characters.
std::string printable(std::string_view text);

enum class PathState { Known, Unknown, NotAllowed };
/// Whether `path` (dotted) names a place of Status that `role` may read. Keys of maps are not looked up: any key is
/// known.
PathState findStatusPath(std::string_view path, v1::Role role);

/// What of an event or a status concerns a client: its role and what it subscribed to ("" for all).
struct View {
  v1::Role role = v1::ROLE_GUEST;
  std::vector<std::string> prefixes;
};

/// Clears what the view does not hold: values above its role, secrets, other paths.
void restrictTo(const View& view, v1::Status& status);
/// The same for an event; an event that is no snapshot may come back without any `changed` and `removed`.
v1::Event restrictTo(const View& view, const v1::Event& event);

}  // namespace rotonde::control
