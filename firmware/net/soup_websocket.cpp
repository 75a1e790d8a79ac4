// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/net/soup_websocket.hpp"

#include "firmware/base/log.hpp"
#include "firmware/net/message_meter.hpp"
#include "firmware/net/retry_after.hpp"
#include "firmware/net/soup_session.hpp"
#include "firmware/net/url_rules.hpp"

#include <format>
#include <utility>

namespace rotonde::net {
namespace {

constexpr guint64 kMostIncoming = 4U << 20U;
constexpr milliseconds kOpenTimeout{15'000};
constexpr int kAbnormalClosure = 1006;  // RFC 6455 §7.4.1: no closing handshake.

class SoupWebSocket : public WebSocket {
 public:
  SoupWebSocket(std::shared_ptr<Session> session, Runtime& runtime, Secret url, Listener& listener)
      : listener_(listener), runtime_(runtime), session_(std::move(session)), url_(std::move(url)) {}
  ~SoupWebSocket() override { abandon(); }

  void start(const Headers& headers);
  void send(std::span<const std::byte> message) override;
  void close() override;

 private:
  /// What the connect operation holds: it ends after its WebSocket may be gone.
  struct Opening {
    SoupWebSocket* socket;
  };
  static void opened(GObject* session, GAsyncResult* result, gpointer data) noexcept;
  static void messageReceived(SoupWebsocketConnection*, gint type, GBytes* message, gpointer data) noexcept;
  static void faulted(SoupWebsocketConnection*, GError* error, gpointer data) noexcept;
  static void closed(SoupWebsocketConnection*, gpointer data) noexcept;

  void take(GPtr<SoupWebsocketConnection> connection);
  Failure failureOf(const GError& error) const;
  void fail(const Failure& failure);
  void failLater(std::string message);
  void abandon();

  // Given.
  Listener& listener_;
  Runtime& runtime_;
  // Owned.
  std::shared_ptr<Session> session_;
  Secret url_;
  GPtr<SoupMessage> message_;
  GPtr<GCancellable> cancellable_;
  std::shared_ptr<const Session::TlsVerdict> verdict_;
  Opening* opening_ = nullptr;  // Owned by the operation under way.
  Handle timer_;
  GPtr<SoupWebsocketConnection> connection_;
  std::string fault_;
  bool ended_ = false;
};

void SoupWebSocket::start(const Headers& headers) {
  if (auto allowed = checkUrl(url_, UrlUse::WebSocket); !allowed) return failLater(allowed.error().message);
  message_.reset(soup_message_new("GET", url_.reveal().c_str()));
  if (!message_) return failLater("this is not a WebSocket address");
  verdict_ = session_->prepare(message_.get());
  SoupMessageHeaders* out = soup_message_get_request_headers(message_.get());
  for (const auto& [name, value] : headers) soup_message_headers_append(out, name.c_str(), value.c_str());
  cancellable_.reset(g_cancellable_new());
  opening_ = new Opening{this};
  timer_ = runtime_.after(kOpenTimeout, [this] {
    fail({0, std::format("{}: no answer within {} s", hostOf(url_), kOpenTimeout.count() / 1000), {}});
  });
  soup_session_websocket_connect_async(session_->get(), message_.get(), nullptr, nullptr, G_PRIORITY_DEFAULT,
                                       cancellable_.get(), opened, opening_);
}

void SoupWebSocket::opened(GObject* session, GAsyncResult* result, gpointer data) noexcept {
  const std::unique_ptr<Opening> opening(static_cast<Opening*>(data));
  GError* error = nullptr;
  GPtr<SoupWebsocketConnection> connection(
      soup_session_websocket_connect_finish(SOUP_SESSION(session), result, &error));
  const GErrorPtr owned(error);
  SoupWebSocket* self = opening->socket;
  if (!self) return;
  self->opening_ = nullptr;
  if (!connection) return self->fail(self->failureOf(*error));
  self->take(std::move(connection));
}

void SoupWebSocket::take(GPtr<SoupWebsocketConnection> connection) {
  timer_.reset();
  connection_ = withMessageLimit(std::move(connection), kMostIncoming);
  g_signal_connect(connection_.get(), "message", G_CALLBACK(messageReceived), this);
  g_signal_connect(connection_.get(), "error", G_CALLBACK(faulted), this);
  g_signal_connect(connection_.get(), "closed", G_CALLBACK(closed), this);
  listener_.webSocketOpened();
}

WebSocket::Failure SoupWebSocket::failureOf(const GError& error) const {
  const guint status = soup_message_get_status(message_.get());
  if (status == SOUP_STATUS_NONE) return {0, session_->explain(error, *verdict_, hostOf(url_)).message, {}};
  if (const auto refusal = Session::proxyRefusal(message_.get(), hostOf(url_))) return {0, refusal->message, {}};
  Failure failure{static_cast<int>(status), {}, {}};
  const char* phrase = soup_status_get_phrase(status);
  failure.message = std::format("{}: refused the WebSocket with {} {}", hostOf(url_), status, phrase ? phrase : "");
  const char* after = soup_message_headers_get_one(soup_message_get_response_headers(message_.get()), "Retry-After");
  if (after) failure.retryAfter = parseRetryAfter(after, runtime_.wall()).value_or(milliseconds(0));
  return failure;
}

void SoupWebSocket::messageReceived(SoupWebsocketConnection*, gint type, GBytes* message, gpointer data) noexcept {
  if (type != SOUP_WEBSOCKET_DATA_BINARY) return log::debug("net", "a text message on a WebSocket is ignored");
  gsize size = 0;
  const auto* start = static_cast<const std::byte*>(g_bytes_get_data(message, &size));
  static_cast<SoupWebSocket*>(data)->listener_.webSocketMessage({start, size});
}

void SoupWebSocket::faulted(SoupWebsocketConnection*, GError* error, gpointer data) noexcept {
  static_cast<SoupWebSocket*>(data)->fault_ = error->message;
}

void SoupWebSocket::closed(SoupWebsocketConnection* connection, gpointer data) noexcept {
  auto* self = static_cast<SoupWebSocket*>(data);
  if (std::exchange(self->ended_, true)) return;
  const int code = soup_websocket_connection_get_close_code(connection);
  const char* said = soup_websocket_connection_get_close_data(connection);
  const std::string reason = !self->fault_.empty() ? self->fault_ : (said ? said : "");
  self->listener_.webSocketClosed(code ? code : kAbnormalClosure, reason);
}

void SoupWebSocket::send(std::span<const std::byte> message) {
  if (!connection_ || soup_websocket_connection_get_state(connection_.get()) != SOUP_WEBSOCKET_STATE_OPEN) return;
  GBytes* bytes = g_bytes_new(message.data(), message.size());
  soup_websocket_connection_send_message(connection_.get(), SOUP_WEBSOCKET_DATA_BINARY, bytes);
  g_bytes_unref(bytes);
}

void SoupWebSocket::close() {
  if (ended_) return;
  if (!connection_) return failLater("closed before it was open");
  if (soup_websocket_connection_get_state(connection_.get()) == SOUP_WEBSOCKET_STATE_OPEN) {
    soup_websocket_connection_close(connection_.get(), SOUP_WEBSOCKET_CLOSE_NORMAL, nullptr);
  }
}

void SoupWebSocket::fail(const Failure& failure) {
  if (std::exchange(ended_, true)) return;
  abandon();
  listener_.webSocketFailed(failure);
}

void SoupWebSocket::failLater(std::string message) {
  timer_ = runtime_.after(milliseconds(0), [this, message = std::move(message)] { fail({0, message, {}}); });
}

void SoupWebSocket::abandon() {
  timer_.reset();
  if (opening_) std::exchange(opening_, nullptr)->socket = nullptr;
  if (cancellable_) g_cancellable_cancel(cancellable_.get());
  message_.reset();
  if (!connection_) return;
  g_signal_handlers_disconnect_by_data(connection_.get(), this);
  if (soup_websocket_connection_get_state(connection_.get()) != SOUP_WEBSOCKET_STATE_OPEN) return connection_.reset();
  // The closing handshake goes on without us: libsoup ends it after five seconds at the latest.
  SoupWebsocketConnection* left = connection_.release();
  const auto gone = +[](SoupWebsocketConnection* connection, gpointer) noexcept { g_object_unref(connection); };
  g_signal_connect(left, "closed", G_CALLBACK(gone), nullptr);
  soup_websocket_connection_close(left, SOUP_WEBSOCKET_CLOSE_NORMAL, nullptr);
}

}  // namespace

Result<std::unique_ptr<SoupWebSocketFactory>> SoupWebSocketFactory::create(const NetSettings& settings,
                                                                           Runtime& runtime) {
  auto session = Session::create(settings);
  if (!session) return std::unexpected(session.error());
  return std::unique_ptr<SoupWebSocketFactory>(new SoupWebSocketFactory(std::move(*session), runtime));
}

SoupWebSocketFactory::SoupWebSocketFactory(std::shared_ptr<Session> session, Runtime& runtime)
    : runtime_(runtime), session_(std::move(session)) {}

SoupWebSocketFactory::~SoupWebSocketFactory() = default;

Result<void> SoupWebSocketFactory::configure(const NetSettings& settings) {
  auto session = Session::create(settings);
  if (!session) return std::unexpected(session.error());
  session_ = std::move(*session);
  return {};
}

std::unique_ptr<WebSocket> SoupWebSocketFactory::connect(const Secret& url, const Headers& headers,
                                                         WebSocket::Listener& listener) {
  auto socket = std::make_unique<SoupWebSocket>(session_, runtime_, url, listener);
  socket->start(headers);
  return socket;
}

}  // namespace rotonde::net
