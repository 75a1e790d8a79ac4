// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/rotonded/device_identity.hpp"

#include "firmware/config/atomic_file.hpp"

#include <glib.h>

#include <array>
#include <format>
#include <fstream>
#include <memory>
#include <random>

namespace rotonde {

namespace {

constexpr std::size_t kDigits = 64;

std::string newKey() {
  std::random_device random;  // The kernel's generator.
  std::string key;
  while (key.size() < kDigits) key += std::format("{:08x}", random());
  return key;
}

std::string idOf(const std::string& key) {
  const std::string text = "rotonde device " + key;
  const std::unique_ptr<gchar, decltype(&g_free)> digest(
      g_compute_checksum_for_data(G_CHECKSUM_SHA256, reinterpret_cast<const guchar*>(text.data()), text.size()),
      g_free);
  return std::string(digest.get()).substr(0, 16);
}

}  // namespace

Result<DeviceIdentity> DeviceIdentity::load(const std::string& stateDirectory) {
  const std::string file = stateDirectory + "/device.key";
  std::string key;
  std::getline(std::ifstream(file), key);
  if (key.size() != kDigits || key.find_first_not_of("0123456789abcdef") != std::string::npos) {
    key = newKey();
    if (const auto written = config::replaceFile(file, key + "\n"); !written) {
      return askHuman(
          std::format("{}: cannot keep the device's key there ({}); make the folder writable for the service", file,
                      written.error().message));
    }
  }
  return DeviceIdentity{Secret(key), idOf(key)};
}

}  // namespace rotonde
