// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/handle.hpp"
#include "firmware/base/runtime.hpp"
#include "firmware/meeting/call.hpp"
#include "pipelines/api/local_media.hpp"
#include "pipelines/api/peer_connection.hpp"

#include <functional>
#include <optional>
#include <string>

namespace rotonde::livekit {
class Session;
}

namespace rotonde::meeting {

/// The room's own microphone and camera in one call: what people here want, what others have closed, and from when on
/// the devices may open at all. Nothing but a person here opens what somebody else closed: no permission that comes
/// back, no rejoin. Main loop.
class OwnMedia {
 public:
  /// What of both is open.
  using Opened = std::function<void(bool microphone, bool camera)>;

  /// All references outlive it. `opened` hears what was opened and closed.
  OwnMedia(Runtime& runtime, pipelines::LocalMedia& media, Call::Listener& listener, bool microphoneOpen,
           bool cameraOpen, Opened opened);

  bool microphoneOpen() const { return microphone_.wanted; }
  bool cameraOpen() const { return camera_.wanted; }

  /// The session in which the others hear of each change; null: none.
  void setSession(livekit::Session* session);
  /// A person here.
  void open(pipelines::LocalSource source, bool open);
  /// We are in the room, and know whether it is recorded. The devices of a room that is not open now; else the people
  /// here are told first, and the devices open kNotice later.
  void roomKnown(bool recorded);
  /// A server that we join anew may allow what the last one forbade. Nothing opens for that.
  void joinedAnew();
  void mutedByServer(pipelines::LocalSource source, bool removed);
  /// Somebody says that it was them. Believed for mutes within 5 s, before and after.
  void claimed(const std::string& name);
  /// Closes both devices.
  void close();

  /// From the notice of a recording to the open microphone and camera.
  static constexpr milliseconds kNotice{2000};

 private:
  /// One device.
  struct Own {
    bool wanted = false;
    bool live = false;
    bool forbidden = false;  ///< The server unpublished it; until the next join.
    std::optional<SteadyTime> silenced;
    Handle tell;
  };
  struct Claim {
    std::string name;
    SteadyTime since;
  };

  Own& own(pipelines::LocalSource source);
  void apply(pipelines::LocalSource source);
  void setReady();
  void tell(pipelines::LocalSource source, const std::string& name);

  // given
  Runtime& runtime_;
  pipelines::LocalMedia& media_;
  Call::Listener& listener_;
  Opened opened_;
  // owned
  livekit::Session* session_ = nullptr;
  bool ready_ = false;  ///< The devices may open.
  Own microphone_;
  Own camera_;
  std::optional<Claim> claim_;
  Handle notice_;
};

}  // namespace rotonde::meeting
