// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/compose/tile_marks.hpp"

#include <algorithm>
#include <numbers>

namespace rotonde::pipelines {

namespace {

/// A microphone with a stroke through it, `size` high, around `x`, `y`.
void drawCrossedMicrophone(const Sketch& sketch, double x, double y, double size, Colour ground) {
  cairo_t* cr = sketch.cairo();
  const double stroke = size * 0.09;
  cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_width(cr, stroke);
  sketch.setColour(look::kAlarm);
  sketch.roundRect(x - size * 0.15, y - size * 0.46, size * 0.3, size * 0.56, size * 0.15);
  cairo_fill(cr);
  cairo_arc(cr, x, y - size * 0.06, size * 0.28, 0, std::numbers::pi);
  cairo_stroke(cr);
  cairo_move_to(cr, x, y + size * 0.22);
  cairo_line_to(cr, x, y + size * 0.42);
  cairo_move_to(cr, x - size * 0.16, y + size * 0.42);
  cairo_line_to(cr, x + size * 0.16, y + size * 0.42);
  cairo_stroke(cr);
  // A wider stroke in the ground's colour parts the slash from the microphone.
  const double reach = size * 0.4;
  cairo_set_line_width(cr, stroke * 2.6);
  sketch.setColour(ground);
  cairo_move_to(cr, x - reach, y - reach);
  cairo_line_to(cr, x + reach, y + reach);
  cairo_stroke(cr);
  cairo_set_line_width(cr, stroke * 1.2);
  sketch.setColour(look::kAlarm);
  cairo_move_to(cr, x - reach, y - reach);
  cairo_line_to(cr, x + reach, y + reach);
  cairo_stroke(cr);
}

void drawLabel(const Sketch& sketch, const Typesetter& type, const Scene::Tile& tile, double unit) {
  const double inset = 14 * unit;
  const double pad = 16 * unit;
  const double micro = tile.muted ? 34 * unit : 0;
  const double most = sketch.width() - 2 * inset - 2 * pad - (tile.muted ? micro + 8 * unit : 0);
  const TextStyle name{28 * unit, look::kText, true};
  const TextStyle note{22 * unit, look::kNotice};
  const TextSize nameSize = type.measure(tile.name, most, name);
  const TextSize noteSize = type.measure(tile.note, most, note);
  const double textWidth = std::max(nameSize.width, noteSize.width);
  const double textHeight = nameSize.height + noteSize.height;
  if (textWidth <= 0 && !tile.muted) return;
  const double height = std::max(textHeight, micro) + 14 * unit;
  const double between = tile.muted && textWidth > 0 ? 8 * unit : 0;
  const double width = textWidth + 2 * pad + micro + between;
  const double x = inset;
  const double y = sketch.height() - inset - height;
  // Dark enough that the text keeps 4.5:1 over a white picture.
  sketch.setColour(look::kBackground, 0.78);
  sketch.roundRect(x, y, width, height, 12 * unit);
  cairo_fill(sketch.cairo());
  double left = x + pad;
  if (tile.muted) {
    drawCrossedMicrophone(sketch, left + micro / 2, y + height / 2, micro, look::kBackground);
    left += micro + between;
  }
  const double top = y + (height - textHeight) / 2;
  type.draw(sketch, tile.name, left, top, textWidth + 1, name);
  type.draw(sketch, tile.note, left, top + nameSize.height, textWidth + 1, note);
}

/// Everything outside of the rounded rectangle, in the ground's colour.
void drawCorners(const Sketch& sketch, double radius) {
  cairo_t* cr = sketch.cairo();
  cairo_save(cr);
  cairo_rectangle(cr, 0, 0, sketch.width(), sketch.height());
  sketch.roundRect(0, 0, sketch.width(), sketch.height(), radius);
  cairo_set_fill_rule(cr, CAIRO_FILL_RULE_EVEN_ODD);
  sketch.setColour(look::kBackground);
  cairo_fill(cr);
  cairo_restore(cr);
}

double cornerRadius(int stageHeight) { return 16.0 * stageHeight / 1080; }

}  // namespace

Overlay drawSpeakerFrame(int width, int height, int stageHeight) {
  const double line = speakerFrameWidth(stageHeight);
  const Sketch sketch(width + static_cast<int>(2 * line), height + static_cast<int>(2 * line));
  cairo_set_line_width(sketch.cairo(), line);
  sketch.setColour(look::kSpeaker);
  sketch.roundRect(line / 2, line / 2, width + line, height + line, cornerRadius(stageHeight) + line / 2);
  cairo_stroke(sketch.cairo());
  return Overlay(sketch);
}

int speakerFrameWidth(int height) { return std::max(2, height * 8 / 1080 / 2 * 2); }

Overlay drawTileMarks(const Typesetter& type, const Scene::Tile& tile, int width, int height, int stageHeight,
                      bool over) {
  const Sketch sketch(width, height);
  const double stage = stageHeight / 1080.0;
  // Small tiles get smaller letters, down to what can still be read across a room.
  const double unit = stage * std::clamp(height / (300.0 * stage), 0.8, 1.15);
  const double radius = cornerRadius(stageHeight);
  drawLabel(sketch, type, tile, unit);
  const double line = speakerFrameWidth(stageHeight);
  if (over) {
    const double thick = tile.speaking ? line : 3 * stage;
    cairo_set_line_width(sketch.cairo(), thick);
    sketch.setColour(tile.speaking ? look::kSpeaker : look::kBackground);
    sketch.roundRect(thick / 2, thick / 2, width - thick, height - thick, 0);
    cairo_stroke(sketch.cairo());
  }
  // The room's own picture may lie over others', so that its corners stay square.
  if (!over) drawCorners(sketch, radius);
  return Overlay(sketch);
}

}  // namespace rotonde::pipelines
