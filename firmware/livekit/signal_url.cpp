// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/livekit/signal_url.hpp"

#include <google/protobuf/io/gzip_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <cstdint>
#include <utility>

namespace rotonde::livekit {
namespace {

std::string gzip(const wire::JoinRequest& request) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream output(&bytes);
    google::protobuf::io::GzipOutputStream::Options options;
    options.format = google::protobuf::io::GzipOutputStream::GZIP;
    options.compression_level = 9;
    google::protobuf::io::GzipOutputStream zipped(&output, options);
    request.SerializeToZeroCopyStream(&zipped);
    zipped.Close();
  }
  return bytes;
}

/// "https://" → "wss://", "http://" → "ws://"; empty when the scheme is none of the four.
std::string withWebSocketScheme(const std::string& url) {
  for (const auto& [from, to] : {std::pair<std::string_view, std::string_view>{"https://", "wss://"},
                                 {"http://", "ws://"},
                                 {"wss://", "wss://"},
                                 {"ws://", "ws://"}}) {
    if (url.starts_with(from)) return std::string(to) + url.substr(from.size());
  }
  return {};
}

}  // namespace

std::string base64UrlForQuery(std::string_view bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    for (std::size_t j = 0; j < 3; ++j) {
      group = group << 8U | (j < count ? static_cast<std::uint8_t>(bytes[i + j]) : 0U);
    }
    for (std::size_t j = 0; j <= count; ++j) text.push_back(kDigits[group >> (18U - 6U * j) & 63U]);
    for (std::size_t j = count; j < 3; ++j) text += "%3D";
  }
  return text;
}

Result<Secret> joinUrl(const Secret& base, const wire::JoinRequest& request) {
  std::string url = withWebSocketScheme(base.reveal());
  if (url.empty()) return refused("livekit: the server's URL is neither https:// nor wss://");
  url.resize(std::min(url.find('#'), url.size()));
  std::string query;
  if (const auto mark = url.find('?'); mark != std::string::npos) {
    query = url.substr(mark + 1);
    url.resize(mark);
  }
  while (url.ends_with('/')) url.pop_back();
  wire::WrappedJoinRequest wrapped;
  wrapped.set_compression(wire::WrappedJoinRequest::GZIP);
  wrapped.set_join_request(gzip(request));
  url += "/rtc/v1?";
  if (!query.empty()) url += query + "&";
  url += "join_request=" + base64UrlForQuery(wrapped.SerializeAsString());
  return Secret(std::move(url));
}

}  // namespace rotonde::livekit
