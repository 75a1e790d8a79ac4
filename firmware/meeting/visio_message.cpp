// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/meeting/visio_message.hpp"

#include "firmware/meeting/foreign_json.hpp"

namespace rotonde::meeting {

std::string visioMessageType(std::string_view payload) {
  const auto object = readForeignJson(payload);
  return object ? textIn(*object, "type") : std::string();
}

}  // namespace rotonde::meeting
