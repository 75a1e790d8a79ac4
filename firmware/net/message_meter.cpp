// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/net/message_meter.hpp"

// A WebSocket extension is what libsoup lets see every frame. This one is never negotiated and changes nothing.
struct RotondeMessageMeter {
  SoupWebsocketExtension parent;
  guint64 limit;
  guint64 seen;
};
struct RotondeMessageMeterClass {
  SoupWebsocketExtensionClass parent;
};

namespace {

GType meterType();

GBytes* meterFrame(SoupWebsocketExtension* extension, guint8* header, GBytes* payload, GError** error) noexcept {
  // RFC 6455 §5.2: the first bit ends a message; opcodes from 8 on are control frames, which may come in between.
  const bool last = (header[0] & 0x80U) != 0;
  if ((header[0] & 0x0FU) >= 8) return payload;
  auto* meter = reinterpret_cast<RotondeMessageMeter*>(extension);
  meter->seen += g_bytes_get_size(payload);
  if (meter->seen > meter->limit) {
    g_bytes_unref(payload);
    g_set_error_literal(error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_CLOSE_TOO_BIG,
                        "a message is larger than the limit");
    return nullptr;
  }
  if (last) meter->seen = 0;
  return payload;
}

GType meterType() {
  static const GType kType = g_type_register_static_simple(
      SOUP_TYPE_WEBSOCKET_EXTENSION, "RotondeMessageMeter", sizeof(RotondeMessageMeterClass),
      [](gpointer klass, gpointer) noexcept {
        SOUP_WEBSOCKET_EXTENSION_CLASS(klass)->process_incoming_message = meterFrame;
      },
      sizeof(RotondeMessageMeter), nullptr, G_TYPE_FLAG_NONE);
  return kType;
}

}  // namespace

namespace rotonde::net {

GPtr<SoupWebsocketConnection> withMessageLimit(GPtr<SoupWebsocketConnection> opened, std::uint64_t limit) {
  const auto stream = share(soup_websocket_connection_get_io_stream(opened.get()));
  // The first connection is let go without its stream: a pending operation is what keeps it from closing that.
  g_io_stream_set_pending(stream.get(), nullptr);
  g_object_run_dispose(G_OBJECT(opened.get()));
  g_io_stream_clear_pending(stream.get());

  auto* meter = static_cast<RotondeMessageMeter*>(g_object_new(meterType(), nullptr));
  meter->limit = limit;
  GPtr<SoupWebsocketConnection> connection(soup_websocket_connection_new(
      stream.get(), soup_websocket_connection_get_uri(opened.get()), SOUP_WEBSOCKET_CONNECTION_CLIENT,
      soup_websocket_connection_get_origin(opened.get()), soup_websocket_connection_get_protocol(opened.get()),
      g_list_append(nullptr, meter)));
  soup_websocket_connection_set_max_incoming_payload_size(connection.get(), limit);
  return connection;
}

}  // namespace rotonde::net
