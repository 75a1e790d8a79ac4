// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/control/reflection.hpp"

#include <memory>

namespace rotonde::control {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

namespace {

std::string keyOf(const Message& entry, const FieldDescriptor* field) {
  return entry.GetReflection()->GetString(entry, field->message_type()->map_key());
}

}  // namespace

std::map<std::string, const Message*> mapEntries(const Message& message, const FieldDescriptor* field) {
  const Reflection& reflection = *message.GetReflection();
  std::map<std::string, const Message*> entries;
  for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
    const Message& entry = reflection.GetRepeatedMessage(message, field, i);
    entries.emplace(keyOf(entry, field), &entry);
  }
  return entries;
}

Message& mutableMapValue(Message& message, const FieldDescriptor* field, const std::string& key) {
  const Reflection& reflection = *message.GetReflection();
  const FieldDescriptor* value = field->message_type()->map_value();
  for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
    Message* entry = reflection.MutableRepeatedMessage(&message, field, i);
    if (keyOf(*entry, field) == key) return *entry->GetReflection()->MutableMessage(entry, value);
  }
  Message* entry = reflection.AddMessage(&message, field);
  entry->GetReflection()->SetString(entry, field->message_type()->map_key(), key);
  return *entry->GetReflection()->MutableMessage(entry, value);
}

void eraseMapEntry(Message& message, const FieldDescriptor* field, const std::string& key) {
  const Reflection& reflection = *message.GetReflection();
  const int last = reflection.FieldSize(message, field) - 1;
  for (int i = 0; i <= last; ++i) {
    if (keyOf(reflection.GetRepeatedMessage(message, field, i), field) != key) continue;
    reflection.SwapElements(&message, field, i, last);
    reflection.RemoveLast(&message, field);
    return;
  }
}

bool copyScalarIfDifferent(const Message& before, const Message& after, Message& out, const FieldDescriptor* field) {
  const Reflection& reflection = *after.GetReflection();
  const auto copy = [&](auto get, auto set) {
    auto value = (reflection.*get)(after, field);
    if (value == (reflection.*get)(before, field)) return false;
    (reflection.*set)(&out, field, std::move(value));
    return true;
  };
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return copy(&Reflection::GetInt32, &Reflection::SetInt32);
    case FieldDescriptor::CPPTYPE_INT64:
      return copy(&Reflection::GetInt64, &Reflection::SetInt64);
    case FieldDescriptor::CPPTYPE_UINT32:
      return copy(&Reflection::GetUInt32, &Reflection::SetUInt32);
    case FieldDescriptor::CPPTYPE_UINT64:
      return copy(&Reflection::GetUInt64, &Reflection::SetUInt64);
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return copy(&Reflection::GetDouble, &Reflection::SetDouble);
    case FieldDescriptor::CPPTYPE_FLOAT:
      return copy(&Reflection::GetFloat, &Reflection::SetFloat);
    case FieldDescriptor::CPPTYPE_BOOL:
      return copy(&Reflection::GetBool, &Reflection::SetBool);
    case FieldDescriptor::CPPTYPE_ENUM:
      return copy(&Reflection::GetEnumValue, &Reflection::SetEnumValue);
    case FieldDescriptor::CPPTYPE_STRING:
      return copy(&Reflection::GetString, &Reflection::SetString);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return false;
  }
  return false;
}

void copyList(const Message& from, Message& out, const FieldDescriptor* field) {
  const std::unique_ptr<Message> copy(from.New());
  copy->CopyFrom(from);
  out.GetReflection()->SwapFields(&out, copy.get(), {field});
}

}  // namespace rotonde::control
