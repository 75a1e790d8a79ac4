// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "pipelines/api/stage.hpp"
#include "pipelines/compose/layout.hpp"
#include "pipelines/compose/notes.hpp"
#include "pipelines/compose/overlay.hpp"
#include "pipelines/compose/text.hpp"
#include "pipelines/compose/tile_picture.hpp"
#include "pipelines/gst/feeds.hpp"

#include <gst/video/video.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace rotonde::pipelines {

/// Draws the stage's frames: I420, BT.601, one after the other, each from the one before it and what changed since.
/// One thread at a time.
class Painter {
 public:
  /// `width` and `height` are even.
  Painter(int width, int height, int maxFramesPerSecond);
  ~Painter();
  Painter(const Painter&) = delete;
  Painter& operator=(const Painter&) = delete;

  void show(const Scene& scene);
  /// The feeds that have a place in the scene.
  std::set<std::string> feeds() const;
  /// The next frame, with its PTS; the frame before when nothing changed. Appends to `firstShown` each feed whose
  /// picture is on the stage for the first time since it entered the scene, or since its feed was removed. Empty when
  /// memory ran out.
  Ref<GstSample> draw(const Feeds& feeds, std::vector<std::string>& firstShown);
  /// Whether the last draw() made a new frame.
  bool changed() const { return changed_; }

 private:
  struct Slot {
    Scene::Tile tile;
    Rect rect;
    bool self = false;
    bool over = false;               ///< Lies over other tiles.
    std::uint64_t reportedLife = 0;  ///< A feed that comes back between two frames has another life.
    std::shared_ptr<const Overlay> marks;
    std::shared_ptr<const Overlay> speaker;  ///< Empty: not speaking.
    TilePicture picture;
    Ref<GstSample> seen;  ///< The picture that the stage has taken account of; empty: the initial.
  };
  Slot slotFor(const Scene::Tile& tile, const Rect& rect, bool self, bool over);
  void drawBackdropFrame(const Layout& places);
  Ref<GstBuffer> startFrame(bool fresh, GstVideoFrame* frame);
  /// True when `picture` was drawn; otherwise the place shows the initial.
  bool drawSlot(Slot& slot, GstSample* picture, GstVideoFrame* frame);
  void restore(const Rect& rect, GstVideoFrame* frame) const;

  GstVideoInfo info_{};
  Ref<GstCaps> caps_;
  Ref<GstBufferPool> pool_;
  Typesetter type_;
  Scene scene_;
  Scene backdropScene_;
  Ref<GstBuffer> backdrop_;
  std::vector<Slot> slots_;
  NotesPanel notes_;  ///< Without an overlay: none.
  Ref<GstSample> newest_;
  bool fresh_ = true;
  bool changed_ = false;
};

}  // namespace rotonde::pipelines
