// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "pipelines/compose/layout.hpp"
#include "pipelines/compose/look.hpp"

#include <cairo.h>
#include <gst/video/video.h>

#include <cstdint>
#include <memory>
#include <vector>

namespace rotonde::pipelines {

/// A transparent picture to draw on with Cairo (premultiplied ARGB).
class Sketch {
 public:
  Sketch(int width, int height);
  cairo_t* cairo() const { return cairo_.get(); }
  int width() const { return width_; }
  int height() const { return height_; }
  /// Row `y`, as native-endian 0xAARRGGBB. Flush happens in the caller's Overlay.
  const std::uint32_t* row(int y) const;
  void flush() const { cairo_surface_flush(surface_.get()); }

  void setColour(Colour colour, double alpha = 1.0) const;
  /// Leaves the path of a rectangle with round corners.
  void roundRect(double x, double y, double width, double height, double radius) const;

 private:
  struct SurfaceDeleter {
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  };
  struct CairoDeleter {
    void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
  };
  int width_;
  int height_;
  std::unique_ptr<cairo_surface_t, SurfaceDeleter> surface_;
  std::unique_ptr<cairo_t, CairoDeleter> cairo_;
};

/// A sketch made ready for blending onto I420 again and again: only its inked runs, converted once. Blending then costs
/// two multiplications per inked sample, whereas gst_video_blend unpacks and packs whole lines of the frame.
class Overlay {
 public:
  Overlay() = default;
  /// BT.601, studio range, as the stage's frames are.
  explicit Overlay(const Sketch& sketch);
  /// Puts the overlay's top left corner at `x`, `y` (even). What lies outside `frame` is left out.
  void blend(GstVideoFrame* frame, int x, int y) const;
  bool empty() const { return runs_.empty(); }

 private:
  /// A run of `pairs` 2×2 blocks. Its samples follow each other at `luma` (two rows, each alpha then value) and
  /// `chroma` (alpha, U, V), all premultiplied.
  struct Run {
    int x;
    int y;
    int pairs;
    std::size_t luma;
    std::size_t chroma;
    bool opaque;  ///< Nothing below shows through.
  };
  void addRun(const Sketch& sketch, int x, int y, int pairs);
  std::vector<Run> runs_;
  std::vector<std::uint8_t> luma_;
  std::vector<std::uint8_t> chroma_;
};

}  // namespace rotonde::pipelines
