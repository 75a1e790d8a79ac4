// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/calendar/feed_store.hpp"

#include "firmware/calendar/ical_reader.hpp"
#include "firmware/calendar/ical_time.hpp"

#include <gio/gio.h>

#include <format>
#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>
#include <utility>

namespace rotonde::calendar {
namespace {

constexpr std::string_view kVersion = "rotonde-feed 1";
constexpr std::size_t kMaxObjects = 20'000;
constexpr int kOwnerOnly = 0600;

/// Takes the text up to the next line feed.
std::optional<std::string_view> takeLine(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

/// "object BYTES NAME", the bytes, a line feed; repeated to the end.
std::optional<std::vector<SourceObject>> parseObjects(std::string_view rest) {
  std::vector<SourceObject> objects;
  while (!rest.empty()) {
    const auto line = takeLine(rest);
    if (!line || !line->starts_with("object ") || objects.size() >= kMaxObjects) return std::nullopt;
    const std::string_view fields = line->substr(7);
    const std::size_t space = fields.find(' ');
    const auto size = parseInteger(fields.substr(0, space));
    if (space == std::string_view::npos || !size || *size < 0) return std::nullopt;
    const auto bytes = static_cast<std::size_t>(*size);
    if (rest.size() < bytes + 1 || rest[bytes] != '\n') return std::nullopt;
    objects.push_back({std::string(fields.substr(space + 1)), std::string(rest.substr(0, bytes))});
    rest.remove_prefix(bytes + 1);
  }
  return objects;
}

}  // namespace

FeedStore::FeedStore(std::filesystem::path directory) : directory_(std::move(directory)), file_(directory_ / "feed") {}

std::optional<FeedStore::Stored> FeedStore::load(const std::string& identity) const {
  std::error_code error;
  const auto size = std::filesystem::file_size(file_, error);
  if (error || size > 2 * IcalLimits{}.bodyBytes) return std::nullopt;
  const auto time = std::filesystem::last_write_time(file_, error);
  std::ifstream file(file_, std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  std::string_view rest = text;
  if (error || takeLine(rest) != kVersion || takeLine(rest) != identity) return std::nullopt;
  auto objects = parseObjects(rest);
  if (!objects || objects->empty()) return std::nullopt;
  const auto fetched = std::chrono::clock_cast<std::chrono::system_clock>(time);
  return Stored{std::chrono::time_point_cast<milliseconds>(fetched), std::move(*objects)};
}

Result<void> FeedStore::save(const std::string& identity, const std::vector<SourceObject>& objects,
                             WallTime fetched) const {
  std::error_code error;
  std::filesystem::create_directories(directory_, error);
  std::filesystem::permissions(directory_, std::filesystem::perms::owner_all, error);
  std::string text = std::format("{}\n{}\n", kVersion, identity);
  for (const SourceObject& object : objects) {
    text += std::format("object {} {}\n", object.text.size(), object.name);
    text += object.text;
    text += '\n';
  }
  GError* problem = nullptr;
  if (g_file_set_contents_full(file_.c_str(), text.data(), static_cast<gssize>(text.size()),
                               G_FILE_SET_CONTENTS_CONSISTENT, kOwnerOnly, &problem) == FALSE) {
    auto message = std::format("the calendar's copy cannot be written: {}; free or repair the disk", problem->message);
    g_error_free(problem);
    return askHuman(std::move(message));
  }
  touch(fetched);
  return {};
}

void FeedStore::touch(WallTime fetched) const {
  std::error_code error;
  std::filesystem::last_write_time(file_, std::chrono::clock_cast<std::chrono::file_clock>(fetched), error);
}

}  // namespace rotonde::calendar
