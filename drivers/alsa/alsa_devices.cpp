// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "drivers/alsa/alsa_devices.hpp"

#include "drivers/udev/udev_watch.hpp"

#include <alsa/asoundlib.h>

#include <format>
#include <memory>

namespace rotonde::drivers {

namespace {

struct Pcm {
  std::string id;
  std::string name;
  std::string device;
};

struct CloseCtl {
  void operator()(snd_ctl_t* ctl) const { snd_ctl_close(ctl); }
};
struct FreeCard {
  void operator()(snd_ctl_card_info_t* info) const { snd_ctl_card_info_free(info); }
};
struct FreePcm {
  void operator()(snd_pcm_info_t* info) const { snd_pcm_info_free(info); }
};

std::unique_ptr<snd_pcm_info_t, FreePcm> pcmInfo() {
  snd_pcm_info_t* info = nullptr;
  snd_pcm_info_malloc(&info);
  return std::unique_ptr<snd_pcm_info_t, FreePcm>(info);
}

void addCard(int card, snd_pcm_stream_t direction, std::vector<Pcm>& found) {
  snd_ctl_t* opened = nullptr;
  if (snd_ctl_open(&opened, std::format("hw:{}", card).c_str(), 0) < 0) return;
  const std::unique_ptr<snd_ctl_t, CloseCtl> ctl(opened);
  snd_ctl_card_info_t* raw = nullptr;
  snd_ctl_card_info_malloc(&raw);
  const std::unique_ptr<snd_ctl_card_info_t, FreeCard> info(raw);
  if (snd_ctl_card_info(ctl.get(), info.get()) < 0) return;
  const std::string cardId = snd_ctl_card_info_get_id(info.get());
  const std::string cardName = snd_ctl_card_info_get_name(info.get());
  int device = -1;
  while (snd_ctl_pcm_next_device(ctl.get(), &device) == 0 && device >= 0) {
    const auto pcm = pcmInfo();
    snd_pcm_info_set_device(pcm.get(), static_cast<unsigned>(device));
    snd_pcm_info_set_subdevice(pcm.get(), 0);
    snd_pcm_info_set_stream(pcm.get(), direction);
    if (snd_ctl_pcm_info(ctl.get(), pcm.get()) < 0) continue;  // It has no such direction.
    // plughw converts what the hardware cannot play, and opens it alone: nothing of asound.conf is in between.
    found.push_back({.id = std::format("alsa:{}:{}", cardId, device),
                     .name = std::format("{} ({})", cardName, snd_pcm_info_get_name(pcm.get())),
                     .device = std::format("plughw:CARD={},DEV={}", cardId, device)});
  }
}

std::vector<Pcm> pcms(snd_pcm_stream_t direction, const AlsaOptions& options) {
  std::vector<Pcm> found;
  for (int card = -1; snd_card_next(&card) == 0 && card >= 0;) addCard(card, direction, found);
  for (const std::string& name : options.pcms) found.push_back({.id = "alsa:" + name, .name = name, .device = name});
  return found;
}

/// Played sound waits for the whole buffer: with the default (200 ms) people in a room talk over each other.
constexpr const char* kPlayed = "40000";
/// Captured sound waits for one block only; the rest is for moments when the machine is busy.
constexpr const char* kCaptured = "200000";

/// Blocks of 10 ms, as the echo canceller takes them.
ElementStream stream(const char* factory, const std::string& device, const char* buffer) {
  return {factory, {{"device", device}, {"buffer-time", buffer}, {"latency-time", "10000"}}};
}

}  // namespace

AlsaDevices::AlsaDevices(AlsaOptions options) : options_(std::move(options)) {}

std::vector<Microphone> AlsaDevices::microphones() const {
  std::vector<Microphone> microphones;
  for (const Pcm& pcm : pcms(SND_PCM_STREAM_CAPTURE, options_)) {
    ElementStream captured = stream("alsasrc", pcm.device, kCaptured);
    // Plug-ins stamp with the wall clock, and alsasrc takes it for the monotonic one: it shall count samples instead.
    captured.properties.emplace_back("use-driver-timestamps", "false");
    microphones.push_back({.id = pcm.id, .name = pcm.name, .format = {}, .stream = std::move(captured)});
  }
  return microphones;
}

std::vector<Speaker> AlsaDevices::speakers() const {
  std::vector<Speaker> speakers;
  for (const Pcm& pcm : pcms(SND_PCM_STREAM_PLAYBACK, options_)) {
    speakers.push_back({.id = pcm.id, .name = pcm.name, .sink = stream("alsasink", pcm.device, kPlayed)});
  }
  return speakers;
}

Handle AlsaDevices::watch(std::function<void()> changed) { return watchUdev("sound", std::move(changed)); }

}  // namespace rotonde::drivers
