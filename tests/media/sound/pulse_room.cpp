// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/media/sound/pulse_room.hpp"

#include "tests/media/sound/recording.hpp"
#include "tests/support/run_until.hpp"

#include <gtest/gtest.h>
#include <sys/prctl.h>

#include <cmath>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <format>
#include <fstream>
#include <iterator>

namespace rotonde::test {

PulseRoom::PulseRoom(MainLoop& loop) : loop_(loop) {
  std::string folder = (std::filesystem::temp_directory_path() / "rotonde-pulse-XXXXXX").string();
  folder_ = mkdtemp(folder.data());
  const std::string socket = folder_ + "/native";
  std::ofstream(folder_ + "/asound.conf")
      << "</usr/share/alsa/alsa.conf>\n"
      << std::format("pcm.room {{ type pulse server \"unix:{}\" device \"room\" }}\n", socket)
      << std::format("pcm.ear {{ type pulse server \"unix:{}\" device \"room.monitor\" }}\n", socket)
      << std::format("pcm.far {{ type pulse server \"unix:{}\" device \"air.monitor\" }}\n", socket);
  setenv("ALSA_CONFIG_PATH", (folder_ + "/asound.conf").c_str(), 1);
  setenv("HOME", folder_.c_str(), 1);
  setenv("XDG_RUNTIME_DIR", folder_.c_str(), 1);
  setenv("PULSE_SERVER", ("unix:" + socket).c_str(), 1);
}

PulseRoom::~PulseRoom() {
  if (person_) g_subprocess_force_exit(person_);
  g_clear_object(&person_);
  stop();
  std::filesystem::remove_all(folder_);
}

bool PulseRoom::start() {
  const std::string socket = folder_ + "/native";
  std::filesystem::remove(socket);
  const std::string protocol = std::format("--load=module-native-protocol-unix socket={} auth-anonymous=1", socket);
  GError* error = nullptr;
  GSubprocessLauncher* launcher = g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_subprocess_launcher_set_child_setup(launcher, [](gpointer) { prctl(PR_SET_PDEATHSIG, SIGKILL); }, nullptr, nullptr);
  // Without "norewinds" the sink renders 2 s ahead at first, and plays scraps until a stream has caught up.
  server_ = g_subprocess_launcher_spawn(
      launcher, &error, "pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1",
      "--realtime=no", "--high-priority=no", "--load=module-null-sink sink_name=room rate=48000 channels=1 norewinds=1",
      "--load=module-null-sink sink_name=air rate=48000 channels=1 norewinds=1",
      "--load=module-loopback source=room.monitor sink=air latency_msec=30", protocol.c_str(), nullptr);
  g_object_unref(launcher);
  if (!server_) {
    ADD_FAILURE() << error->message;
    g_error_free(error);
    return false;
  }
  return runUntil(loop_, [&] { return std::filesystem::exists(socket); });
}

void PulseRoom::stop() {
  if (!server_) return;
  g_subprocess_force_exit(server_);
  g_subprocess_wait(server_, nullptr, nullptr);
  g_clear_object(&server_);
}

void PulseRoom::freeze(bool frozen) { g_subprocess_send_signal(server_, frozen ? SIGSTOP : SIGCONT); }

std::vector<std::int16_t> PulseRoom::speech(Voice voice) {
  const std::string path = folder_ + "/speech.wav";
  const bool guest = voice == Voice::Guest;
  const char* text =
      guest ? "Good morning everybody. The first point of today is the budget of the coming year, which the second "
              "office has prepared. After that we speak about the rooms on the fourth floor, and who may use them on "
              "Friday afternoons. Please tell me if you cannot hear me well, because the window is open and there is "
              "some traffic outside."
            : "I have a question about this list, since three of its lines are not the ones that we agreed upon in "
              "March. Could somebody send the older version around before noon? My own copy is in the other building, "
              "and nobody answers the telephone over there. Otherwise I would like to go on with the next point.";
  GSubprocess* speaker = g_subprocess_new(G_SUBPROCESS_FLAGS_NONE, nullptr, "espeak-ng", "-v", guest ? "en" : "en+f3",
                                          "-w", path.c_str(), text, nullptr);
  if (!speaker) return {};
  g_subprocess_wait(speaker, nullptr, nullptr);
  g_object_unref(speaker);
  std::ifstream file(path, std::ios::binary);
  const std::vector<char> wav{std::istreambuf_iterator<char>(file), {}};
  constexpr std::size_t kHeader = 44;
  constexpr double kRate = 22'050;
  if (wav.size() < kHeader + 200'000) return {};
  std::vector<std::int16_t> spoken((wav.size() - kHeader) / 2);
  std::copy(wav.begin() + kHeader, wav.begin() + static_cast<std::ptrdiff_t>(kHeader + 2 * spoken.size()),
            reinterpret_cast<char*>(spoken.data()));
  std::vector<double> sound;
  for (double at = 0; at < static_cast<double>(spoken.size() - 1); at += kRate / 48'000) {
    const auto i = static_cast<std::size_t>(at);
    sound.push_back(std::lerp(spoken[i], spoken[i + 1], at - static_cast<double>(i)) / 32768);
  }
  const double gain = std::pow(10, (-20 - rmsLevel(sound.data(), sound.size())) / 20);
  std::vector<std::int16_t> result;
  for (const double sample : sound)
    result.push_back(static_cast<std::int16_t>(std::clamp(sample * gain * 32767, -32767.0, 32767.0)));
  return result;
}

void PulseRoom::say(const std::vector<std::int16_t>& speech) {
  if (person_) g_subprocess_force_exit(person_);
  g_clear_object(&person_);
  const std::string path = folder_ + "/said.raw";
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(speech.data()), static_cast<std::streamsize>(2 * speech.size()));
  GError* error = nullptr;
  person_ = g_subprocess_new(G_SUBPROCESS_FLAGS_NONE, &error, "paplay", "--raw", "--rate=48000", "--channels=1",
                             "--format=s16le", "--device=room", path.c_str(), nullptr);
  if (person_) return;
  ADD_FAILURE() << error->message;
  g_error_free(error);
}

}  // namespace rotonde::test
