// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "drivers/api/devices.hpp"
#include "firmware/base/result.hpp"
#include "pipelines/api/peer_connection.hpp"

#include <functional>
#include <optional>

namespace rotonde::pipelines {

/// All pictures that the room can send, each with a device of its own: its camera, a second one, and what somebody
/// shows. LocalMedia's camera is LocalSource::Camera here. A closed input is really closed. Main loop.
class VideoInputs {
 public:
  virtual ~VideoInputs() = default;
  /// The device of `source` (nullopt: none); a capture card is a camera too. Sound is no concern of this.
  virtual void selectVideo(LocalSource source, std::optional<drivers::Camera> device) = 0;
  virtual void openVideo(LocalSource source, bool open) = 0;
  /// An input's device failed or came back (nullopt). One receiver; LocalMedia's listener hears of the camera.
  virtual void onVideoProblem(std::function<void(LocalSource source, std::optional<Error> problem)> fn) = 0;
};

}  // namespace rotonde::pipelines
