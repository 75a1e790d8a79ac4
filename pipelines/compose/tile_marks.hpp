// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "pipelines/compose/overlay.hpp"
#include "pipelines/compose/text.hpp"

namespace rotonde::pipelines {

/// How wide the speaker's frame is on a stage of `height` lines.
int speakerFrameWidth(int height);

/// What lies over a tile's picture: name and note, crossed microphone, the speaker's frame, and the ground's colour in
/// the corners, so that they look round; a tile that lies `over` others has square corners and a dark edge instead.
/// Transparent elsewhere; `stageHeight` sets the size of text.
Overlay drawTileMarks(const Typesetter& type, const Scene::Tile& tile, int width, int height, int stageHeight,
                      bool over);

}  // namespace rotonde::pipelines
