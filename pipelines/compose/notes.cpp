// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/compose/notes.hpp"

#include <algorithm>
#include <span>

namespace rotonde::pipelines {
namespace {

constexpr std::size_t kMost = 5;

int even(double value) { return static_cast<int>(value / 2) * 2; }

}  // namespace

NotesPanel drawNotes(const Typesetter& type, const std::vector<Scene::Note>& notes, const Layout& layout,
                     int stageHeight) {
  const double unit = stageHeight / 1080.0;
  const double pad = 18 * unit;
  const double bar = 8 * unit;
  const double gap = 12 * unit;
  const double inner = 620 * unit;
  const TextStyle who{24 * unit, look::kAccent, true};
  const TextStyle text{28 * unit, look::kText, false, 2};
  const auto shown = std::span(notes).last(std::min(notes.size(), kMost));
  double height = pad;
  for (const Scene::Note& note : shown) {
    height += type.measure(note.who, inner, who).height + type.measure(note.text, inner, text).height + gap;
  }
  NotesPanel panel;
  const Rect& header = layout.header;
  panel.rect = {even(header.x), even(header.bottom() + 16 * unit), even(inner + 2 * pad + bar),
                even(height - gap + pad + 2)};
  const Sketch sketch(panel.rect.width, panel.rect.height);
  sketch.setColour(look::kRaised);
  cairo_rectangle(sketch.cairo(), 0, 0, sketch.width(), sketch.height());
  cairo_fill(sketch.cairo());
  sketch.setColour(look::kAccent);
  cairo_rectangle(sketch.cairo(), 0, 0, bar, sketch.height());
  cairo_fill(sketch.cairo());
  double y = pad;
  for (const Scene::Note& note : shown) {
    y += type.draw(sketch, note.who, bar + pad, y, inner, who).height;
    y += type.draw(sketch, note.text, bar + pad, y, inner, text).height + gap;
  }
  panel.overlay = std::make_shared<const Overlay>(sketch);
  return panel;
}

}  // namespace rotonde::pipelines
