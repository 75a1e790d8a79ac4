// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/calendar/agenda.hpp"
#include "firmware/net/http_client.hpp"
#include "firmware/visio/answers.hpp"

#include <functional>
#include <string>

namespace rotonde::visio {

/// The requests that the room makes under https://HOST/api/v1.0/. Every route ends in "/": without it the server
/// redirects, and a redirected POST arrives as a GET.
net::HttpRequest configRequest(const std::string& host);
net::HttpRequest lookupRequest(const calendar::MeetingLink& link, const std::string& username);
net::HttpRequest entryRequest(const calendar::MeetingLink& link, const std::string& username,
                              const std::string& participantId);

/// A route under rooms/ROOM/ whose login is the LiveKit token.
net::HttpRequest actionRequest(const calendar::MeetingLink& link, const std::string& route, const std::string& scheme,
                               const Secret& token, const std::string& body);

/// Asks an instance about itself: its health probe. `done` as in HttpClient::send.
Handle probeInstance(net::HttpClient& http, const std::string& host, std::function<void(Result<Instance>)> done);

}  // namespace rotonde::visio
