// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/compose/painter.hpp"

#include "pipelines/compose/backdrop.hpp"
#include "pipelines/compose/tile_marks.hpp"
#include "pipelines/gst/pipeline.hpp"

#include <algorithm>
#include <cstring>

namespace rotonde::pipelines {

namespace {

constexpr guint kPlanes = 3;
// GStreamer's own macro for two flags at once.
constexpr GstMapFlags kReadWrite = GST_MAP_READWRITE;  // NOLINT(clang-analyzer-optin.core.EnumCastOutOfRange)

/// The part of the scene that the backdrop shows.
Scene backdropOf(Scene scene) {
  const auto still = [](Scene::Tile& tile) {
    tile.feed.clear();
    tile.note.clear();
    tile.speaking = false;
    tile.muted = false;
  };
  std::ranges::for_each(scene.tiles, still);
  if (scene.self) still(*scene.self);
  scene.notes.clear();
  return scene;
}

bool looksAlike(const Scene::Tile& one, const Scene::Tile& other) {
  return one.name == other.name && one.note == other.note && one.speaking == other.speaking && one.muted == other.muted;
}

}  // namespace

Painter::Painter(int width, int height, int maxFramesPerSecond) {
  gst_video_info_set_format(&info_, GST_VIDEO_FORMAT_I420, static_cast<guint>(width), static_cast<guint>(height));
  gst_video_colorimetry_from_string(&info_.colorimetry, GST_VIDEO_COLORIMETRY_BT601);
  // Frames come when something changed (rate 0/1); max-framerate is the most that there will be.
  caps_ = Ref<GstCaps>::adopt(gst_video_info_to_caps(&info_));
  gst_caps_set_simple(caps_.get(), "max-framerate", GST_TYPE_FRACTION, maxFramesPerSecond, 1, nullptr);
  pool_ = Ref<GstBufferPool>::adopt(gst_video_buffer_pool_new());
  GstStructure* config = gst_buffer_pool_get_config(pool_.get());
  gst_buffer_pool_config_set_params(config, caps_.get(), static_cast<guint>(info_.size), 2, 0);
  gst_buffer_pool_set_config(pool_.get(), config);
  gst_buffer_pool_set_active(pool_.get(), TRUE);
}

Painter::~Painter() { gst_buffer_pool_set_active(pool_.get(), FALSE); }

std::set<std::string> Painter::feeds() const {
  std::set<std::string> names;
  for (const Slot& slot : slots_) names.insert(slot.tile.feed);
  names.erase("");
  return names;
}

Painter::Slot Painter::slotFor(const Scene::Tile& tile, const Rect& rect, bool self, bool over) {
  Slot slot;
  const auto same = [&](const Slot& old) { return old.self == self && old.tile.feed == tile.feed; };
  const auto old = std::ranges::find_if(slots_, same);
  // A feed that is away from the scene is forgotten; one that only moves keeps what is known of it.
  if (old != slots_.end() && !tile.feed.empty()) {
    slot = std::move(*old);
    old->tile.feed.clear();
  }
  const bool sameMarks = slot.marks && looksAlike(slot.tile, tile) && slot.rect.width == rect.width &&
                         slot.rect.height == rect.height && slot.over == over;
  slot.tile = tile;
  slot.rect = rect;
  slot.self = self;
  slot.over = over;
  if (!sameMarks) {
    slot.marks = std::make_shared<const Overlay>(
        drawTileMarks(type_, tile, rect.width, rect.height, GST_VIDEO_INFO_HEIGHT(&info_), over));
    slot.speaker.reset();
    if (tile.speaking && !over) {
      slot.speaker =
          std::make_shared<const Overlay>(drawSpeakerFrame(rect.width, rect.height, GST_VIDEO_INFO_HEIGHT(&info_)));
    }
  }
  return slot;
}

void Painter::show(const Scene& scene) {
  if (backdrop_ && scene == scene_) return;
  scene_ = scene;
  fresh_ = true;
  const Layout places = layoutOf(scene, GST_VIDEO_INFO_WIDTH(&info_), GST_VIDEO_INFO_HEIGHT(&info_));
  std::vector<Slot> slots;
  slots.reserve(places.places.size() + 1);
  for (const Layout::Place& place : places.places) {
    slots.push_back(slotFor(scene.tiles[place.tile], place.rect, false, false));
  }
  if (places.self && scene.self) {
    const auto under = [&](const Slot& slot) { return slot.rect.intersects(*places.self); };
    const bool over = std::ranges::any_of(slots, under);
    slots.push_back(slotFor(*scene.self, *places.self, true, over));
  }
  slots_ = std::move(slots);
  notes_ = scene.notes.empty() || slots_.empty() ? NotesPanel()
                                                 : drawNotes(type_, scene.notes, places, GST_VIDEO_INFO_HEIGHT(&info_));
  Scene still = backdropOf(scene);
  if (backdrop_ && still == backdropScene_) return;
  backdropScene_ = std::move(still);
  drawBackdropFrame(places);
}

void Painter::drawBackdropFrame(const Layout& places) {
  const Sketch sketch(GST_VIDEO_INFO_WIDTH(&info_), GST_VIDEO_INFO_HEIGHT(&info_));
  drawBackdrop(sketch, type_, scene_, places);
  if (!backdrop_) backdrop_ = Ref<GstBuffer>::adopt(gst_buffer_new_allocate(nullptr, info_.size, nullptr));
  GstVideoFrame frame;
  if (!gst_video_frame_map(&frame, &info_, backdrop_.get(), kReadWrite)) return;
  Overlay(sketch).blend(&frame, 0, 0);
  gst_video_frame_unmap(&frame);
}

Ref<GstBuffer> Painter::startFrame(bool fresh, GstVideoFrame* frame) {
  GstBuffer* raw = nullptr;
  if (gst_buffer_pool_acquire_buffer(pool_.get(), &raw, nullptr) != GST_FLOW_OK) return {};
  auto buffer = Ref<GstBuffer>::adopt(raw);
  GstBuffer* below = fresh || !newest_ ? backdrop_.get() : gst_sample_get_buffer(newest_.get());
  GstVideoFrame source;
  if (!gst_video_frame_map(frame, &info_, raw, kReadWrite)) return {};
  if (!gst_video_frame_map(&source, &info_, below, GST_MAP_READ)) {
    gst_video_frame_unmap(frame);
    return {};
  }
  gst_video_frame_copy(frame, &source);
  gst_video_frame_unmap(&source);
  return buffer;
}

void Painter::restore(const Rect& rect, GstVideoFrame* frame) const {
  GstVideoFrame source;
  if (!gst_video_frame_map(&source, &info_, backdrop_.get(), GST_MAP_READ)) return;
  for (guint plane = 0; plane < kPlanes; ++plane) {
    const int scale = plane == 0 ? 1 : 2;
    const auto fromStride = static_cast<std::ptrdiff_t>(GST_VIDEO_FRAME_PLANE_STRIDE(&source, plane));
    const auto toStride = static_cast<std::ptrdiff_t>(GST_VIDEO_FRAME_PLANE_STRIDE(frame, plane));
    const auto* from = static_cast<const std::uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&source, plane));
    auto* to = static_cast<std::uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(frame, plane));
    for (int y = rect.y / scale; y < rect.bottom() / scale; ++y) {
      std::memcpy(to + y * toStride + rect.x / scale, from + y * fromStride + rect.x / scale,
                  static_cast<std::size_t>(rect.width / scale));
    }
  }
  gst_video_frame_unmap(&source);
}

