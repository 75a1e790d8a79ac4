// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "pipelines/api/stage.hpp"
#include "pipelines/compose/layout.hpp"
#include "pipelines/compose/overlay.hpp"
#include "pipelines/compose/text.hpp"

#include <memory>
#include <vector>

namespace rotonde::pipelines {

/// What people in the meeting write, over the tiles at the top left: names and marks of the tiles stay readable.
struct NotesPanel {
  std::shared_ptr<const Overlay> overlay;
  Rect rect;
};

/// At most five notes of two lines each; the newest are last. The panel is opaque with square corners, since it is
/// blended again each time a tile below it gets a picture, which would harden soft edges.
NotesPanel drawNotes(const Typesetter& type, const std::vector<Scene::Note>& notes, const Layout& layout,
                     int stageHeight);

}  // namespace rotonde::pipelines
