// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <google/protobuf/message.h>

#include <map>
#include <string>

namespace rotonde::control {

// Steps through messages that know nothing of their type. Maps have text keys and message values: all trees of
// control.proto do.

/// The entries of a map by key; borrowed from `message`.
std::map<std::string, const google::protobuf::Message*> mapEntries(const google::protobuf::Message& message,
                                                                   const google::protobuf::FieldDescriptor* field);
/// The value at `key`, added when it is missing.
google::protobuf::Message& mutableMapValue(google::protobuf::Message& message,
                                           const google::protobuf::FieldDescriptor* field, const std::string& key);
void eraseMapEntry(google::protobuf::Message& message, const google::protobuf::FieldDescriptor* field,
                   const std::string& key);

/// Sets the scalar `field` of `out` to the value in `after`, when that is another one than in `before`.
bool copyScalarIfDifferent(const google::protobuf::Message& before, const google::protobuf::Message& after,
                           google::protobuf::Message& out, const google::protobuf::FieldDescriptor* field);
/// Makes the list `field` of `out` that of `from`.
void copyList(const google::protobuf::Message& from, google::protobuf::Message& out,
              const google::protobuf::FieldDescriptor* field);

}  // namespace rotonde::control