bool Painter::drawSlot(Slot& slot, GstSample* picture, GstVideoFrame* frame) {
  // A picture that fills its place needs nothing below it.
  if (!picture || slot.tile.contain) restore(slot.rect, frame);
  const bool drawn = picture && slot.picture.draw(picture, slot.rect, slot.tile.contain, frame);
  if (picture && !drawn) restore(slot.rect, frame);
  slot.marks->blend(frame, slot.rect.x, slot.rect.y);
  // It lies outside of the tile: once a scene, since blending its soft edge again would harden it.
  if (slot.speaker && fresh_) {
    const int outset = speakerFrameWidth(GST_VIDEO_INFO_HEIGHT(&info_));
    slot.speaker->blend(frame, slot.rect.x - outset, slot.rect.y - outset);
  }
  return drawn;
}

Ref<GstSample> Painter::draw(const Feeds& feeds, std::vector<std::string>& firstShown) {
  changed_ = false;
  if (!backdrop_) return newest_;
  std::vector<Feeds::Picture> pictures;
  std::vector<bool> dirty;
  for (const Slot& slot : slots_) {
    auto picture = slot.tile.feed.empty() ? Feeds::Picture() : feeds.newest(slot.tile.feed);
    if (!isPicture(picture.sample.get())) picture.sample.reset();
    dirty.push_back(fresh_ || picture.sample.get() != slot.seen.get());
    pictures.push_back(std::move(picture));
  }
  // The own picture lies over others: it is drawn again when one of those is.
  for (std::size_t over = 0; over < slots_.size(); ++over) {
    for (std::size_t under = 0; under < over && !dirty[over]; ++under) {
      dirty[over] = dirty[under] && slots_[over].rect.intersects(slots_[under].rect);
    }
  }
  if (!fresh_ && std::ranges::find(dirty, true) == dirty.end()) return newest_;
  GstVideoFrame frame;
  const auto buffer = startFrame(fresh_, &frame);
  if (!buffer) return newest_;
  for (std::size_t index = 0; index < slots_.size(); ++index) {
    if (!dirty[index]) continue;
    Slot& slot = slots_[index];
    const auto& [sample, life] = pictures[index];
    const bool drawn = drawSlot(slot, sample.get(), &frame);
    slot.seen = sample;
    if (drawn && std::exchange(slot.reportedLife, life) != life) firstShown.push_back(slot.tile.feed);
  }
  bool underNotes = fresh_;
  for (std::size_t index = 0; index < slots_.size(); ++index) {
    underNotes = underNotes || (dirty[index] && slots_[index].rect.intersects(notes_.rect));
  }
  if (notes_.overlay && underNotes) notes_.overlay->blend(&frame, notes_.rect.x, notes_.rect.y);
  gst_video_frame_unmap(&frame);
  GST_BUFFER_PTS(buffer.get()) = Pipeline::runningTime();
  newest_ = Ref<GstSample>::adopt(gst_sample_new(buffer.get(), caps_.get(), nullptr, nullptr));
  fresh_ = false;
  changed_ = true;
  return newest_;
}

}  // namespace rotonde::pipelines
