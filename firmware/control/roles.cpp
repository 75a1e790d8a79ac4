// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/control/roles.hpp"

#include "firmware/control/path.hpp"
#include "firmware/control/reflection.hpp"

#include <algorithm>
#include <cctype>

namespace rotonde::control {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

namespace {

bool mayRead(const FieldDescriptor* field, v1::Role role) {
  return !field->options().GetExtension(v1::secret) && field->options().GetExtension(v1::role) <= role;
}

enum class Covered { Whole, Part, None };

Covered covers(const std::vector<std::string>& prefixes, std::string_view path) {
  Covered covered = Covered::None;
  for (const std::string& prefix : prefixes) {
    if (isUnder(path, prefix)) return Covered::Whole;
    if (isUnder(prefix, path)) covered = Covered::Part;
  }
  return covered;
}

class Restriction {
 public:
  explicit Restriction(const View& view) : view_(view) {}

  void message(Message& message, const std::string& path, bool whole) const {
    const Reflection& reflection = *message.GetReflection();
    std::vector<const FieldDescriptor*> fields;
    reflection.ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      const std::string here = childPath(path, field->name());
      const Covered covered = whole ? Covered::Whole : covers(view_.prefixes, here);
      if (covered == Covered::None || !mayRead(field, view_.role)) {
        reflection.ClearField(&message, field);
      } else if (field->is_map()) {
        map(message, field, here, covered == Covered::Whole);
      } else if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
        continue;
      } else if (field->is_repeated()) {
        for (int i = 0; i < reflection.FieldSize(message, field); ++i)
          this->message(*reflection.MutableRepeatedMessage(&message, field, i), here, true);
      } else {
        this->message(*reflection.MutableMessage(&message, field), here, covered == Covered::Whole);
      }
    }
  }

 private:
  void map(Message& message, const FieldDescriptor* field, const std::string& path, bool whole) const {
    std::vector<std::string> keys;
    for (const auto& [key, entry] : mapEntries(message, field)) keys.push_back(key);
    for (const std::string& key : keys) {
      const std::string here = childPath(path, key);
      const Covered covered = whole ? Covered::Whole : covers(view_.prefixes, here);
      if (covered == Covered::None) {
        eraseMapEntry(message, field, key);
      } else {
        this->message(mutableMapValue(message, field, key), here, covered == Covered::Whole);
      }
    }
  }

  const View& view_;
};

}  // namespace

std::string roleName(v1::Role role) {
  if (role == v1::ROLE_UNSPECIFIED) role = v1::ROLE_GUEST;
  std::string name = v1::Role_Name(role);
  constexpr std::string_view kPrefix = "ROLE_";
  if (name.starts_with(kPrefix)) name.erase(0, kPrefix.size());
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return name;
}

std::string printable(std::string_view text) {
  constexpr std::size_t kLongest = 64;
  std::string out(text.substr(0, kLongest));
  std::ranges::replace_if(out, [](unsigned char c) { return c < ' ' || c > '~'; }, '?');
  return out;
}

PathState findStatusPath(std::string_view text, v1::Role role) {
  const auto path = parsePath(text);
  if (!path) return PathState::Unknown;
  const google::protobuf::Descriptor* descriptor = v1::Status::descriptor();
  for (std::size_t i = 0; i < path->size(); ++i) {
    const FieldDescriptor* field = descriptor ? descriptor->FindFieldByName((*path)[i]) : nullptr;
    if (!field) return PathState::Unknown;
    if (!mayRead(field, role)) return PathState::NotAllowed;
    if (field->is_map()) {
      ++i;
      descriptor = field->message_type()->map_value()->message_type();
    } else {
      descriptor = field->is_repeated() ? nullptr : field->message_type();
    }
  }
  return PathState::Known;
}

void restrictTo(const View& view, v1::Status& status) {
  Restriction(view).message(status, "", covers(view.prefixes, "") == Covered::Whole);
}

v1::Event restrictTo(const View& view, const v1::Event& event) {
  v1::Event out = event;
  restrictTo(view, *out.mutable_status());
  const auto hidden = [&view](const std::string& path) {
    return covers(view.prefixes, path) != Covered::Whole || findStatusPath(path, view.role) != PathState::Known;
  };
  // A map entry that is removed takes along what the client has subscribed below it.
  const auto hiddenRemoval = [&view](const std::string& path) {
    return covers(view.prefixes, path) == Covered::None || findStatusPath(path, view.role) != PathState::Known;
  };
  auto& changed = *out.mutable_changed();
  changed.erase(std::remove_if(changed.begin(), changed.end(), hidden), changed.end());
  auto& removed = *out.mutable_removed();
  removed.erase(std::remove_if(removed.begin(), removed.end(), hiddenRemoval), removed.end());
  return out;
}

}  // namespace rotonde::control
