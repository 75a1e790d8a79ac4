// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

#include <gio/gio.h>

#include "firmware/base/main_loop.hpp"

namespace rotonde::test {

/// A room made of a private PulseAudio with one null sink: the ALSA PCM "room" plays into it, "ear" hears what it
/// plays, which is an echo path of one. Sets the process's environment for ALSA. Dies with its server.
class PulseRoom {
 public:
  explicit PulseRoom(MainLoop& loop);
  ~PulseRoom();
  PulseRoom(const PulseRoom&) = delete;
  PulseRoom& operator=(const PulseRoom&) = delete;
  bool ready() const { return ready_; }
  /// Ends the server. Before a capture closes: the pulse plug-in of ALSA now and then waits for ever in a read while
  /// another thread drops the PCM, and only a lost server wakes it.
  void stop();

 private:
  std::string folder_;
  GSubprocess* server_ = nullptr;
  bool ready_ = false;
};

/// Keeps `loop` turning, so that runUntil looks at things that nobody tells.
class Ticker {
 public:
  explicit Ticker(MainLoop& loop) : loop_(loop) { arm(); }

 private:
  void arm() {
    timer_ = loop_.after(milliseconds(20), [this] { arm(); });
  }
  MainLoop& loop_;
  Handle timer_;
};

}  // namespace rotonde::test
