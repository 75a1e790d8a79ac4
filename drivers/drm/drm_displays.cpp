// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "drivers/drm/drm_displays.hpp"

#include "drivers/udev/udev_watch.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

#include <cstdlib>
#include <filesystem>
#include <format>
#include <memory>

namespace rotonde::drivers {

namespace {

constexpr int kWindowWidth = 1280;
constexpr int kWindowHeight = 720;

struct FreeResources {
  void operator()(drmModeRes* resources) const { drmModeFreeResources(resources); }
};
struct FreeConnector {
  void operator()(drmModeConnector* connector) const { drmModeFreeConnector(connector); }
};
struct FreeVersion {
  void operator()(drmVersion* version) const { drmFreeVersion(version); }
};

class Card {
 public:
  explicit Card(const std::string& file) : fd_(open(file.c_str(), O_RDWR | O_CLOEXEC)) {}
  ~Card() {
    if (fd_ >= 0) close(fd_);
  }
  Card(const Card&) = delete;
  Card& operator=(const Card&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

Display describe(const drmModeConnector& connector, const std::string& driver) {
  // The modes stand in the order of the display's preference.
  const drmModeModeInfo& mode = connector.modes[0];
  const char* type = drmModeGetConnectorTypeName(connector.connector_type);
  const std::string name = std::format("{}-{}", type ? type : "Unknown", connector.connector_type_id);
  return {.id = "drm:" + name,
          .name = name,
          .width = mode.hdisplay,
          .height = mode.vdisplay,
          .sink = {"kmssink",
                   {{"driver-name", driver},
                    {"connector-id", std::to_string(connector.connector_id)},
                    {"force-modesetting", "true"}}}};
}

void addConnectors(const std::string& file, std::vector<Display>& displays) {
  const Card card(file);
  if (card.fd() < 0) return;
  const std::unique_ptr<drmModeRes, FreeResources> resources(drmModeGetResources(card.fd()));
  const std::unique_ptr<drmVersion, FreeVersion> version(drmGetVersion(card.fd()));
  if (!resources || !version) return;
  for (int i = 0; i < resources->count_connectors; ++i) {
    const std::unique_ptr<drmModeConnector, FreeConnector> connector(
        drmModeGetConnector(card.fd(), resources->connectors[i]));
    if (!connector || connector->connection != DRM_MODE_CONNECTED || connector->count_modes == 0) continue;
    displays.push_back(describe(*connector, version->name));
  }
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

}  // namespace

WindowSystems WindowSystems::fromEnvironment() { return {environment("WAYLAND_DISPLAY"), environment("DISPLAY")}; }

DrmDisplays::DrmDisplays(WindowSystems windows) : windows_(std::move(windows)) {}

std::vector<Display> DrmDisplays::displays() const {
  std::vector<Display> displays;
  if (!windows_.wayland.empty()) {
    displays.push_back({.id = "window:wayland",
                        .name = "Window",
                        .width = kWindowWidth,
                        .height = kWindowHeight,
                        .sink = {"waylandsink", {{"display", windows_.wayland}}}});
  }
  if (!windows_.x11.empty()) {
    displays.push_back({.id = "window:x11",
                        .name = "Window",
                        .width = kWindowWidth,
                        .height = kWindowHeight,
                        .sink = {"ximagesink", {{"display", windows_.x11}}}});
  }
  for (const UdevNode& node : udevNodes("drm")) {
    if (std::filesystem::path(node.file).filename().string().starts_with("card")) addConnectors(node.file, displays);
  }
  return displays;
}

Handle DrmDisplays::watch(std::function<void()> changed) { return watchUdev("drm", std::move(changed)); }

}  // namespace rotonde::drivers
