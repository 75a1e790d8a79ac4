// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/calendar/ics_source.hpp"

#include "firmware/calendar/ical_reader.hpp"
#include "firmware/calendar/ical_time.hpp"
#include "firmware/calendar/url.hpp"

#include <gio/gio.h>

#include <format>
#include <fstream>
#include <functional>
#include <memory>
#include <system_error>
#include <utility>

namespace rotonde::calendar {
namespace {

std::string hashOf(std::string_view text) {
  const std::unique_ptr<char, decltype(&g_free)> sum(
      g_compute_checksum_for_data(G_CHECKSUM_SHA256, reinterpret_cast<const guchar*>(text.data()), text.size()),
      g_free);
  return sum.get();
}

std::string withoutWebcal(const std::string& url) {
  for (const std::string_view scheme : {"webcal://", "webcals://"}) {
    if (url.starts_with(scheme)) return "https://" + url.substr(scheme.size());
  }
  return url;
}

milliseconds retryAfter(const net::HttpResponse& response) {
  const auto text = response.header("Retry-After");
  const auto value = text ? parseInteger(*text) : std::nullopt;
  return value && *value > 0 ? milliseconds(std::chrono::seconds(*value)) : milliseconds(0);
}

std::unexpected<Error> failure(const net::HttpResponse& response) {
  switch (response.status) {
    case 401:
    case 403:
      return askHuman(
          std::format("the calendar server refuses access ({}); its feed URL may have been revoked, "
                      "publish the calendar again",
                      response.status));
    case 404:
    case 410:
      return askHuman(
          std::format("the calendar server knows no such feed ({}); check the feed's URL", response.status));
    default:
      return tryLater(std::format("the calendar server answered {}; it is asked again by itself", response.status),
                      retryAfter(response));
  }
}

}  // namespace

IcsHttpSource::IcsHttpSource(net::HttpClient& http, const Secret& url)
    : http_(http), url_(withoutWebcal(url.reveal())) {}

std::string IcsHttpSource::identity() const { return "ics " + hashOf(url_.reveal()); }

void IcsHttpSource::forget() {
  etag_.clear();
  lastModified_.clear();
  bodyHash_.clear();
}

Handle IcsHttpSource::watch(std::function<void()>) { return {}; }

Handle IcsHttpSource::fetch(std::function<void(Result<SourceContent>)> done) {
  net::HttpRequest request;
  request.url = url_;
  request.headers = {{"Accept", "text/calendar, text/plain;q=0.5, */*;q=0.1"}};
  if (!etag_.empty()) request.headers.emplace_back("If-None-Match", etag_);
  if (!lastModified_.empty()) request.headers.emplace_back("If-Modified-Since", lastModified_);
  request.maxBodyBytes = IcalLimits{}.bodyBytes;
  request.followRedirects = true;
  return http_.send(std::move(request), [this, done = std::move(done)](Result<net::HttpResponse> response) {
    if (!response) {
      done(std::unexpected(std::move(response.error())));
    } else {
      done(take(*response));
    }
  });
}

Result<SourceContent> IcsHttpSource::take(const net::HttpResponse& response) {
  const bool known = !bodyHash_.empty();
  if (response.status == 304 && known) return SourceContent{.unchanged = true, .validated = true};
  if (response.status != 200) return failure(response);
  etag_ = response.header("ETag").value_or("");
  lastModified_ = response.header("Last-Modified").value_or("");
  const bool validated = !etag_.empty() || !lastModified_.empty();
  // Some publishers never give validators: an equal body needs no reading.
  std::string hash = hashOf(response.body);
  if (known && hash == bodyHash_) return SourceContent{.unchanged = true, .validated = validated};
  bodyHash_ = std::move(hash);
  return SourceContent{.validated = validated, .objects = {{"feed", response.body}}};
}

IcsFileSource::IcsFileSource(Runtime& runtime, std::filesystem::path path)
    : runtime_(runtime), path_(std::move(path)) {}

std::string IcsFileSource::identity() const { return "file " + hashOf(path_.string()); }

void IcsFileSource::forget() { last_.reset(); }

Handle IcsFileSource::fetch(std::function<void(Result<SourceContent>)> done) {
  return runtime_.after(milliseconds(0), [this, done = std::move(done)] { done(read()); });
}

Result<SourceContent> IcsFileSource::read() {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path_, error)) {
    return askHuman("the calendar file does not exist or is no regular file; check the feed's path");
  }
  const Stamp now{std::filesystem::last_write_time(path_, error), std::filesystem::file_size(path_, error)};
  if (last_ == now) return SourceContent{.unchanged = true, .validated = true};
  if (now.size > IcalLimits{}.bodyBytes) return askHuman("the calendar file is larger than 10 MiB; publish less");
  std::ifstream file(path_, std::ios::binary);
  std::string text(now.size, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (!file.is_open() || file.bad()) return askHuman("the calendar file cannot be read; check its permissions");
  last_ = now;
  return SourceContent{.validated = true, .objects = {{"feed", std::move(text)}}};
}

Handle IcsFileSource::watch(std::function<void()> changed) {
  struct Watch {
    GFileMonitor* monitor;
    std::function<void()> changed;
  };
  GFile* file = g_file_new_for_path(path_.c_str());
  GFileMonitor* monitor = g_file_monitor_file(file, G_FILE_MONITOR_WATCH_MOVES, nullptr, nullptr);
  g_object_unref(file);
  if (monitor == nullptr) return {};
  g_file_monitor_set_rate_limit(monitor, 200);
  auto* watch = new Watch{monitor, std::move(changed)};
  constexpr auto kOnChange = +[](GFileMonitor*, GFile*, GFile*, GFileMonitorEvent event, gpointer data) noexcept {
    // Only when a writer is done: a file in the making is no calendar. What is missed here, the next poll sees.
    if (event != G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT && event != G_FILE_MONITOR_EVENT_RENAMED &&
        event != G_FILE_MONITOR_EVENT_MOVED_IN) {
      return;
    }
    // A copy: the callback may end this watch.
    const auto fn = static_cast<Watch*>(data)->changed;
    fn();
  };
  g_signal_connect(monitor, "changed", G_CALLBACK(kOnChange), watch);
  return Handle([watch] {
    g_signal_handlers_disconnect_by_data(watch->monitor, watch);
    g_file_monitor_cancel(watch->monitor);
    g_object_unref(watch->monitor);
    delete watch;
  });
}

Result<std::unique_ptr<CalendarSource>> makeIcsSource(Runtime& runtime, net::HttpClient& http, const Secret& feed) {
  const std::string text = withoutWebcal(feed.reveal());
  if (text.starts_with('/')) return std::make_unique<IcsFileSource>(runtime, text);
  if (text.starts_with("file://")) {
    const std::unique_ptr<char, decltype(&g_free)> path(g_filename_from_uri(text.c_str(), nullptr, nullptr), g_free);
    if (path) return std::make_unique<IcsFileSource>(runtime, path.get());
    return askHuman("the calendar feed is no usable file URL; write file:///folder/file.ics");
  }
  const auto url = parseUrl(text);
  if (!url) return askHuman("the calendar feed is no URL; write https://…, file:///… or an absolute path");
  if (url->scheme == "http" && !isLoopback(url->host)) {
    return askHuman("the calendar feed uses http; only https is safe enough, http serves for this machine alone");
  }
  return std::make_unique<IcsHttpSource>(http, Secret(text));
}

}  // namespace rotonde::calendar
