// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/meeting/visio_message.hpp"

#include "firmware/meeting/foreign_json.hpp"

namespace rotonde::meeting {

VisioMessage readVisioMessage(std::string_view payload) {
  const auto object = readForeignJson(payload);
  if (!object) return {};
  VisioMessage message{.type = textIn(*object, "type"), .emoji = {}};
  const auto data = object->fields().find("data");
  if (data != object->fields().end() && data->second.has_struct_value()) {
    message.emoji = textIn(data->second.struct_value(), "emoji");
  }
  return message;
}

std::optional<LegacyChat> readLegacyChat(std::string_view payload) {
  const auto object = readForeignJson(payload);
  if (!object) return std::nullopt;
  const auto ignored = object->fields().find("ignoreLegacy");
  if (ignored != object->fields().end() && ignored->second.bool_value()) return std::nullopt;
  LegacyChat chat{.id = textIn(*object, "id"), .message = textIn(*object, "message")};
  if (chat.message.empty()) return std::nullopt;
  return chat;
}

}  // namespace rotonde::meeting
