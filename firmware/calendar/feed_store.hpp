// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"
#include "firmware/base/runtime.hpp"
#include "firmware/calendar/calendar_source.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace rotonde::calendar {

/// The last good content of a feed, in one file that is replaced atomically. Readable by the service's user only.
/// The file's modification time is when the content was last known to be current.
class FeedStore {
 public:
  struct Stored {
    WallTime fetched;
    std::vector<SourceObject> objects;
  };

  /// Keeps `directory`/feed; makes the folder when it is missing.
  explicit FeedStore(std::filesystem::path directory);

  /// nullopt when there is nothing, or of another version or `identity`, or damaged.
  std::optional<Stored> load(const std::string& identity) const;
  /// Blocks for one write of at most the feed's size. AskHuman when the disk refuses.
  Result<void> save(const std::string& identity, const std::vector<SourceObject>& objects, WallTime fetched) const;
  /// The content was confirmed at that time.
  void touch(WallTime fetched) const;

 private:
  std::filesystem::path directory_;
  std::filesystem::path file_;
};

}  // namespace rotonde::calendar
