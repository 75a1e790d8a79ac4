// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "pipelines/compose/layout.hpp"
#include "pipelines/compose/overlay.hpp"
#include "pipelines/compose/text.hpp"

namespace rotonde::pipelines {

/// Draws all of `scene` that lies under the pictures: ground, header, notices, the empty tiles with their initials or
/// the idle screen. What changes often (who speaks, who is muted) is not in it.
void drawBackdrop(const Sketch& sketch, const Typesetter& type, const Scene& scene, const Layout& layout);

/// Ground, circle and initial of a tile without a picture.
void drawEmptyTile(const Sketch& sketch, const Typesetter& type, const Scene::Tile& tile, const Rect& rect);

}  // namespace rotonde::pipelines
