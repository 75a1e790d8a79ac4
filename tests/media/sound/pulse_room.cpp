// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/media/sound/pulse_room.hpp"

#include <cstdlib>
#include <filesystem>
#include <format>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/support/run_until.hpp"

namespace rotonde::test {

PulseRoom::PulseRoom(MainLoop& loop) {
  std::string folder = (std::filesystem::temp_directory_path() / "rotonde-pulse-XXXXXX").string();
  folder_ = mkdtemp(folder.data());
  const std::string socket = folder_ + "/native";
  std::ofstream(folder_ + "/asound.conf")
      << "</usr/share/alsa/alsa.conf>\n"
      << std::format("pcm.room {{ type pulse server \"unix:{}\" device \"room\" }}\n", socket)
      << std::format("pcm.ear {{ type pulse server \"unix:{}\" device \"room.monitor\" }}\n", socket);
  setenv("ALSA_CONFIG_PATH", (folder_ + "/asound.conf").c_str(), 1);
  setenv("HOME", folder_.c_str(), 1);
  setenv("XDG_RUNTIME_DIR", folder_.c_str(), 1);
  setenv("PULSE_SERVER", ("unix:" + socket).c_str(), 1);
  const std::string protocol = std::format("--load=module-native-protocol-unix socket={} auth-anonymous=1", socket);
  GError* error = nullptr;
  server_ = g_subprocess_new(G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, "pulseaudio", "-n", "--daemonize=no",
                             "--use-pid-file=no", "--exit-idle-time=-1", "--realtime=no", "--high-priority=no",
                             protocol.c_str(), "--load=module-null-sink sink_name=room rate=48000 channels=1", nullptr);
  if (!server_) {
    ADD_FAILURE() << error->message;
    g_error_free(error);
    return;
  }
  const Ticker ticker(loop);
  ready_ = runUntil(loop, [&] { return std::filesystem::exists(socket); });
}

PulseRoom::~PulseRoom() {
  stop();
  std::filesystem::remove_all(folder_);
}

void PulseRoom::stop() {
  if (!server_) return;
  g_subprocess_force_exit(server_);
  g_subprocess_wait(server_, nullptr, nullptr);
  g_clear_object(&server_);
}

}  // namespace rotonde::test
