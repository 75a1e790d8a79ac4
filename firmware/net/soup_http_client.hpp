// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/net/http_client.hpp"
#include "firmware/net/settings.hpp"

#include <functional>
#include <memory>

namespace rotonde::net {

class Session;

/// HttpClient by libsoup. Connections are kept and reused; cookies are never kept. Main loop.
class SoupHttpClient : public HttpClient {
 public:
  /// AskHuman when `settings` cannot be used. Reads the CA file: at start or when the settings change.
  static Result<std::unique_ptr<SoupHttpClient>> create(const NetSettings& settings, Runtime& runtime);
  ~SoupHttpClient() override;

  /// For what is sent from now on. With settings that cannot be used all stays as it was.
  Result<void> configure(const NetSettings& settings);

  Handle send(HttpRequest request, std::function<void(Result<HttpResponse>)> done) override;

 private:
  SoupHttpClient(std::shared_ptr<Session> session, Runtime& runtime);

  // Given.
  Runtime& runtime_;
  // Owned together with the exchanges under way: libsoup ends a cancelled one later.
  std::shared_ptr<Session> session_;
};

}  // namespace rotonde::net
