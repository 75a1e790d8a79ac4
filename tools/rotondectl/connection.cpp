// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "tools/rotondectl/connection.hpp"

#include <gio/gunixsocketaddress.h>

#include <array>
#include <format>
#include <utility>

namespace rotonde::rotondectl {

namespace v1 = control::v1;

namespace {

constexpr std::size_t kReadSize = std::size_t{64} * 1024;

std::string takeText(GError* error) {
  std::string text = error ? error->message : "the connection was closed";
  g_clear_error(&error);
  return text;
}

Error explain(GError* error, const std::string& socket) {
  const bool denied = g_error_matches(error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  std::string text = takeText(error);
  if (denied)
    return {ErrorKind::AskHuman,
            std::format("{} may not be opened: {}; use sudo or join the socket's group", socket, text),
            {}};
  return {ErrorKind::TryLater,
          std::format(
              "the service does not answer on {}: {}; is rotonded running (systemctl status rotonded), and is this its "
              "socket (--socket, ROTONDE_SOCKET)?",
              socket, text),
          {}};
}

}  // namespace

Result<std::unique_ptr<Connection>> Connection::open(const std::string& socket) {
  GSocketClient* client = g_socket_client_new();
  GSocketAddress* address = g_unix_socket_address_new(socket.c_str());
  GError* error = nullptr;
  GSocketConnection* connected = g_socket_client_connect(client, G_SOCKET_CONNECTABLE(address), nullptr, &error);
  g_object_unref(address);
  g_object_unref(client);
  if (!connected) return std::unexpected(explain(error, socket));
  std::unique_ptr<Connection> connection(new Connection(connected));
  v1::Request hello;
  hello.mutable_hello()->set_client("rotondectl");
  hello.mutable_hello()->set_api_version("1.0");
  if (auto welcome = connection->ask(std::move(hello)); !welcome) return std::unexpected(welcome.error());
  return connection;
}

Connection::~Connection() { g_object_unref(connection_); }

Result<v1::Result> Connection::ask(v1::Request request) {
  request.set_id(++lastId_);
  const std::string bytes = control::frame(request.SerializeAsString());
  GError* error = nullptr;
  GOutputStream* out = g_io_stream_get_output_stream(G_IO_STREAM(connection_));
  if (!g_output_stream_write_all(out, bytes.data(), bytes.size(), nullptr, nullptr, &error))
    return tryLater("the request could not be sent: " + takeText(error));
  std::string data;
  while (true) {
    auto reply = read();
    if (!reply) return std::unexpected(reply.error());
    if (reply->has_event() || (reply->id() != lastId_ && reply->id() != 0)) continue;
    if (reply->has_error()) return refused(reply->error().message());
    data += reply->result().data();
    if (reply->result().more()) continue;
    if (reply->result().has_data()) reply->mutable_result()->set_data(std::move(data));
    return std::move(*reply->mutable_result());
  }
}

Result<v1::Event> Connection::nextEvent() {
  while (true) {
    auto reply = read();
    if (!reply) return std::unexpected(reply.error());
    if (reply->has_error()) return refused(reply->error().message());
    if (reply->has_event()) return std::move(*reply->mutable_event());
  }
}

Result<v1::Reply> Connection::read() {
  GInputStream* in = g_io_stream_get_input_stream(G_IO_STREAM(connection_));
  while (true) {
    const auto body = reader_.next();
    if (!body) return std::unexpected(body.error());
    if (const auto& frame = *body) {
      v1::Reply reply;
      if (!reply.ParseFromString(*frame)) return bug("the service sent a frame that holds no reply");
      return reply;
    }
    std::array<char, kReadSize> buffer;
    GError* error = nullptr;
    const gssize size = g_input_stream_read(in, buffer.data(), buffer.size(), nullptr, &error);
    if (size <= 0) return tryLater("the service ended the connection: " + takeText(error));
    reader_.append({buffer.data(), static_cast<std::size_t>(size)});
  }
}

}  // namespace rotonde::rotondectl
