// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/compose/text.hpp"

#include <pango/pangocairo.h>

#include <algorithm>
#include <array>

namespace rotonde::pipelines {

namespace {

constexpr const char* kTypeface = "DejaVu Sans";

int pangoUnits(double pixels) { return static_cast<int>(std::max(1.0, pixels) * PANGO_SCALE); }

}  // namespace

void Typesetter::ObjectDeleter::operator()(void* object) const { g_object_unref(object); }

Typesetter::Typesetter() {
  PangoFontMap* map = pango_cairo_font_map_new();
  context_.reset(pango_font_map_create_context(map));
  g_object_unref(map);
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_SLIGHT);
  pango_cairo_context_set_font_options(context_.get(), options);
  cairo_font_options_destroy(options);
  layout_.reset(pango_layout_new(context_.get()));
}

Typesetter::~Typesetter() = default;

void Typesetter::prepare(const std::string& text, double width, const TextStyle& style) const {
  PangoFontDescription* font = pango_font_description_new();
  pango_font_description_set_family_static(font, kTypeface);
  pango_font_description_set_weight(font, style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_absolute_size(font, pangoUnits(style.size));
  PangoLayout* layout = layout_.get();
  pango_layout_set_font_description(layout, font);
  pango_font_description_free(font);
  // Names come from strangers: broken UTF-8 must not reach Pango, and a line break must not open a second line.
  gchar* valid = g_utf8_make_valid(text.data(), static_cast<gssize>(text.size()));
  for (gchar* at = valid; *at; ++at) {
    if (static_cast<guchar>(*at) < 0x20) *at = ' ';
  }
  pango_layout_set_text(layout, valid, -1);
  g_free(valid);
  pango_layout_set_width(layout, pangoUnits(width));
  pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_height(layout, -style.lines);
  pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_alignment(layout, style.centred ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT);
}

TextSize Typesetter::extent(double width) const {
  PangoRectangle logical;
  pango_layout_get_pixel_extents(layout_.get(), nullptr, &logical);
  return {std::min(width, static_cast<double>(logical.width)), static_cast<double>(logical.height)};
}

TextSize Typesetter::draw(const Sketch& sketch, const std::string& text, double x, double y, double width,
                          const TextStyle& style) const {
  if (text.empty() || width < 1) return {};
  prepare(text, width, style);
  sketch.setColour(style.colour);
  cairo_move_to(sketch.cairo(), x, y);
  pango_cairo_update_layout(sketch.cairo(), layout_.get());
  pango_cairo_show_layout(sketch.cairo(), layout_.get());
  return extent(width);
}

TextSize Typesetter::measure(const std::string& text, double width, const TextStyle& style) const {
  if (text.empty() || width < 1) return {};
  prepare(text, width, style);
  return extent(width);
}

void Typesetter::drawCentred(const Sketch& sketch, const std::string& text, double x, double y,
                             const TextStyle& style) const {
  prepare(text, sketch.width(), {style.size, style.colour, style.bold});
  PangoRectangle ink;
  pango_layout_get_pixel_extents(layout_.get(), &ink, nullptr);
  sketch.setColour(style.colour);
  cairo_move_to(sketch.cairo(), x - ink.x - ink.width / 2.0, y - ink.y - ink.height / 2.0);
  pango_cairo_show_layout(sketch.cairo(), layout_.get());
}

std::string initialOf(const std::string& name) {
  gchar* valid = g_utf8_make_valid(name.data(), static_cast<gssize>(name.size()));
  std::string initial = "•";
  for (const gchar* at = valid; *at; at = g_utf8_next_char(at)) {
    const gunichar letter = g_utf8_get_char(at);
    if (!g_unichar_isalnum(letter)) continue;
    std::array<gchar, 8> bytes{};
    const int length = g_unichar_to_utf8(g_unichar_toupper(letter), bytes.data());
    initial.assign(bytes.data(), static_cast<std::size_t>(length));
    break;
  }
  g_free(valid);
  return initial;
}

}  // namespace rotonde::pipelines
