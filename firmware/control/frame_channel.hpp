// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/handle.hpp"
#include "firmware/control/frame.hpp"

#include <gio/gio.h>

#include <deque>
#include <memory>
#include <string>

namespace rotonde::control {

/// Frames over a connected stream socket, never blocking. Main loop. Destroying it closes the socket.
class FrameChannel {
 public:
  class Listener {
   public:
    virtual ~Listener() = default;
    virtual void onFrame(const std::string& body) = 0;
    /// The other side has finished sending (it may still read), or announced a frame that is too long (`error`).
    virtual void onEnd(const std::string& error) = 0;
    /// All that was to be sent has been sent.
    virtual void onDrained() = 0;
    /// The connection is broken: nothing can be sent or comes any more. The channel may not be destroyed in here.
    virtual void onBroken() = 0;
  };

  /// Takes a reference of `socket`. `listener` outlives the channel.
  FrameChannel(GSocket* socket, Listener& listener);
  ~FrameChannel();
  FrameChannel(const FrameChannel&) = delete;
  FrameChannel& operator=(const FrameChannel&) = delete;

  /// Queues one frame; `body` is at most kLargestFrame long. Nothing when the connection is broken.
  void send(std::string_view body);
  std::size_t queuedBytes() const { return queued_; }
  /// Reads no more.
  void stopReading() { reading_.reset(); }

 private:
  bool receive();
  bool flush();
  void broken();
  Handle whenever(int condition, bool (FrameChannel::*handler)());

  GSocket* socket_;
  Listener& listener_;
  FrameReader reader_;
  std::deque<std::string> queue_;
  std::size_t queued_ = 0;
  std::size_t sentOfFirst_ = 0;
  bool broken_ = false;
  Handle reading_;
  Handle writing_;
  Handle hangUp_;
};

}  // namespace rotonde::control
