// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "pipelines/api/stage.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace rotonde::pipelines {

/// Pixels of the stage. Everything that is laid out lies on even pixels, because chroma is stored for two by two.
struct Rect {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
  int right() const { return x + width; }
  int bottom() const { return y + height; }
  bool intersects(const Rect& other) const {
    return x < other.right() && other.x < right() && y < other.bottom() && other.y < bottom();
  }
  bool contains(const Rect& other) const {
    return x <= other.x && y <= other.y && right() >= other.right() && bottom() >= other.bottom();
  }
  friend bool operator==(const Rect&, const Rect&) = default;
};

/// The largest number of tiles on one screen, and beside a shared screen.
inline constexpr std::size_t kMostTiles = 16;
inline constexpr std::size_t kMostStripTiles = 5;

struct LayoutRequest {
  int width = 1920;
  int height = 1080;
  std::size_t tiles = 0;
  std::optional<std::size_t> shared;  ///< Index of the tile that is a shared screen.
  bool self = false;                  ///< The room's own small picture is wanted.
};

struct Layout {
  struct Place {
    std::size_t tile;  ///< Index in the request's order.
    Rect rect;
  };
  Rect header;                ///< Room, notices, clock.
  std::vector<Place> places;  ///< In drawing order; none overlaps another.
  std::optional<Rect> self;   ///< Drawn last: in the grid it lies over the corner of the last tiles.
  std::size_t hidden = 0;     ///< Tiles that found no place.
};

/// Where a meeting's tiles go: a grid of equal 16:9 tiles in the order given, the last row centred; with a shared
/// screen, that one large and a strip of the others at its right. A place depends on numbers only, never on who speaks:
/// nobody jumps. Pure.
Layout layout(const LayoutRequest& request);

/// The places of the scene's tiles on a stage of this size.
Layout layoutOf(const Scene& scene, int width, int height);

/// The feeds that have a place there, the room's own picture too.
std::vector<FeedSize> feedSizes(const Scene& scene, int width, int height);

/// The largest rectangle of the shape widthRatio:heightRatio in the middle of `area`, on even pixels.
Rect fitted(const Rect& area, double widthRatio, double heightRatio);

}  // namespace rotonde::pipelines
