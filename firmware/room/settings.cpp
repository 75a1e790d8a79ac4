// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/room/settings.hpp"

#include "firmware/text/text.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

namespace rotonde::room {
namespace {

constexpr std::size_t kLongestName = 50;

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

std::size_t codePoints(std::string_view utf8) {
  return utf8.size() - static_cast<std::size_t>(std::ranges::count_if(utf8, continues));
}

/// The first `count` code points, without trailing blanks.
std::string cut(std::string_view utf8, std::size_t count) {
  std::size_t at = 0;
  while (at < utf8.size() && (count > 0 || continues(utf8[at]))) {
    if (!continues(utf8[at])) --count;
    ++at;
  }
  while (at > 0 && utf8[at - 1] == ' ') --at;
  return std::string(utf8.substr(0, at));
}

/// Whether `name` begins with `word` in any case, as a word of its own.
bool beginsWithWord(std::string_view name, std::string_view word) {
  if (name.size() < word.size()) return false;
  const auto lower = [](char byte) { return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte; };
  if (!std::ranges::equal(name.substr(0, word.size()), word, {}, lower)) return false;
  const std::string_view rest = name.substr(word.size());
  constexpr std::string_view kNoBreakSpace = "\xC2\xA0";
  return rest.empty() || rest.front() == ' ' || rest.front() == '-' || rest.starts_with(kNoBreakSpace);
}

/// In either language: a room "Salle 301" is called so in an English meeting too.
bool saysRoom(std::string_view name) { return beginsWithWord(name, "salle") || beginsWithWord(name, "room"); }

}  // namespace

Settings settingsOf(const config::Config& config, std::string deviceId) {
  return Settings{.join = config.join,
                  .deviceId = std::move(deviceId),
                  .displayName = displayNameOf(config),
                  .calendar = !config.calendar.feed.empty()};
}

std::string displayNameOf(const config::Config& config) {
  std::string configured = cut(config.visio.displayName, kLongestName);
  if (!configured.empty()) return configured;
  const auto language =
      config.room.language == config::Language::English ? text::Language::English : text::Language::French;
  const auto frame = saysRoom(config.room.name) ? text::Text::RoomDisplayNameAsItIs : text::Text::RoomDisplayName;
  const auto framed = [&](std::string_view name) { return text::text(language, frame, name); };
  return framed(cut(config.room.name, kLongestName - codePoints(framed(""))));
}

}  // namespace rotonde::room
