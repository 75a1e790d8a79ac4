// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rotonde::meeting {

/// A Visio data message, JSON {"type": "…", "data": {…}}.
struct VisioMessage {
  std::string type;   ///< Empty: it is none.
  std::string emoji;  ///< `data.emoji`, of reactions.
};

VisioMessage readVisioMessage(std::string_view payload);

/// A chat message in the form that came before text streams.
struct LegacyChat {
  std::string id;
  std::string message;
};

/// nullopt: it is none, or it says that the same message came as a stream as well.
std::optional<LegacyChat> readLegacyChat(std::string_view payload);

}  // namespace rotonde::meeting
