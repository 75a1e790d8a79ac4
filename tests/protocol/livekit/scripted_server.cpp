// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/protocol/livekit/scripted_server.hpp"

#include "tests/unit/livekit/livekit_scene.hpp"

#include <gtest/gtest.h>

#include <format>

namespace rotonde::test {

ScriptedServer::ScriptedServer() : server_(soup_server_new(nullptr, nullptr)) {
  soup_server_add_early_handler(server_, "/", early, this, nullptr);
  soup_server_add_websocket_handler(server_, "/", nullptr, nullptr, opened, this, nullptr);
  GError* error = nullptr;
  if (!soup_server_listen_local(server_, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error)) {
    ADD_FAILURE() << "no loopback port: " << error->message;
    g_error_free(error);
  }
}

ScriptedServer::~ScriptedServer() {
  if (connection_) {
    g_signal_handlers_disconnect_by_data(connection_, this);
    g_object_unref(connection_);
  }
  if (stalled_) {
    soup_server_message_unpause(stalled_);
    g_object_unref(stalled_);
  }
  soup_server_disconnect(server_);
  g_object_unref(server_);
}

std::string ScriptedServer::url() const {
  GSList* uris = soup_server_get_uris(server_);
  const int port = uris ? g_uri_get_port(static_cast<GUri*>(uris->data)) : 0;
  g_slist_free_full(uris, reinterpret_cast<GDestroyNotify>(g_uri_unref));
  return std::format("ws://127.0.0.1:{}", port);
}

void ScriptedServer::early(SoupServer* /*server*/, SoupServerMessage* message, const char* path, GHashTable* query,
                           gpointer data) noexcept {
  auto& self = *static_cast<ScriptedServer*>(data);
  self.path_ = path;
  const char* authorization =
      soup_message_headers_get_one(soup_server_message_get_request_headers(message), "Authorization");
  self.authorization_ = authorization ? authorization : "";
  const char* request = query ? static_cast<const char*>(g_hash_table_lookup(query, "join_request")) : nullptr;
  if (request) self.join_ = joinRequestIn(std::format("join_request={}", request));
  if (self.refusal_ != 0) soup_server_message_set_status(message, self.refusal_, nullptr);
  if (self.stall_) {
    self.stalled_ = static_cast<SoupServerMessage*>(g_object_ref(message));
    soup_server_message_pause(message);
  }
}

void ScriptedServer::opened(SoupServer* /*server*/, SoupServerMessage* /*message*/, const char* /*path*/,
                            SoupWebsocketConnection* connection, gpointer data) noexcept {
  auto& self = *static_cast<ScriptedServer*>(data);
  self.connection_ = static_cast<SoupWebsocketConnection*>(g_object_ref(connection));
  g_signal_connect(connection, "message", G_CALLBACK(received), data);
  g_signal_connect(connection, "closed", G_CALLBACK(closed), data);
  if (self.opened_) self.opened_();
}

void ScriptedServer::received(SoupWebsocketConnection* /*connection*/, int /*type*/, GBytes* message,
                              gpointer data) noexcept {
  auto& self = *static_cast<ScriptedServer*>(data);
  gsize size = 0;
  const void* bytes = g_bytes_get_data(message, &size);
  ::livekit::SignalRequest request;
  if (!request.ParseFromArray(bytes, static_cast<int>(size))) {
    ADD_FAILURE() << "the client sent what is no SignalRequest";
    return;
  }
  self.requests_.push_back(request);
  if (self.requested_) self.requested_(request);
}

void ScriptedServer::closed(SoupWebsocketConnection* /*connection*/, gpointer data) noexcept {
  static_cast<ScriptedServer*>(data)->gone_ = true;
}

void ScriptedServer::send(const ::livekit::SignalResponse& response) { sendBytes(response.SerializeAsString()); }

void ScriptedServer::sendBytes(const std::string& bytes) {
  soup_websocket_connection_send_binary(connection_, bytes.data(), bytes.size());
}

void ScriptedServer::sendText(const std::string& text) {
  soup_websocket_connection_send_text(connection_, text.c_str());
}

void ScriptedServer::close(unsigned short code) { soup_websocket_connection_close(connection_, code, nullptr); }

void ScriptedServer::shutWriting() {
  GIOStream* stream = soup_websocket_connection_get_io_stream(connection_);
  GIOStream* base = nullptr;
  g_object_get(stream, "base-iostream", &base, nullptr);
  GSocket* socket = g_socket_connection_get_socket(G_SOCKET_CONNECTION(base));
  g_socket_shutdown(socket, FALSE, TRUE, nullptr);
  g_object_unref(base);
}

}  // namespace rotonde::test
