// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "drivers/api/devices.hpp"
#include "firmware/base/result.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace rotonde::pipelines {

/// The feed that shows the room's own camera.
inline constexpr const char* kSelfFeed = "self";

/// Everything that the room's screen shows, as values: a new Scene replaces the old one whole. All texts are ready to
/// draw, in the room's language.
struct Scene {
  enum class Tone { Calm, Notice, Alarm };

  /// A person (or a shared screen) in the meeting.
  struct Tile {
    std::string feed;  ///< RemoteTrack::sid or kSelfFeed; empty or without pictures: the initial on `color`.
    std::string name;
    std::string note;                ///< Small second line: "non authentifié", …
    std::uint32_t color = 0x3b4a6b;  ///< 0xRRGGBB behind the initial.
    bool speaking = false;
    bool muted = false;
    bool contain = false;  ///< Show all of the picture (shared screens) instead of filling the tile.
    friend bool operator==(const Tile&, const Tile&) = default;
  };
  struct Meeting {
    std::string time;  ///< "10:00 – 11:00"
    std::string title;
    std::string note;  ///< Why it cannot be joined, or what follows.
    bool next = false;
    friend bool operator==(const Meeting&, const Meeting&) = default;
  };
  struct Banner {
    Tone tone = Tone::Notice;
    std::string text;
    friend bool operator==(const Banner&, const Banner&) = default;
  };

  /// What somebody in the meeting says in writing.
  struct Note {
    std::string who;
    std::string text;
    friend bool operator==(const Note&, const Note&) = default;
  };
  /// Something to scan with a telephone.
  struct Code {
    std::string content;  ///< As it is encoded, an address; at most 200 bytes.
    std::string caption;
    friend bool operator==(const Code&, const Code&) = default;
  };

  std::string room;   ///< The room's name, always shown.
  std::string clock;  ///< "14:05", always shown.
  Tone tone = Tone::Calm;
  std::string headline;           ///< What is happening; large when there are no tiles.
  std::string detail;             ///< What to do.
  std::vector<Meeting> meetings;  ///< Today's, shown when there are no tiles.
  std::vector<Tile> tiles;        ///< In order; an empty list is the idle screen. At most 16 are shown, then "+N".
  std::optional<Tile> self;       ///< The room's own small picture, in a corner, while there are tiles.
  std::vector<Note> notes;        ///< Over the tiles, for as long as the scene has them.
  std::optional<Code> code;       ///< Instead of today's meetings, shown when there are no tiles.
  std::vector<Banner> banners;    ///< Above everything: recording, connection lost, microphone closed.
  friend bool operator==(const Scene&, const Scene&) = default;
};

/// A feed that has a place on the screen, with the place's size in pixels.
struct FeedSize {
  std::string feed;
  int width = 0;
  int height = 0;
  friend bool operator==(const FeedSize&, const FeedSize&) = default;
};

/// The room's screen: on a display, or off-screen. Main loop.
class Stage {
 public:
  virtual ~Stage() = default;
  /// nullopt: off-screen.
  virtual void selectDisplay(std::optional<drivers::Display> display) = 0;
  virtual void show(const Scene& scene) = 0;
  /// The picture that is on the screen now, as PNG.
  virtual void screenshot(std::function<void(Result<std::string>)> done) = 0;
  /// Called on the main loop when the first picture of `feed` has been drawn since its track was announced.
  virtual void setFeedShown(std::function<void(const std::string& feed)> shown) = 0;
  /// Called from inside show() when other feeds have places, or other sizes, than before.
  virtual void setFeedSizes(std::function<void(const std::vector<FeedSize>& sizes)> changed) = 0;
};

}  // namespace rotonde::pipelines
