// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/config/setting.hpp"

#include "firmware/config/checks.hpp"

#include <algorithm>
#include <format>
#include <utility>

namespace rotonde::config {

namespace {

/// Characters, not bytes, of UTF-8 text.
std::int64_t lengthOf(const std::string& text) {
  return std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
}

std::string quotedChoices(const Setting& setting) {
  std::string text;
  for (std::size_t i = 0; i < setting.choices.size(); ++i) {
    const char* before = i == 0 ? "" : i + 1 == setting.choices.size() ? " or " : ", ";
    text += std::format("{}\"{}\"", before, setting.choices[i]);
  }
  return text;
}

std::optional<std::string> validateText(const Setting& setting, const std::string& text) {
  const std::int64_t length = lengthOf(text);
  if (length == 0 && setting.atLeast > 0) return "must not be empty";
  if (length > setting.atMost)
    return std::format("must be at most {} characters long, it has {}", setting.atMost, length);
  if (std::string wrong = checkLine(text); !wrong.empty()) return wrong;
  if (setting.check && !text.empty())
    if (std::string wrong = setting.check(text); !wrong.empty()) return wrong;
  return std::nullopt;
}

std::optional<std::string> validateTexts(const Setting& setting, const std::vector<std::string>& texts) {
  const auto count = static_cast<std::int64_t>(texts.size());
  if (count < setting.atLeast || count > setting.atMost)
    return std::format("must have {} to {} entries, it has {}", setting.atLeast, setting.atMost, count);
  for (std::size_t i = 0; i < texts.size(); ++i)
    if (const std::string wrong = texts[i].empty() ? "must not be empty"
                                  : setting.check  ? setting.check(texts[i])
                                                   : "";
        !wrong.empty())
      return std::format("has a wrong entry {}: it {}", i + 1, wrong);
  return std::nullopt;
}

std::optional<std::string> validateDuration(const Setting& setting, std::int64_t seconds) {
  if (seconds >= setting.atLeast && seconds <= setting.atMost) return std::nullopt;
  return std::format("must be from \"{}\" to \"{}\", not \"{}\"", durationText(setting.atLeast),
                     durationText(setting.atMost), durationText(seconds));
}

}  // namespace

const Setting* findSetting(std::string_view path) {
  const auto found = std::ranges::find(settings(), path, &Setting::path);
  return found == settings().end() ? nullptr : &*found;
}

std::optional<std::string> validate(const Setting& setting, const Value& value) {
  switch (setting.type) {
    case Type::Boolean:
      return std::nullopt;
    case Type::Text:
      return validateText(setting, std::get<std::string>(value));
    case Type::Texts:
      return validateTexts(setting, std::get<std::vector<std::string>>(value));
    case Type::Duration:
      return validateDuration(setting, std::get<std::int64_t>(value));
    case Type::Choice:
      if (std::ranges::contains(setting.choices, std::get<std::string>(value))) return std::nullopt;
      return std::format("must be {}, not \"{}\"", quotedChoices(setting), std::get<std::string>(value));
  }
  return std::nullopt;
}

std::string typeName(const Setting& setting) {
  switch (setting.type) {
    case Type::Text:
      return "string";
    case Type::Boolean:
      return "boolean";
    case Type::Choice:
      return "choice";
    case Type::Texts:
      return "strings";
    case Type::Duration:
      return "duration";
  }
  return "";
}

std::string rangeText(const Setting& setting) {
  switch (setting.type) {
    case Type::Boolean:
      return "";
    case Type::Choice:
      return quotedChoices(setting);
    case Type::Duration:
      return std::format("{} to {}", durationText(setting.atLeast), durationText(setting.atMost));
    case Type::Texts:
      return std::format("{} to {} entries", setting.atLeast, setting.atMost);
    case Type::Text:
      return std::format("{}at most {} characters", setting.atLeast > 0 ? "not empty, " : "", setting.atMost);
  }
  return "";
}

}  // namespace rotonde::config
