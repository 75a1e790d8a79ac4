// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "drivers/udev/udev_watch.hpp"

#include <gudev/gudev.h>

#include <memory>

namespace rotonde::drivers {

namespace {

using Changed = std::function<void()>;

void onEvent(GUdevClient*, const gchar*, GUdevDevice*, gpointer data) noexcept {
  const auto changed = *static_cast<Changed*>(data);  // A copy: the call may end the watch.
  changed();
}

void freeChanged(gpointer data, GClosure*) noexcept { delete static_cast<Changed*>(data); }

UdevNode readNode(GUdevDevice* device, const char* file) {
  UdevNode node{.file = file, .properties = {}};
  const gchar* const* keys = g_udev_device_get_property_keys(device);
  for (; keys && *keys; ++keys) {
    const char* value = g_udev_device_get_property(device, *keys);
    if (value) node.properties.emplace(*keys, value);
  }
  return node;
}

}  // namespace

std::vector<UdevNode> udevNodes(const std::string& subsystem) {
  std::vector<UdevNode> nodes;
  GUdevClient* client = g_udev_client_new(nullptr);
  GList* devices = g_udev_client_query_by_subsystem(client, subsystem.c_str());
  for (GList* item = devices; item; item = item->next) {
    auto* device = static_cast<GUdevDevice*>(item->data);
    if (const char* file = g_udev_device_get_device_file(device)) nodes.push_back(readNode(device, file));
    g_object_unref(device);
  }
  g_list_free(devices);
  g_object_unref(client);
  return nodes;
}

Handle watchUdev(const std::string& subsystem, std::function<void()> changed) {
  const char* subsystems[] = {subsystem.c_str(), nullptr};
  GUdevClient* client = g_udev_client_new(subsystems);
  const gulong id = g_signal_connect_data(client, "uevent", G_CALLBACK(onEvent), new Changed(std::move(changed)),
                                          freeChanged, GConnectFlags{});
  return Handle([client, id] {
    g_signal_handler_disconnect(client, id);
    g_object_unref(client);
  });
}

}  // namespace rotonde::drivers
