// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/compose/layout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <format>
#include <ostream>

namespace rotonde::pipelines {

// The name is GoogleTest's.
void PrintTo(const Rect& rect, std::ostream* out) {  // NOLINT(readability-identifier-naming)
  *out << std::format("{}x{}+{}+{}", rect.width, rect.height, rect.x, rect.y);
}

namespace {

struct Size {
  int width;
  int height;
};
constexpr Size kSizes[] = {{1920, 1080}, {1280, 720}, {3840, 2160}, {1080, 1920}, {2560, 1080}, {640, 360}};

bool isEven(const Rect& rect) { return ((rect.x | rect.y | rect.width | rect.height) & 1) == 0; }

/// What every layout promises.
void expectSound(const LayoutRequest& request, const Layout& result) {
  const Rect stage{0, 0, request.width, request.height};
  std::vector<Rect> rects{result.header};
  for (const Layout::Place& place : result.places) rects.push_back(place.rect);
  if (result.self && request.shared) rects.push_back(*result.self);
  for (std::size_t one = 0; one < rects.size(); ++one) {
    EXPECT_TRUE(stage.contains(rects[one])) << testing::PrintToString(rects[one]);
    EXPECT_TRUE(isEven(rects[one])) << testing::PrintToString(rects[one]);
    EXPECT_GT(rects[one].width, 0);
    EXPECT_GT(rects[one].height, 0);
    for (std::size_t other = 0; other < one; ++other) {
      EXPECT_FALSE(rects[one].intersects(rects[other]))
          << testing::PrintToString(rects[one]) << " and " << testing::PrintToString(rects[other]);
    }
  }
  if (result.self) {
    EXPECT_TRUE(isEven(*result.self));
    EXPECT_TRUE(stage.contains(*result.self));
  }
  EXPECT_EQ(result.places.size() + result.hidden, request.tiles);
}

TEST(Layout, GridsAreSoundForEveryCountAndShapeOfScreen) {
  for (const Size size : kSizes) {
    for (std::size_t tiles = 1; tiles <= 49; ++tiles) {
      SCOPED_TRACE(std::format("{} tiles on {}x{}", tiles, size.width, size.height));
      const LayoutRequest request{size.width, size.height, tiles, std::nullopt, true};
      const Layout result = layout(request);
      expectSound(request, result);
      EXPECT_EQ(result.hidden, tiles > 16 ? tiles - 16 : 0);
    }
  }
}

TEST(Layout, GridTilesAreEqualWideAndInOrder) {
  for (std::size_t tiles = 1; tiles <= 16; ++tiles) {
    SCOPED_TRACE(tiles);
    const Layout result = layout({1920, 1080, tiles, std::nullopt, false});
    for (std::size_t index = 0; index < result.places.size(); ++index) {
      const Layout::Place& place = result.places[index];
      EXPECT_EQ(place.tile, index);
      EXPECT_EQ(place.rect.width, result.places[0].rect.width);
      EXPECT_EQ(place.rect.height, result.places[0].rect.height);
      EXPECT_NEAR(static_cast<double>(place.rect.width) / place.rect.height, 16.0 / 9.0, 0.03);
      if (index == 0) continue;
      const Rect& before = result.places[index - 1].rect;
      EXPECT_TRUE(place.rect.y > before.y || (place.rect.y == before.y && place.rect.x > before.x));
    }
  }
}

TEST(Layout, GridStepsFollowTheWebClientOnAWideScreen) {
  const auto columns = [](std::size_t tiles) {
    const Layout result = layout({1920, 1080, tiles, std::nullopt, false});
    return std::ranges::count_if(result.places, [&](const auto& p) { return p.rect.y == result.places[0].rect.y; });
  };
  EXPECT_EQ(columns(1), 1);
  EXPECT_EQ(columns(2), 2);
  EXPECT_EQ(columns(4), 2);
  EXPECT_EQ(columns(5), 3);
  EXPECT_EQ(columns(9), 3);
  EXPECT_EQ(columns(10), 4);
  EXPECT_EQ(columns(16), 4);
}

TEST(Layout, ATallScreenStacksTiles) {
  const Layout result = layout({1080, 1920, 2, std::nullopt, false});
  ASSERT_EQ(result.places.size(), 2U);
  EXPECT_EQ(result.places[0].rect.x, result.places[1].rect.x);
}

TEST(Layout, ASharedScreenIsLargeWithAStripAtItsRight) {
  for (const Size size : {Size{1920, 1080}, Size{1280, 720}, Size{3840, 2160}}) {
    for (std::size_t tiles = 1; tiles <= 20; ++tiles) {
      for (const bool self : {false, true}) {
        SCOPED_TRACE(std::format("{} tiles on {}x{}, self {}", tiles, size.width, size.height, self));
        const std::size_t shared = tiles / 2;
        const LayoutRequest request{size.width, size.height, tiles, shared, self};
        const Layout result = layout(request);
        expectSound(request, result);
        ASSERT_EQ(result.places[0].tile, shared);
        EXPECT_GE(result.places[0].rect.width, size.width * 0.75);
        EXPECT_LE(result.places.size(), 1 + kMostStripTiles);
        for (std::size_t index = 1; index < result.places.size(); ++index) {
          EXPECT_GE(result.places[index].rect.x, result.places[0].rect.right());
          if (index == 1) continue;
          EXPECT_GT(result.places[index].tile, result.places[index - 1].tile);
        }
      }
    }
  }
}

TEST(Layout, AScreenAloneTakesTheWholeWidth) {
  const Layout result = layout({1920, 1080, 1, 0, false});
  ASSERT_EQ(result.places.size(), 1U);
  EXPECT_GE(result.places[0].rect.width, 1850);
}

TEST(Layout, TheOwnPictureIsSmallInTheBottomRightCorner) {
  const Layout result = layout({1920, 1080, 4, std::nullopt, true});
  ASSERT_TRUE(result.self);
  EXPECT_LE(result.self->width, 1920 / 6);
  EXPECT_EQ(result.self->right(), result.header.right());
  EXPECT_GT(result.self->y, 1080 * 3 / 4);
}

TEST(Layout, WithoutTilesThereIsNothingToPlace) {
  const Layout result = layout({1920, 1080, 0, std::nullopt, true});
  EXPECT_TRUE(result.places.empty());
  EXPECT_FALSE(result.self);
}

TEST(Layout, FittedKeepsTheShape) {
  EXPECT_EQ(fitted({0, 0, 200, 100}, 1, 1), (Rect{50, 0, 100, 100}));
  EXPECT_EQ(fitted({10, 10, 160, 200}, 16, 9), (Rect{10, 64, 160, 90}));
  EXPECT_EQ(fitted({0, 0, 2, 2}, 1000, 1), (Rect{0, 0, 2, 2}));
}

TEST(Layout, NamesTheFeedsThatHaveAPlaceWithTheirSize) {
  Scene scene;
  for (int i = 0; i < 20; ++i) scene.tiles.push_back({.feed = i == 2 ? "" : std::format("TR_{}", i)});
  scene.self = Scene::Tile{.feed = kSelfFeed};
  const auto sizes = feedSizes(scene, 1920, 1080);
  // 16 places, one of them without a picture; the room's own.
  ASSERT_EQ(sizes.size(), kMostTiles);
  EXPECT_EQ(sizes.front().feed, "TR_0");
  EXPECT_EQ(sizes.back().feed, kSelfFeed);
  EXPECT_LT(sizes.front().height, 270);
  scene.tiles.resize(2);
  scene.tiles[0].contain = true;
  const auto beside = feedSizes(scene, 1920, 1080);
  ASSERT_EQ(beside.size(), 3U);
  EXPECT_GT(beside[0].width, 4 * beside[1].width - 200);
}

}  // namespace
}  // namespace rotonde::pipelines
