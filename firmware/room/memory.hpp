// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"
#include "firmware/base/runtime.hpp"
#include "firmware/calendar/agenda.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace rotonde::room {

/// What became of an occurrence.
enum class Mark {
  Joined,     ///< The call was running when this was noted: go back after a restart.
  Left,       ///< Left by a person here, or at its end.
  Refused,    ///< A host refused the room, or the server was not the right one.
  Removed,    ///< A host removed the room, or somebody took its place.
  Cancelled,  ///< A person here cancelled it before.
};

/// What others in the meeting closed and nobody here has opened since.
struct Taken {
  bool microphone = false;
  bool camera = false;
  friend bool operator==(const Taken&, const Taken&) = default;
};

struct Note {
  Mark mark = Mark::Joined;
  WallTime at;   ///< When it was noted.
  WallTime end;  ///< The meeting's end, as known then.
  Taken taken;   ///< Of a joined one.
  friend bool operator==(const Note&, const Note&) = default;
};

using Notes = std::map<std::string, Note>;

/// The mark that holds for `occurrence`. A meeting that was moved past the end it had when it was noted is a new one.
std::optional<Mark> markOf(const Notes& notes, const calendar::Occurrence& occurrence);
/// What stays closed when the room comes back to `occurrence` by itself.
Taken takenIn(const Notes& notes, const calendar::Occurrence& occurrence);

/// The notes on disk: one small file, replaced as a whole. Main loop.
class Memory {
 public:
  /// Reads `file`; its folder is made when it is missing. A damaged file, or one of a later version, is set aside as
  /// `file`.damaged: the room starts without memory rather than not at all.
  Memory(std::filesystem::path file, WallTime now);

  const Notes& notes() const { return notes_; }
  /// What was taken in a joined meeting stays so as long as it is noted as joined.
  void note(const calendar::Occurrence& occurrence, Mark mark, WallTime now);
  void noteTaken(const calendar::Occurrence& occurrence, Taken taken);

 private:
  void load();
  Result<void> save() const;
  void prune(WallTime now);

  std::filesystem::path file_;
  Notes notes_;
};

}  // namespace rotonde::room
