// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/runtime.hpp"
#include "firmware/base/secret.hpp"
#include "firmware/calendar/calendar_source.hpp"
#include "firmware/net/http_client.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace rotonde::calendar {

/// An ICS feed over https (http on loopback), with conditional requests (RFC 9110 §13).
class IcsHttpSource : public CalendarSource {
 public:
  /// Borrows `http`. `url` may begin with webcal:// or webcals://, which stand for https.
  IcsHttpSource(net::HttpClient& http, const Secret& url);

  std::string identity() const override;
  Handle fetch(std::function<void(Result<SourceContent>)> done) override;
  void forget() override;
  Handle watch(std::function<void()> changed) override;

 private:
  Result<SourceContent> take(const net::HttpResponse& response);

  net::HttpClient& http_;
  Secret url_;
  std::string etag_;
  std::string lastModified_;
  std::string bodyHash_;
};

/// An ICS file, read when its modification time or size changed. A FIFO or a device is refused.
class IcsFileSource : public CalendarSource {
 public:
  /// Borrows `runtime`.
  IcsFileSource(Runtime& runtime, std::filesystem::path path);

  std::string identity() const override;
  Handle fetch(std::function<void(Result<SourceContent>)> done) override;
  void forget() override;
  /// By GFileMonitor on the main context of the caller.
  Handle watch(std::function<void()> changed) override;

 private:
  struct Stamp {
    std::filesystem::file_time_type time;
    std::uintmax_t size = 0;
    friend bool operator==(const Stamp&, const Stamp&) = default;
  };
  Result<SourceContent> read();

  Runtime& runtime_;
  std::filesystem::path path_;
  std::optional<Stamp> last_;
};

/// The source for a feed as the configuration writes it: https://, http:// (loopback), webcal://, file:// or an
/// absolute path. AskHuman for anything else. Borrows both.
Result<std::unique_ptr<CalendarSource>> makeIcsSource(Runtime& runtime, net::HttpClient& http, const Secret& feed);

}  // namespace rotonde::calendar
