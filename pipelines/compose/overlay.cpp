// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/compose/overlay.hpp"

#include <algorithm>
#include <array>
#include <numbers>

namespace rotonde::pipelines {

namespace {

struct Sum {
  int alpha = 0;
  int red = 0;
  int green = 0;
  int blue = 0;
  void add(std::uint32_t pixel) {
    alpha += static_cast<int>(pixel >> 24);
    red += static_cast<int>((pixel >> 16) & 0xff);
    green += static_cast<int>((pixel >> 8) & 0xff);
    blue += static_cast<int>(pixel & 0xff);
  }
};

/// By value: std::clamp takes references, which costs a stack frame a pixel in a sanitized build.
constexpr std::uint8_t byte(int value) {
  if (value < 0) return 0;
  return value > 255 ? 255 : static_cast<std::uint8_t>(value);
}

// ITU-R BT.601 in 16 bits of fraction; the offsets (16, 128) are multiplied by alpha because colours are premultiplied.
std::uint8_t lumaOf(const Sum& of) {
  constexpr int kHalf = 1 << 15;
  return byte((of.alpha * 4112 + of.red * 16829 + of.green * 33039 + of.blue * 6416 + kHalf) >> 16);
}
std::uint8_t cbOf(const Sum& of) {
  constexpr int kHalf = 1 << 17;  // `of` holds four pixels.
  return byte((of.alpha * 32896 - of.red * 9714 - of.green * 19070 + of.blue * 28784 + kHalf) >> 18);
}
std::uint8_t crOf(const Sum& of) {
  constexpr int kHalf = 1 << 17;
  return byte((of.alpha * 32896 + of.red * 28784 - of.green * 24103 - of.blue * 4681 + kHalf) >> 18);
}

std::uint8_t over(std::uint8_t value, std::uint8_t alpha, std::uint8_t below) {
  const int product = below * (255 - alpha) + 128;
  return byte(value + ((product + (product >> 8)) >> 8));
}

/// `alpha` is nullptr for what covers all below it.
void lay(const std::uint8_t* value, const std::uint8_t* alpha, int count, std::uint8_t* out) {
  if (!alpha) {
    std::copy_n(value, count, out);
    return;
  }
  for (int i = 0; i < count; ++i) out[i] = over(value[i], alpha[i], out[i]);
}

std::uint8_t* plane(GstVideoFrame* frame, guint index, int x, int y) {
  return static_cast<std::uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(frame, index)) +
         static_cast<std::ptrdiff_t>(y) * GST_VIDEO_FRAME_PLANE_STRIDE(frame, index) + x;
}

}  // namespace

Sketch::Sketch(int width, int height)
    : width_(width + width % 2),
      height_(height + height % 2),
      surface_(cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width_, height_)),
      cairo_(cairo_create(surface_.get())) {}

const std::uint32_t* Sketch::row(int y) const {
  const auto* data = cairo_image_surface_get_data(surface_.get());
  const auto stride = static_cast<std::ptrdiff_t>(cairo_image_surface_get_stride(surface_.get()));
  // Cairo aligns its rows for whole pixels.
  return reinterpret_cast<const std::uint32_t*>(data + y * stride);  // NOLINT(*-reinterpret-cast)
}

void Sketch::setColour(Colour colour, double alpha) const {
  cairo_set_source_rgba(cairo_.get(), colour.red / 255.0, colour.green / 255.0, colour.blue / 255.0, alpha);
}

void Sketch::roundRect(double x, double y, double width, double height, double radius) const {
  constexpr double kQuarter = std::numbers::pi / 2;
  cairo_t* cr = cairo_.get();
  const double r = std::min({radius, width / 2, height / 2});
  cairo_new_sub_path(cr);
  cairo_arc(cr, x + width - r, y + r, r, -kQuarter, 0);
  cairo_arc(cr, x + width - r, y + height - r, r, 0, kQuarter);
  cairo_arc(cr, x + r, y + height - r, r, kQuarter, 2 * kQuarter);
  cairo_arc(cr, x + r, y + r, r, 2 * kQuarter, 3 * kQuarter);
  cairo_close_path(cr);
}

Overlay::Overlay(const Sketch& sketch) {
  sketch.flush();
  for (int y = 0; y < sketch.height(); y += 2) {
    const std::uint32_t* top = sketch.row(y);
    const std::uint32_t* bottom = sketch.row(y + 1);
    const auto inked = [&](int x) { return ((top[x] | top[x + 1] | bottom[x] | bottom[x + 1]) >> 24) != 0; };
    for (int x = 0; x < sketch.width(); x += 2) {
      if (!inked(x)) continue;
      const int start = x;
      while (x < sketch.width() && inked(x)) x += 2;
      addRun(sketch, start, y, (x - start) / 2);
    }
  }
}

void Overlay::addRun(const Sketch& sketch, int x, int y, int pairs) {
  Run run{x, y, pairs, luma_.size(), chroma_.size(), true};
  const std::array<const std::uint32_t*, 2> rows{sketch.row(y) + x, sketch.row(y + 1) + x};
  luma_.resize(luma_.size() + 8 * static_cast<std::size_t>(pairs));
  std::uint8_t* out = luma_.data() + run.luma;
  for (const std::uint32_t* row : rows) {
    for (int i = 0; i < 2 * pairs; ++i) {
      Sum pixel;
      pixel.add(row[i]);
      run.opaque = run.opaque && pixel.alpha == 255;
      out[i] = static_cast<std::uint8_t>(pixel.alpha);
      out[2 * pairs + i] = lumaOf(pixel);
    }
    out += static_cast<std::ptrdiff_t>(4) * pairs;
  }
  chroma_.resize(chroma_.size() + 3 * static_cast<std::size_t>(pairs));
  out = chroma_.data() + run.chroma;
  for (int i = 0; i < pairs; ++i) {
    const auto at = static_cast<std::ptrdiff_t>(2) * i;
    Sum block;
    for (const std::uint32_t* row : rows) {
      block.add(row[at]);
      block.add(row[at + 1]);
    }
    out[i] = static_cast<std::uint8_t>((block.alpha + 2) / 4);
    out[pairs + i] = cbOf(block);
    out[2 * pairs + i] = crOf(block);
  }
  runs_.push_back(run);
}

void Overlay::blend(GstVideoFrame* frame, int x, int y) const {
  const int width = GST_VIDEO_FRAME_WIDTH(frame);
  const int height = GST_VIDEO_FRAME_HEIGHT(frame);
  for (const Run& run : runs_) {
    const int left = x + run.x;
    const int top = y + run.y;
    if (left < 0 || top < 0 || top + 2 > height) continue;
    const int pairs = std::min(run.pairs, (width - left) / 2);
    const auto stored = static_cast<std::size_t>(run.pairs);
    for (int row = 0; row < 2; ++row) {
      const std::uint8_t* alpha = luma_.data() + run.luma + static_cast<std::size_t>(row) * 4 * stored;
      const std::uint8_t* value = alpha + 2 * stored;
      std::uint8_t* out = plane(frame, 0, left, top + row);
      lay(value, run.opaque ? nullptr : alpha, 2 * pairs, out);
    }
    const std::uint8_t* alpha = chroma_.data() + run.chroma;
    for (guint index = 1; index <= 2; ++index) {
      const std::uint8_t* value = alpha + index * stored;
      std::uint8_t* out = plane(frame, index, left / 2, top / 2);
      lay(value, run.opaque ? nullptr : alpha, pairs, out);
    }
  }
}

}  // namespace rotonde::pipelines
