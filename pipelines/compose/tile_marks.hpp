// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "pipelines/compose/overlay.hpp"
#include "pipelines/compose/text.hpp"

namespace rotonde::pipelines {

/// How wide the speaker's frame is on a stage of `height` lines: even, half a gap between tiles at the most.
int speakerFrameWidth(int height);

/// The speaker's frame around a tile of that size: in the gap between tiles, so that it covers nothing of the picture.
/// To be blended at the tile's corner less speakerFrameWidth().
Overlay drawSpeakerFrame(int width, int height, int stageHeight);

/// What lies over a tile's picture: name and note, crossed microphone, and the ground's colour in the corners, so that
/// they look round; a tile that lies `over` others has square corners and an edge instead, in the speaker's colour or
/// dark. Transparent elsewhere; `stageHeight` sets the size of text.
Overlay drawTileMarks(const Typesetter& type, const Scene::Tile& tile, int width, int height, int stageHeight,
                      bool over);

}  // namespace rotonde::pipelines
