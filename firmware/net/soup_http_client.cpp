// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/net/soup_http_client.hpp"

#include "firmware/net/soup_session.hpp"
#include "firmware/net/url_rules.hpp"

#include <format>
#include <utility>

namespace rotonde::net {
namespace {

constexpr int kMostRedirects = 5;
constexpr gsize kChunk = 65'536;

bool isRedirect(guint status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

using UriPtr = std::unique_ptr<GUri, decltype([](GUri* uri) { g_uri_unref(uri); })>;

bool sameOrigin(GUri* one, GUri* other) {
  const char* host = g_uri_get_host(other);
  return host && g_ascii_strcasecmp(g_uri_get_host(one), host) == 0 && g_uri_get_port(one) == g_uri_get_port(other) &&
         std::string_view(g_uri_get_scheme(one)) == g_uri_get_scheme(other);
}

std::string seconds(milliseconds time) { return std::format("{} s", static_cast<double>(time.count()) / 1000); }

/// One request and the redirects after it. Shared by the caller's handle and the libsoup operation under way: a
/// cancelled operation still ends later on the loop.
class Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  using Done = std::function<void(Result<HttpResponse>)>;
  Exchange(std::shared_ptr<Session> session, Runtime& runtime, HttpRequest request, Done done)
      : runtime_(runtime), session_(std::move(session)), request_(std::move(request)), done_(std::move(done)) {}

  void start() {
    total_ = runtime_.after(request_.timeout, [this] { expire("no answer within " + seconds(request_.timeout)); });
    open();
  }
  void cancel() {
    done_ = nullptr;
    stop();
  }

 private:
  void open();
  void addHeaders();
  void expire(const std::string& what) { finish(tryLater(std::format("{}: {}", hostOf(request_.url), what))); }
  void redirect();
  void read();
  void finish(Result<HttpResponse> result);
  void finishLater(Result<HttpResponse> result);
  void stop() {
    total_.reset();
    stopMessage();
  }
  void stopMessage();
  Result<HttpResponse> failed(GError* raw) const;

  static void starting(SoupMessage*, gpointer data) noexcept { static_cast<Exchange*>(data)->connect_.reset(); }
  static void answered(GObject* session, GAsyncResult* result, gpointer data) noexcept;
  static void chunkRead(GObject* stream, GAsyncResult* result, gpointer data) noexcept;
  /// The reference that a libsoup operation holds.
  gpointer held() { return new std::shared_ptr<Exchange>(shared_from_this()); }
  static std::shared_ptr<Exchange> release(gpointer data) {
    const std::unique_ptr<std::shared_ptr<Exchange>> holder(static_cast<std::shared_ptr<Exchange>*>(data));
    return std::move(*holder);
  }

  // Given.
  Runtime& runtime_;
  // Owned.
  std::shared_ptr<Session> session_;
  HttpRequest request_;
  Done done_;
  Handle total_;
  Handle connect_;
  GPtr<GCancellable> cancellable_;
  GPtr<SoupMessage> message_;
  GPtr<GInputStream> stream_;
  gulong startingSignal_ = 0;
  std::shared_ptr<const Session::TlsVerdict> verdict_;
  std::string body_;
  int redirects_ = 0;
};

void Exchange::open() {
  if (auto allowed = checkUrl(request_.url, UrlUse::Http); !allowed)
    return finishLater(std::unexpected(allowed.error()));
  message_.reset(soup_message_new(request_.method.c_str(), request_.url.reveal().c_str()));
  if (!message_) return finishLater(refused("this is not an HTTP address"));
  verdict_ = session_->prepare(message_.get());
  // libsoup opens a new connection for every POST that it does not know to be harmless.
  if (request_.repeatable) soup_message_add_flags(message_.get(), SOUP_MESSAGE_IDEMPOTENT);
  addHeaders();
  connect_ = runtime_.after(request_.connectTimeout,
                            [this] { expire("no connection within " + seconds(request_.connectTimeout)); });
  startingSignal_ = g_signal_connect(message_.get(), "starting", G_CALLBACK(starting), this);
  cancellable_.reset(g_cancellable_new());
  soup_session_send_async(session_->get(), message_.get(), G_PRIORITY_DEFAULT, cancellable_.get(), answered, held());
}

void Exchange::addHeaders() {
  SoupMessageHeaders* headers = soup_message_get_request_headers(message_.get());
  for (const auto& [name, value] : request_.headers) soup_message_headers_append(headers, name.c_str(), value.c_str());
  if (request_.contentType.empty() && request_.body.empty()) return;
  GBytes* body = g_bytes_new(request_.body.data(), request_.body.size());
  const char* type = request_.contentType.empty() ? nullptr : request_.contentType.c_str();
  soup_message_set_request_body_from_bytes(message_.get(), type, body);
  g_bytes_unref(body);
}

void Exchange::answered(GObject* session, GAsyncResult* result, gpointer data) noexcept {
  const auto self = release(data);
  GError* error = nullptr;
  GPtr<GInputStream> stream(soup_session_send_finish(SOUP_SESSION(session), result, &error));
  const GErrorPtr owned(error);
  if (!self->done_) return;
  if (!stream) return self->finish(self->failed(error));
  if (auto refusal = Session::proxyRefusal(self->message_.get(), hostOf(self->request_.url))) {
    return self->finish(std::unexpected(*refusal));
  }
  self->connect_.reset();
  self->stream_ = std::move(stream);
  if (self->request_.followRedirects && isRedirect(soup_message_get_status(self->message_.get())))
    return self->redirect();
  const goffset announced =
      soup_message_headers_get_content_length(soup_message_get_response_headers(self->message_.get()));
  if (announced > 0 && static_cast<std::size_t>(announced) > self->request_.maxBodyBytes) {
    return self->finish(refused(std::format("{}: the answer announces {} bytes, more than the {} that are accepted",
                                            hostOf(self->request_.url), announced, self->request_.maxBodyBytes)));
  }
  self->read();
}

void Exchange::redirect() {
  const char* location = soup_message_headers_get_one(soup_message_get_response_headers(message_.get()), "Location");
  const std::string host = hostOf(request_.url);
  if (!location) return finish(refused(host + ": redirects without saying where"));
  if (++redirects_ > kMostRedirects) return finish(refused(host + ": redirects more than 5 times"));
  GUri* before = soup_message_get_uri(message_.get());
  UriPtr after(g_uri_parse_relative(before, location, static_cast<GUriFlags>(SOUP_HTTP_URI_FLAGS), nullptr));
  if (!after) return finish(refused(host + ": redirects to something that is no address"));
  if (std::string_view(g_uri_get_scheme(before)) == "https" &&
      std::string_view(g_uri_get_scheme(after.get())) != "https") {
    return finish(refused(host + ": redirects from https to an unprotected address"));
  }
  const bool same = sameOrigin(before, after.get());
  if (!same) {
    // What identifies the room to one server is none of another's business.
    std::erase_if(request_.headers, [](const auto& header) {
      return g_ascii_strcasecmp(header.first.c_str(), "Authorization") == 0 ||
             g_ascii_strcasecmp(header.first.c_str(), "Cookie") == 0;
    });
  }
  const guint status = soup_message_get_status(message_.get());
  if (status == 303 || (status <= 302 && request_.method == "POST")) {
    request_.method = request_.method == "HEAD" ? "HEAD" : "GET";
    request_.body.clear();
    request_.contentType.clear();
  }
  if (same && g_uri_get_userinfo(before))
    after.reset(soup_uri_copy(after.get(), SOUP_URI_USER, g_uri_get_user(before), SOUP_URI_PASSWORD,
                              g_uri_get_password(before), SOUP_URI_NONE));
  char* text = g_uri_to_string(after.get());
  request_.url = Secret(text);
  g_free(text);
  stopMessage();
  open();
}

void Exchange::read() {
  g_input_stream_read_bytes_async(stream_.get(), kChunk, G_PRIORITY_DEFAULT, cancellable_.get(), chunkRead, held());
}

void Exchange::chunkRead(GObject* stream, GAsyncResult* result, gpointer data) noexcept {
  const auto self = release(data);
  GError* error = nullptr;
  const std::unique_ptr<GBytes, decltype([](GBytes* bytes) { g_bytes_unref(bytes); })> bytes(
      g_input_stream_read_bytes_finish(G_INPUT_STREAM(stream), result, &error));
  const GErrorPtr owned(error);
  if (!self->done_) return;
  if (!bytes) return self->finish(self->failed(error));
  gsize size = 0;
  const auto* start = static_cast<const char*>(g_bytes_get_data(bytes.get(), &size));
  if (self->body_.size() + size > self->request_.maxBodyBytes) {
    return self->finish(refused(std::format("{}: the answer is larger than the {} bytes that are accepted",
                                            hostOf(self->request_.url), self->request_.maxBodyBytes)));
  }
  self->body_.append(start, size);
  if (size > 0) return self->read();

  HttpResponse response{.status = static_cast<int>(soup_message_get_status(self->message_.get())),
                        .body = std::move(self->body_)};
  soup_message_headers_foreach(
      soup_message_get_response_headers(self->message_.get()),
      [](const char* name, const char* value, gpointer headers) {
        static_cast<Headers*>(headers)->emplace_back(name, value);
      },
      &response.headers);
  self->finish(std::move(response));
}

Result<HttpResponse> Exchange::failed(GError* raw) const {
  return std::unexpected(session_->explain(*raw, *verdict_, hostOf(request_.url)));
}

void Exchange::finish(Result<HttpResponse> result) {
  const auto keep = shared_from_this();
  const auto done = std::exchange(done_, nullptr);
  stop();
  if (done) done(std::move(result));
}

void Exchange::finishLater(Result<HttpResponse> result) {
  runtime_.post([weak = weak_from_this(), result = std::move(result)] {
    if (const auto self = weak.lock()) self->finish(result);
  });
}

void Exchange::stopMessage() {
  connect_.reset();
  if (message_ && startingSignal_) g_signal_handler_disconnect(message_.get(), std::exchange(startingSignal_, 0));
  if (cancellable_) g_cancellable_cancel(cancellable_.get());
  stream_.reset();
  message_.reset();
  cancellable_.reset();
}

}  // namespace

Result<std::unique_ptr<SoupHttpClient>> SoupHttpClient::create(const NetSettings& settings, Runtime& runtime) {
  auto session = Session::create(settings);
  if (!session) return std::unexpected(session.error());
  return std::unique_ptr<SoupHttpClient>(new SoupHttpClient(std::move(*session), runtime));
}

SoupHttpClient::SoupHttpClient(std::shared_ptr<Session> session, Runtime& runtime)
    : runtime_(runtime), session_(std::move(session)) {}

SoupHttpClient::~SoupHttpClient() = default;

Result<void> SoupHttpClient::configure(const NetSettings& settings) {
  auto session = Session::create(settings);
  if (!session) return std::unexpected(session.error());
  session_ = std::move(*session);
  return {};
}

Handle SoupHttpClient::send(HttpRequest request, std::function<void(Result<HttpResponse>)> done) {
  auto exchange = std::make_shared<Exchange>(session_, runtime_, std::move(request), std::move(done));
  exchange->start();
  return Handle([exchange = std::move(exchange)] { exchange->cancel(); });
}

}  // namespace rotonde::net
