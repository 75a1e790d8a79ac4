// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/visio/visio_actions.hpp"

#include "firmware/visio/answers.hpp"
#include "firmware/visio/visio_api.hpp"

#include <array>
#include <format>
#include <utility>

namespace rotonde::visio {
namespace {

constexpr std::array kSchemes{"Bearer", "X-LiveKit-Token"};

Result<void> resultOf(const std::string& host, const Result<net::HttpResponse>& answer) {
  if (!answer) return std::unexpected(answer.error());
  switch (answer->status) {
    case 200:
      return {};
    case 400:
      return askHuman(std::format("{}: does not take this value; a name has 1 to 255 characters", host));
    case 403:
      return refused(
          std::format("{}: does not know the room's token any more; leave the meeting and join again", host));
    case 404:
    case 405:
      return refused(std::format("{}: cannot do this: it is older than Visio 1.14, or the room has just gone", host));
    default:
      return tryLater(std::format("{}: answered {}; try again", host, answer->status));
  }
}

}  // namespace

/// One action, until it is answered.
struct VisioActions::Attempt {
  calendar::MeetingLink link;
  Secret token;
  std::string route;
  std::string body;
  Done done;
  std::size_t scheme = 0;
  bool again = false;
  Handle request;
};

Handle VisioActions::act(const calendar::MeetingLink& link, const Secret& token, std::string route, std::string body,
                         Done done) {
  // The caller's handle holds it; answers find it only while that lives.
  auto attempt = std::make_shared<Attempt>();
  attempt->link = link;
  attempt->token = token;
  attempt->route = std::move(route);
  attempt->body = std::move(body);
  attempt->done = std::move(done);
  if (const auto known = schemes_.find(link.host); known != schemes_.end()) attempt->scheme = known->second;
  send(attempt);
  return Handle([attempt]() mutable { attempt.reset(); });
}

void VisioActions::send(const std::shared_ptr<Attempt>& attempt) {
  attempt->request =
      http_.send(actionRequest(attempt->link, attempt->route, kSchemes[attempt->scheme], attempt->token, attempt->body),
                 [this, weak = std::weak_ptr(attempt)](const Result<net::HttpResponse>& answer) {
                   if (const auto alive = weak.lock()) answered(alive, answer);
                 });
}

void VisioActions::answered(const std::shared_ptr<Attempt>& attempt, const Result<net::HttpResponse>& answer) {
  if (answer && answer->status == 403 && !std::exchange(attempt->again, true)) {
    attempt->scheme = 1 - attempt->scheme;
    return send(attempt);
  }
  if (answer && answer->status == 200) schemes_[attempt->link.host] = attempt->scheme;
  const Done done = std::move(attempt->done);
  done(resultOf(attempt->link.host, answer));
}

Handle VisioActions::raiseHand(const calendar::MeetingLink& link, const Secret& token, bool raised, Done done) {
  return act(link, token, "toggle-hand", writeHandBody(raised), std::move(done));
}

Handle VisioActions::rename(const calendar::MeetingLink& link, const Secret& token, const std::string& name,
                            Done done) {
  return act(link, token, "rename", writeNameBody(name), std::move(done));
}

Handle VisioActions::askAccess(const calendar::MeetingLink& link, std::function<void(Result<std::string>)> done) {
  return http_.send(lookupRequest(link, ""),
                    [host = link.host, done = std::move(done)](const Result<net::HttpResponse>& answer) {
                      if (!answer) return done(std::unexpected(answer.error()));
                      if (answer->status != 200)
                        return done(tryLater(std::format("{}: answered {}", host, answer->status)));
                      const auto room = readRoomAnswer(answer->body);
                      if (!room) return done(std::unexpected(room.error()));
                      done(room->accessLevel);
                    });
}

}  // namespace rotonde::visio
