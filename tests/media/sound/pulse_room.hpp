// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/main_loop.hpp"

#include <gio/gio.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace rotonde::test {

/// A room made of a private PulseAudio with null sinks: the ALSA PCM "room" plays into one and "ear" hears what that
/// plays, which is an echo path of one. "far" hears it behind a loopback, which adds some 40 ms and drifts. Sets the
/// process's environment for ALSA. Dies with its server.
class PulseRoom {
 public:
  explicit PulseRoom(MainLoop& loop);
  ~PulseRoom();
  PulseRoom(const PulseRoom&) = delete;
  PulseRoom& operator=(const PulseRoom&) = delete;

  /// Runs the loop until the server answers.
  bool start();
  /// Kills the server, as a pulled plug.
  void stop();
  /// SIGSTOP or SIGCONT: a driver that hangs.
  void freeze(bool frozen);
  /// A spoken text of about 20 s at -20 dBFS, by one of two voices: 48 kHz, mono. Empty when espeak-ng is missing.
  enum class Voice { Guest, Person };
  std::vector<std::int16_t> speech(Voice voice);
  /// Somebody in the room says `speech` once, beside the loudspeaker.
  void say(const std::vector<std::int16_t>& speech);

 private:
  MainLoop& loop_;
  std::string folder_;
  GSubprocess* server_ = nullptr;
  GSubprocess* person_ = nullptr;
};

/// Keeps `loop` turning, so that runUntil looks at things that nobody tells, and measures how well it turns.
class Ticker {
 public:
  explicit Ticker(MainLoop& loop) : loop_(loop), last_(loop.steady()) { arm(); }
  /// The longest time between two ticks (of 20 ms) since the last call.
  milliseconds longestGap() { return std::exchange(longest_, milliseconds(0)); }

 private:
  void arm() {
    timer_ = loop_.after(milliseconds(20), [this] {
      const SteadyTime now = loop_.steady();
      longest_ = std::max(longest_, std::chrono::duration_cast<milliseconds>(now - last_));
      last_ = now;
      arm();
    });
  }
  MainLoop& loop_;
  SteadyTime last_;
  milliseconds longest_{0};
  Handle timer_;
};

}  // namespace rotonde::test
