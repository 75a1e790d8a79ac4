// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/webrtc/peer_shared.hpp"

#include <gst/webrtc/webrtc.h>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace rotonde::pipelines {

void WebrtcPeer::createChannels() {
  for (const char* label : {"_reliable", "_lossy"}) {
    const bool reliable = std::string_view(label) == "_reliable";
    const StructurePtr options(reliable ? gst_structure_new("options", "ordered", G_TYPE_BOOLEAN, TRUE, nullptr)
                                        : gst_structure_new("options", "ordered", G_TYPE_BOOLEAN, FALSE,
                                                            "max-retransmits", G_TYPE_INT, 0, nullptr));
    GstWebRTCDataChannel* channel = nullptr;
    g_signal_emit_by_name(bin_, "create-data-channel", label, options.get(), &channel);
    if (!channel) continue;
    adoptChannel(channel);
    g_object_unref(channel);
  }
}

void WebrtcPeer::adoptChannel(GstWebRTCDataChannel* channel) {
  gchar* raw = nullptr;
  g_object_get(channel, "label", &raw, nullptr);
  const GString_ label(raw);
  connectShared(
      channel, "on-open",
      +[](GObject* self, Shared* shared) noexcept {
        takeOver();
        gchar* rawName = nullptr;
        g_object_get(self, "label", &rawName, nullptr);
        const GString_ name(rawName);
        shared->onMain(
            [opened = std::string(name.get())](WebrtcPeer& peer) { peer.listener_.dataChannelOpened(opened); });
      },
      shared_);
  connectShared(
      channel, "on-message-data",
      +[](GObject* self, GBytes* data, Shared* shared) noexcept {
        takeOver();
        if (!data) return;
        gchar* rawName = nullptr;
        g_object_get(self, "label", &rawName, nullptr);
        const GString_ name(rawName);
        gsize size = 0;
        const auto* bytes = static_cast<const std::byte*>(g_bytes_get_data(data, &size));
        shared->onMain([from = std::string(name.get()), message = std::vector<std::byte>(bytes, bytes + size)](
                           WebrtcPeer& peer) { peer.listener_.dataReceived(from, message); });
      },
      shared_);
  channels_.insert_or_assign(label.get(), Ref<GObject>::share(G_OBJECT(channel)));
}

void WebrtcPeer::sendData(const std::string& label, std::span<const std::byte> message) {
  const auto found = channels_.find(label);
  if (found == channels_.end()) return;
  GstWebRTCDataChannelState state = GST_WEBRTC_DATA_CHANNEL_STATE_CLOSED;
  g_object_get(found->second.get(), "ready-state", &state, nullptr);
  if (state != GST_WEBRTC_DATA_CHANNEL_STATE_OPEN) return;
  GBytes* bytes = g_bytes_new(message.data(), message.size());
  g_signal_emit_by_name(found->second.get(), "send-data", bytes);
  g_bytes_unref(bytes);
}

}  // namespace rotonde::pipelines
