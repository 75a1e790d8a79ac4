// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/compose/layout.hpp"

#include <algorithm>
#include <cmath>

namespace rotonde::pipelines {

namespace {

constexpr double kWide = 16.0;
constexpr double kHigh = 9.0;

int even(double value) { return static_cast<int>(value / 2.0) * 2; }

struct Spacing {
  int header;
  int margin;
  int gap;
  explicit Spacing(int height)
      : header(even(height * 0.085)), margin(even(height * 0.024)), gap(even(height * 0.016)) {}
};

/// Columns that give the largest 16:9 tiles; the fewer columns at a tie.
int columnsFor(int count, const Rect& area, int gap) {
  int best = 1;
  double bestWidth = 0;
  for (int columns = 1; columns <= count; ++columns) {
    const int rows = (count + columns - 1) / columns;
    const double width = (area.width - gap * (columns - 1)) / static_cast<double>(columns);
    const double height = (area.height - gap * (rows - 1)) / static_cast<double>(rows);
    const double tile = std::min(width, height * kWide / kHigh);
    if (tile > bestWidth + 1.0) {
      bestWidth = tile;
      best = columns;
    }
  }
  return best;
}

std::vector<Rect> grid(int count, const Rect& area, int gap) {
  std::vector<Rect> cells;
  if (count == 0) return cells;
  const int columns = columnsFor(count, area, gap);
  const int rows = (count + columns - 1) / columns;
  const Rect cell = fitted(
      {0, 0, (area.width - gap * (columns - 1)) / columns, (area.height - gap * (rows - 1)) / rows}, kWide, kHigh);
  const int top = area.y + even((area.height - rows * cell.height - (rows - 1) * gap) / 2.0);
  for (int index = 0; index < count; ++index) {
    const int row = index / columns;
    const int inRow = std::min(columns, count - row * columns);
    const int left = area.x + even((area.width - inRow * cell.width - (inRow - 1) * gap) / 2.0);
    cells.push_back(
        {left + (index % columns) * (cell.width + gap), top + row * (cell.height + gap), cell.width, cell.height});
  }
  return cells;
}

/// The tile `shared` is the screen.
void placeBesideScreen(const LayoutRequest& request, std::size_t shared, const Rect& area, int gap, Layout& result) {
  const std::size_t others = request.tiles - 1;
  if (others == 0 && !request.self) {
    result.places.push_back({shared, area});
    return;
  }
  // Content takes at least three quarters of the width; the strip's tiles are as large as the rest allows.
  const int stripWidth = even(request.width * 0.19);
  const int tileHeight = even(stripWidth * kHigh / kWide);
  const Rect content{area.x, area.y, area.width - stripWidth - gap, area.height};
  result.places.push_back({shared, content});
  const int slots = std::max(1, (area.height + gap) / (tileHeight + gap));
  const std::size_t room = static_cast<std::size_t>(slots) - (request.self && slots > 1 ? 1 : 0);
  const std::size_t shown = std::min({others, room, kMostStripTiles});
  const int left = area.right() - stripWidth;
  int y = area.y;
  for (std::size_t tile = 0; tile < request.tiles && result.places.size() < shown + 1; ++tile) {
    if (tile == shared) continue;
    result.places.push_back({tile, {left, y, stripWidth, tileHeight}});
    y += tileHeight + gap;
  }
  result.hidden = others - shown;
  if (request.self) result.self = Rect{left, area.bottom() - tileHeight, stripWidth, tileHeight};
}

}  // namespace

Rect fitted(const Rect& area, double widthRatio, double heightRatio) {
  const double scale = std::min(area.width / widthRatio, area.height / heightRatio);
  const int width = std::clamp(even(widthRatio * scale + 0.5), 2, std::max(2, even(area.width)));
  const int height = std::clamp(even(heightRatio * scale + 0.5), 2, std::max(2, even(area.height)));
  return {area.x + even((area.width - width) / 2.0), area.y + even((area.height - height) / 2.0), width, height};
}

Layout layout(const LayoutRequest& request) {
  const Spacing space(request.height);
  Layout result;
  result.header = {space.margin, 0, even(request.width - 2.0 * space.margin), space.header};
  const Rect area{space.margin, space.header, even(request.width - 2.0 * space.margin),
                  even(request.height - space.header - space.margin)};
  if (request.tiles == 0) return result;
  if (request.shared && *request.shared < request.tiles) {
    placeBesideScreen(request, *request.shared, area, space.gap, result);
    return result;
  }
  const std::size_t shown = std::min(request.tiles, kMostTiles);
  result.hidden = request.tiles - shown;
  std::size_t tile = 0;
  for (const Rect& cell : grid(static_cast<int>(shown), area, space.gap)) result.places.push_back({tile++, cell});
  if (request.self) {
    const int width = even(request.width * 0.13);
    const int height = even(width * kHigh / kWide);
    result.self = Rect{area.right() - width, area.bottom() - height, width, height};
  }
  return result;
}

Layout layoutOf(const Scene& scene, int width, int height) {
  LayoutRequest request{width, height, scene.tiles.size(), std::nullopt, scene.self.has_value()};
  const auto shared = std::ranges::find(scene.tiles, true, &Scene::Tile::contain);
  if (shared != scene.tiles.end()) request.shared = static_cast<std::size_t>(shared - scene.tiles.begin());
  return layout(request);
}

std::vector<FeedSize> feedSizes(const Scene& scene, int width, int height) {
  const Layout places = layoutOf(scene, width, height);
  std::vector<FeedSize> sizes;
  const auto add = [&sizes](const std::string& feed, const Rect& rect) {
    if (!feed.empty()) sizes.push_back({feed, rect.width, rect.height});
  };
  for (const auto& place : places.places) add(scene.tiles[place.tile].feed, place.rect);
  if (places.self && scene.self) add(scene.self->feed, *places.self);
  return sizes;
}

}  // namespace rotonde::pipelines
