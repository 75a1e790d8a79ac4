// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "pipelines/compose/look.hpp"
#include "pipelines/compose/overlay.hpp"

#include <pango/pango.h>

#include <memory>
#include <string>

namespace rotonde::pipelines {

struct TextStyle {
  double size = 32;  ///< Pixels of the em square.
  Colour colour = look::kText;
  bool bold = false;
  int lines = 1;  ///< What does not fit ends with "…".
  bool centred = false;
};

struct TextSize {
  double width = 0;
  double height = 0;
};

/// Sets text with Pango in the stage's typeface. Has its own font map: one object for one thread.
class Typesetter {
 public:
  Typesetter();
  ~Typesetter();
  Typesetter(const Typesetter&) = delete;
  Typesetter& operator=(const Typesetter&) = delete;

  /// Draws UTF-8 `text` with its top left corner at `x`, `y`, at most `width` pixels wide.
  TextSize draw(const Sketch& sketch, const std::string& text, double x, double y, double width,
                const TextStyle& style) const;
  TextSize measure(const std::string& text, double width, const TextStyle& style) const;
  /// Draws `text` with its capitals' middle at `x`, `y`.
  void drawCentred(const Sketch& sketch, const std::string& text, double x, double y, const TextStyle& style) const;

 private:
  struct ObjectDeleter {
    void operator()(void* object) const;
  };
  void prepare(const std::string& text, double width, const TextStyle& style) const;
  TextSize extent(double width) const;
  std::unique_ptr<PangoContext, ObjectDeleter> context_;
  std::unique_ptr<PangoLayout, ObjectDeleter> layout_;
};

/// The first letter of `name`, as a capital; "•" when there is none.
std::string initialOf(const std::string& name);

}  // namespace rotonde::pipelines
