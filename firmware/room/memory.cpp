// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/room/memory.hpp"

#include "firmware/base/log.hpp"
#include "firmware/config/atomic_file.hpp"
#include "firmware/room/memory.pb.h"

#include <algorithm>
#include <fstream>
#include <utility>

namespace rotonde::room {
namespace {

constexpr std::chrono::days kKept{15};
constexpr std::uintmax_t kLargestFile = 4u << 20;
constexpr int kVersion = 1;

std::int64_t toMs(WallTime time) { return time.time_since_epoch().count(); }
WallTime fromMs(std::int64_t ms) { return WallTime(milliseconds(ms)); }

/// nullopt for a mark that this version does not know.
std::optional<Mark> fromStored(storage::Note::Mark mark) {
  switch (mark) {
    case storage::Note::JOINED:
      return Mark::Joined;
    case storage::Note::LEFT:
      return Mark::Left;
    case storage::Note::REFUSED:
      return Mark::Refused;
    case storage::Note::REMOVED:
      return Mark::Removed;
    case storage::Note::CANCELLED:
      return Mark::Cancelled;
    default:
      return std::nullopt;
  }
}

storage::Note::Mark toStored(Mark mark) {
  switch (mark) {
    case Mark::Joined:
      return storage::Note::JOINED;
    case Mark::Left:
      return storage::Note::LEFT;
    case Mark::Refused:
      return storage::Note::REFUSED;
    case Mark::Removed:
      return storage::Note::REMOVED;
    case Mark::Cancelled:
      return storage::Note::CANCELLED;
  }
  std::unreachable();
}

}  // namespace

std::optional<Mark> markOf(const Notes& notes, const calendar::Occurrence& occurrence) {
  const auto found = notes.find(occurrence.key);
  if (found == notes.end() || occurrence.start >= found->second.end) return std::nullopt;
  return found->second.mark;
}

Taken takenIn(const Notes& notes, const calendar::Occurrence& occurrence) {
  return markOf(notes, occurrence) == Mark::Joined ? notes.at(occurrence.key).taken : Taken{};
}

Memory::Memory(std::filesystem::path file, WallTime now) : file_(std::move(file)) {
  std::error_code ignored;
  std::filesystem::create_directories(file_.parent_path(), ignored);  // save() tells when that did not work.
  load();
  prune(now);
}

void Memory::load() {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(file_, error);
  if (error) return;  // None yet.
  storage::Occurrences stored;
  std::ifstream in(file_, std::ios::binary);
  const bool good = size <= kLargestFile && stored.ParseFromIstream(&in) && stored.version() == kVersion;
  if (!good) {
    std::filesystem::path aside = file_;
    aside += ".damaged";
    std::filesystem::rename(file_, aside, error);
    log::warning("room",
                 "The memory of past meetings cannot be read; it is set aside as {}. A meeting that was left "
                 "may be joined again.",
                 aside.string());
    return;
  }
  for (const auto& [key, note] : stored.notes()) {
    if (const auto mark = fromStored(note.mark())) {
      notes_[key] = Note{.mark = *mark,
                         .at = fromMs(note.at_ms()),
                         .end = fromMs(note.end_ms()),
                         .taken = {.microphone = note.microphone_taken(), .camera = note.camera_taken()}};
    }
  }
}

void Memory::note(const calendar::Occurrence& occurrence, Mark mark, WallTime now) {
  // A meeting without length would be past its own end.
  const WallTime end = std::max(occurrence.end, occurrence.start + std::chrono::minutes(1));
  const Taken taken = mark == Mark::Joined ? takenIn(notes_, occurrence) : Taken{};
  notes_[occurrence.key] = Note{.mark = mark, .at = now, .end = end, .taken = taken};
  prune(now);
  if (const auto saved = save(); !saved) log::error("room", "{}", saved.error().message);
}

void Memory::noteTaken(const calendar::Occurrence& occurrence, Taken taken) {
  if (markOf(notes_, occurrence) != Mark::Joined || takenIn(notes_, occurrence) == taken) return;
  notes_[occurrence.key].taken = taken;
  if (const auto saved = save(); !saved) log::error("room", "{}", saved.error().message);
}

void Memory::prune(WallTime now) {
  std::erase_if(notes_, [now](const auto& entry) { return std::max(entry.second.at, entry.second.end) < now - kKept; });
}

Result<void> Memory::save() const {
  storage::Occurrences stored;
  stored.set_version(kVersion);
  for (const auto& [key, note] : notes_) {
    storage::Note& out = (*stored.mutable_notes())[key];
    out.set_mark(toStored(note.mark));
    out.set_at_ms(toMs(note.at));
    out.set_end_ms(toMs(note.end));
    out.set_microphone_taken(note.taken.microphone);
    out.set_camera_taken(note.taken.camera);
  }
  const auto written = config::replaceFile(file_.string(), stored.SerializeAsString());
  if (written) return {};
  return tryLater(
      written.error().message +
      "; without the memory of past meetings, the room may go back to a meeting that was left after a restart");
}

}  // namespace rotonde::room
