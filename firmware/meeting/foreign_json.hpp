// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <google/protobuf/struct.pb.h>

#include <optional>
#include <string>
#include <string_view>

namespace rotonde::meeting {

/// A JSON object from somebody in the meeting; nullopt when it is none or longer than 16 KiB, which bounds the reader's
/// work.
std::optional<google::protobuf::Struct> readForeignJson(std::string_view json);

/// The text under `key`; empty when it is missing or no text.
std::string textIn(const google::protobuf::Struct& object, const std::string& key);

}  // namespace rotonde::meeting
