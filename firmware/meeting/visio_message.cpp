// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/meeting/visio_message.hpp"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

namespace rotonde::meeting {

std::string visioMessageType(std::string_view payload) {
  // Foreign JSON: a bound on its size bounds the reader's work.
  constexpr std::size_t kMostBytes = 16'384;
  if (payload.size() > kMostBytes) return {};
  google::protobuf::Struct object;
  if (!google::protobuf::util::JsonStringToMessage(google::protobuf::StringPiece(payload.data(), payload.size()),
                                                   &object)
           .ok()) {
    return {};
  }
  const auto type = object.fields().find("type");
  return type == object.fields().end() ? std::string() : type->second.string_value();
}

}  // namespace rotonde::meeting
