// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/net/http_client.hpp"
#include "firmware/visio/room_actions.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <string>

namespace rotonde::visio {

/// The routes whose login is the LiveKit token (docs/visio.md). A 403 is answered by one try with the other scheme of
/// the Authorization header; the one that worked is remembered for the host.
class VisioActions : public RoomActions {
 public:
  explicit VisioActions(net::HttpClient& http) : http_(http) {}

  Handle raiseHand(const calendar::MeetingLink& link, const Secret& token, bool raised, Done done) override;
  Handle rename(const calendar::MeetingLink& link, const Secret& token, const std::string& name, Done done) override;
  Handle askAccess(const calendar::MeetingLink& link, std::function<void(Result<std::string>)> done) override;

 private:
  struct Attempt;

  Handle act(const calendar::MeetingLink& link, const Secret& token, std::string route, std::string body, Done done);
  void send(const std::shared_ptr<Attempt>& attempt);
  void answered(const std::shared_ptr<Attempt>& attempt, const Result<net::HttpResponse>& answer);

  net::HttpClient& http_;
  std::map<std::string, std::size_t> schemes_;  ///< By host; index of the scheme that works.
};

}  // namespace rotonde::visio
