// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/meeting/foreign_json.hpp"

#include <google/protobuf/util/json_util.h>

namespace rotonde::meeting {

std::optional<google::protobuf::Struct> readForeignJson(std::string_view json) {
  constexpr std::size_t kMostBytes = 16'384;
  if (json.empty() || json.size() > kMostBytes) return std::nullopt;
  google::protobuf::Struct object;
  const auto read =
      google::protobuf::util::JsonStringToMessage(google::protobuf::StringPiece(json.data(), json.size()), &object);
  if (!read.ok()) return std::nullopt;
  return object;
}

std::string textIn(const google::protobuf::Struct& object, const std::string& key) {
  const auto found = object.fields().find(key);
  return found == object.fields().end() ? std::string() : found->second.string_value();
}

}  // namespace rotonde::meeting
