// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/control/status_delta.hpp"

#include "firmware/control/path.hpp"
#include "firmware/control/reflection.hpp"

#include <google/protobuf/message.h>
#include <google/protobuf/util/message_differencer.h>

#include <map>
#include <memory>
#include <optional>

namespace rotonde::control {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

namespace {

class Differ {
 public:
  explicit Differ(v1::Event& event) : event_(event) {}

  void messages(const Message& before, const Message& after, Message& delta, const std::string& path) {
    const auto* descriptor = after.GetDescriptor();
    for (int i = 0; i < descriptor->field_count(); ++i) {
      const FieldDescriptor* field = descriptor->field(i);
      const std::string here = childPath(path, field->name());
      if (field->is_map()) {
        maps(before, after, delta, field, here);
      } else if (field->is_repeated()) {
        lists(before, after, delta, field, here);
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        submessages(before, after, delta, field, here);
      } else if (copyScalarIfDifferent(before, after, delta, field)) {
        report(after.GetReflection()->HasField(after, field), here);
      }
    }
  }

 private:
  void report(bool set, const std::string& path) { *(set ? event_.add_changed() : event_.add_removed()) = path; }

  void submessages(const Message& before, const Message& after, Message& delta, const FieldDescriptor* field,
                   const std::string& path) {
    const Reflection& reflection = *after.GetReflection();
    if (!reflection.HasField(before, field) && !reflection.HasField(after, field)) return;
    const std::unique_ptr<Message> part(reflection.GetMessage(after, field).New());
    messages(reflection.GetMessage(before, field), reflection.GetMessage(after, field), *part, path);
    if (part->ByteSizeLong() > 0) reflection.MutableMessage(&delta, field)->CopyFrom(*part);
  }

  void lists(const Message& before, const Message& after, Message& delta, const FieldDescriptor* field,
             const std::string& path) {
    google::protobuf::util::MessageDifferencer differencer;
    if (differencer.CompareWithFields(before, after, {field}, {field})) return;
    copyList(after, delta, field);
    report(after.GetReflection()->FieldSize(after, field) > 0, path);
  }

  void maps(const Message& before, const Message& after, Message& delta, const FieldDescriptor* field,
            const std::string& path) {
    auto gone = mapEntries(before, field);
    const FieldDescriptor* value = field->message_type()->map_value();
    for (const auto& [key, entry] : mapEntries(after, field)) {
      const auto node = gone.extract(key);
      const Message& now = entry->GetReflection()->GetMessage(*entry, value);
      const Message& old = node ? valueOf(*node.mapped(), value) : *emptyOf(now);
      const std::unique_ptr<Message> part(now.New());
      const std::string here = childPath(path, key);
      if (!node) event_.add_changed(here);
      messages(old, now, *part, here);
      if (!node || part->ByteSizeLong() > 0) {
        Message* added = delta.GetReflection()->AddMessage(&delta, field);
        added->GetReflection()->SetString(added, field->message_type()->map_key(), key);
        added->GetReflection()->MutableMessage(added, value)->CopyFrom(*part);
      }
    }
    for (const auto& [key, entry] : gone) event_.add_removed(childPath(path, key));
  }

  static const Message& valueOf(const Message& entry, const FieldDescriptor* value) {
    return entry.GetReflection()->GetMessage(entry, value);
  }
  static const Message* emptyOf(const Message& message) {
    return google::protobuf::MessageFactory::generated_factory()->GetPrototype(message.GetDescriptor());
  }

  v1::Event& event_;
};

/// Merges the leaves of `delta` into `status`: unlike MergeFrom, lists replace and map entries merge.
void mergeLeaves(const Message& delta, Message& status) {
  const Reflection& reflection = *delta.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(delta, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->is_map()) {
      const FieldDescriptor* value = field->message_type()->map_value();
      for (const auto& [key, entry] : mapEntries(delta, field))
        mergeLeaves(entry->GetReflection()->GetMessage(*entry, value), mutableMapValue(status, field, key));
    } else if (field->is_repeated()) {
      copyList(delta, status, field);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      mergeLeaves(reflection.GetMessage(delta, field), *reflection.MutableMessage(&status, field));
    } else {
      copyScalarIfDifferent(status, delta, status, field);
    }
  }
}

void remove(Message& root, const Path& path) {
  Message* message = &root;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const FieldDescriptor* field = message->GetDescriptor()->FindFieldByName(path[i]);
    if (!field) return;
    const Reflection& reflection = *message->GetReflection();
    if (i + 1 == path.size()) return reflection.ClearField(message, field);
    if (field->is_map()) {
      ++i;
      if (i + 1 == path.size()) return eraseMapEntry(*message, field, path[i]);
      if (!mapEntries(*message, field).contains(path[i])) return;
      message = &mutableMapValue(*message, field, path[i]);
    } else if (!field->is_repeated() && field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      if (!reflection.HasField(*message, field)) return;
      message = reflection.MutableMessage(message, field);
    } else {
      return;
    }
  }
}

}  // namespace

v1::Event difference(const v1::Status& before, const v1::Status& after) {
  v1::Event event;
  Differ(event).messages(before, after, *event.mutable_status(), "");
  return event;
}

void apply(const v1::Event& event, v1::Status& status) {
  if (event.snapshot()) {
    status = event.status();
    return;
  }
  mergeLeaves(event.status(), status);
  for (const std::string& text : event.removed())
    if (const auto path = parsePath(text)) remove(status, *path);
}

}  // namespace rotonde::control
