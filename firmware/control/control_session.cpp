// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/control/control_session.hpp"

#include "firmware/base/log.hpp"
#include "firmware/base/nearest.hpp"
#include "firmware/control/path.hpp"

#include <algorithm>
#include <format>
#include <utility>

namespace rotonde::control {

namespace {

constexpr const char* kApiVersion = "1.0";
constexpr std::size_t kDataPiece = std::size_t{512} * 1024;
constexpr const char* kSecretShown = "***";

v1::Error::Kind kindOf(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::TryLater:
      return v1::Error::NOT_READY;
    case ErrorKind::AskHuman:
      return v1::Error::BAD_VALUE;
    case ErrorKind::Refused:
      return v1::Error::CONFLICT;
    case ErrorKind::Bug:
      return v1::Error::FAILED;
  }
  return v1::Error::FAILED;
}

/// The same path with each name written the one way that events use.
std::string canonical(std::string_view text) {
  std::string path;
  for (const std::string& name : parsePath(text).value_or(Path{})) path = childPath(path, name);
  return path;
}

std::string noSuchPath(const std::string& path) {
  return std::format("the status has no path `{}`; get STATUS without a path shows the tree", printable(path));
}

}  // namespace

ControlSession::ControlSession(const ControlServer::Ports& ports, GSocket* socket, Identity identity,
                               std::function<void()> ended)
    : ports_(ports), identity_(std::move(identity)), ended_(std::move(ended)), channel_(socket, *this) {
  helloTimer_ = ports_.runtime.after(
      kHelloWithin, [this] { turnAway(v1::Error::NOT_READY, std::format("no hello came within {}", kHelloWithin)); });
}

ControlSession::~ControlSession() = default;

void ControlSession::tell(const v1::Event& delta) {
  if (over_ || turnedAway_ || view_.prefixes.empty()) return;
  const v1::Event event = restrictTo(view_, delta);
  if (!event.changed().empty() || !event.removed().empty()) sendEvent(event);
}

void ControlSession::turnAway(v1::Error::Kind kind, const std::string& message) {
  if (over_ || std::exchange(turnedAway_, true)) return;
  // A client that does not even read why it is turned away is not waited for.
  helloTimer_ = ports_.runtime.after(kHelloWithin, [this] { end(); });
  channel_.stopReading();
  log::warning("control", "client {} is turned away: {}", origin_.empty() ? "without hello" : origin_, message);
  sendError(0, kind, message);
}

void ControlSession::onFrame(const std::string& body) {
  v1::Request request;
  if (!request.ParseFromString(body))
    return turnAway(v1::Error::BAD_VALUE,
                    "a frame held no rotonde.control.v1.Request; each frame is a 4-byte "
                    "big-endian length and one message");
  if (origin_.empty() && !request.has_hello())
    return turnAway(v1::Error::NOT_READY, "the first request on a connection must be hello");
  answer(request);
}

void ControlSession::onEnd(const std::string& error) {
  if (!error.empty()) return turnAway(v1::Error::LIMIT, error);
  requestsEnded_ = true;
  helloTimer_.reset();
  endIfServed();
}

void ControlSession::onDrained() {
  bulk_ = 0;
  if (turnedAway_) return end();
  endIfServed();
}

void ControlSession::endIfServed() {
  if (requestsEnded_ && running_ == 0 && view_.prefixes.empty() && channel_.queuedBytes() == 0) end();
}

void ControlSession::end() {
  if (std::exchange(over_, true)) return;
  helloTimer_.reset();
  channel_.stopReading();
  ended_();
}

void ControlSession::answer(const v1::Request& request) {
  switch (request.what_case()) {
    case v1::Request::kHello:
      return answerHello(request);
    case v1::Request::kGet:
      return answerGet(request);
    case v1::Request::kSet:
      return answerSet(request);
    case v1::Request::kCommand:
      return answerCommand(request);
    case v1::Request::kSubscribe:
      return answerSubscribe(request);
    case v1::Request::WHAT_NOT_SET:
      break;
  }
  sendError(request.id(), v1::Error::UNKNOWN,
            std::format("the request is none that this service knows; it speaks version {}", kApiVersion));
}

void ControlSession::answerHello(const v1::Request& request) {
  if (!origin_.empty()) return sendError(request.id(), v1::Error::CONFLICT, "hello was said before on this connection");
  const std::string& version = request.hello().api_version();
  if (!version.empty() && version != "1" && !version.starts_with("1."))
    return turnAway(v1::Error::UNKNOWN,
                    std::format("version {} is asked for, this service speaks {}", printable(version), kApiVersion));
  helloTimer_.reset();
  const std::string name = printable(request.hello().client());
  origin_ = std::format("{}#{}", name.empty() ? "client" : name, identity_.number);
  log::debug("control", "{} has the role {}", origin_, roleName(identity_.role));
  v1::Reply reply;
  v1::Welcome& welcome = *reply.mutable_result()->mutable_welcome();
  welcome.set_api_version(kApiVersion);
  welcome.set_role(identity_.role);
  for (const char* capability : {"get", "set", "command", "subscribe", "resume"}) welcome.add_capabilities(capability);
  welcome.set_product_version(identity_.productVersion);
  welcome.set_instance(identity_.instance);
  welcome.set_origin(origin_);
  send(request.id(), std::move(reply));
}

void ControlSession::answerGet(const v1::Request& request) {
  switch (request.get().tree()) {
    case v1::Get::STATUS:
      return getStatus(request);
    case v1::Get::CONFIGURATION:
      return getConfiguration(request);
    case v1::Get::COMMANDS: {
      v1::Reply reply;
      *reply.mutable_result()->mutable_commands() = ports_.commands.describe(identity_.role);
      return send(request.id(), std::move(reply));
    }
    default:
      break;
  }
  sendError(request.id(), v1::Error::UNKNOWN, "there is no such tree; it is STATUS, CONFIGURATION or COMMANDS");
}

void ControlSession::getStatus(const v1::Request& request) {
  const std::string& path = request.get().path();
  switch (findStatusPath(path, identity_.role)) {
    case PathState::Unknown:
      return sendError(request.id(), v1::Error::UNKNOWN, noSuchPath(path));
    case PathState::NotAllowed:
      return sendError(request.id(), v1::Error::NOT_ALLOWED,
                       std::format("`{}` is not for the role {}", path, roleName(identity_.role)));
    case PathState::Known:
      break;
  }
  v1::Reply reply;
  v1::Status& status = *reply.mutable_result()->mutable_status();
  status = ports_.status.status();
  restrictTo({identity_.role, {canonical(path)}}, status);
  send(request.id(), std::move(reply));
}

void ControlSession::getConfiguration(const v1::Request& request) {
  const std::string& path = request.get().path();
  const v1::Configuration configuration = ports_.configuration.configuration();
  v1::Reply reply;
  auto& settings = *reply.mutable_result()->mutable_configuration()->mutable_settings();
  for (const auto& [name, setting] : configuration.settings()) {
    if (!isUnder(name, path) || setting.role() > identity_.role) continue;
    v1::Setting& shown = settings[name] = setting;
    if (shown.secret() && !shown.value().empty()) shown.set_value(kSecretShown);
  }
  if (settings.empty() && !path.empty())
    return sendError(
        request.id(), v1::Error::UNKNOWN,
        std::format("the configuration has no path `{}` for the role {}", printable(path), roleName(identity_.role)));
  send(request.id(), std::move(reply));
}

void ControlSession::answerSet(const v1::Request& request) {
  const v1::Set& set = request.set();
  const v1::Configuration configuration = ports_.configuration.configuration();
  const auto found = configuration.settings().find(set.path());
  if (found == configuration.settings().end()) {
    std::vector<std::string> names;
    for (const auto& [name, setting] : configuration.settings()) names.push_back(name);
    const std::string close = nearest(set.path(), names);
    return sendError(request.id(), v1::Error::UNKNOWN,
                     std::format("there is no setting `{}`; {}", printable(set.path()),
                                 close.empty() ? "get CONFIGURATION lists all (`rotondectl config show`)"
                                               : std::format("is `{}` meant?", close)));
  }
  if (identity_.role < found->second.role())
    return sendError(request.id(), v1::Error::NOT_ALLOWED,
                     std::format("`{}` needs the role {}, this client has {}", set.path(),
                                 roleName(found->second.role()), roleName(identity_.role)));
  if (const auto done = ports_.configuration.set(set.path(), set.value(), origin_); !done)
    return sendError(request.id(), kindOf(done.error().kind), done.error().message,
                     static_cast<std::int32_t>(done.error().retryAfter.count()));
  v1::Reply reply;
  reply.mutable_result()->set_text(found->second.needs_restart() ? "saved; takes effect when the service starts again"
                                                                 : "");
  send(request.id(), std::move(reply));
}

void ControlSession::answerCommand(const v1::Request& request) {
  if (running_ >= kMostRequests)
    return sendError(request.id(), v1::Error::LIMIT,
                     std::format("{} commands of this client have no answer yet; wait for one", kMostRequests));
  ++running_;
  const std::map<std::string, std::string> arguments(request.command().arguments().begin(),
                                                     request.command().arguments().end());
  log::debug("control", "{} gives the command {}", origin_, printable(request.command().name()));
  ports_.commands.run({origin_, identity_.role}, request.command().name(), arguments,
                      [weak = std::weak_ptr(self_), id = request.id()](CommandReply reply) {
                        if (const auto self = weak.lock()) (*self)->finishCommand(id, std::move(reply));
                      });
}

void ControlSession::finishCommand(std::uint64_t id, CommandReply reply) {
  --running_;
  if (reply.reply.what_case() == v1::Reply::WHAT_NOT_SET) reply.reply.mutable_result();
  if (reply.reply.has_result() && reply.reply.result().has_data()) {
    sendData(id, reply.reply.result().data());
  } else {
    send(id, std::move(reply.reply));
  }
  endIfServed();
}

void ControlSession::sendData(std::uint64_t id, const std::string& data) {
  if (over_) return;
  if (data.size() > kLargestData || bulk_ > 0)
    return sendError(id, v1::Error::LIMIT,
                     bulk_ > 0 ? "the data of an earlier command is still being sent; ask again then"
                               : "the command's data is too large to be sent");
  std::size_t at = 0;
  do {
    v1::Reply reply;
    reply.set_id(id);
    reply.mutable_result()->set_data(data.substr(at, kDataPiece));
    at += kDataPiece;
    reply.mutable_result()->set_more(at < data.size());
    channel_.send(reply.SerializeAsString());
  } while (at < data.size());
  bulk_ = data.size();
}

void ControlSession::answerSubscribe(const v1::Request& request) {
  if (!subscribeTo(request)) return;
  replay(request.subscribe(), request.id());
}

bool ControlSession::subscribeTo(const v1::Request& request) {
  std::vector<std::string> prefixes = view_.prefixes;
  std::vector<std::string> asked(request.subscribe().paths().begin(), request.subscribe().paths().end());
  if (asked.empty()) asked.emplace_back();
  for (const std::string& path : asked) {
    const PathState state = findStatusPath(path, identity_.role);
    if (state == PathState::Unknown) return sendError(request.id(), v1::Error::UNKNOWN, noSuchPath(path)), false;
    if (state == PathState::NotAllowed)
      return sendError(request.id(), v1::Error::NOT_ALLOWED,
                       std::format("`{}` is not for the role {}", path, roleName(identity_.role))),
             false;
    if (const std::string name = canonical(path); !std::ranges::contains(prefixes, name)) prefixes.push_back(name);
  }
  if (prefixes.size() > kMostSubscriptions)
    return sendError(request.id(), v1::Error::LIMIT,
                     std::format("a client may subscribe to {} paths; name a shorter path that holds several",
                                 kMostSubscriptions)),
           false;
  view_ = {identity_.role, std::move(prefixes)};
  return true;
}

void ControlSession::replay(const v1::Subscribe& subscribe, std::uint64_t id) {
  const bool resumes = subscribe.resume_from() > 0 && subscribe.instance() == identity_.instance;
  const auto missed = resumes ? ports_.status.since(subscribe.resume_from()) : std::nullopt;
  v1::Reply reply;
  reply.mutable_result()->set_text(missed ? "resumed" : "snapshot");
  send(id, std::move(reply));
  if (!missed) return sendEvent(restrictTo(view_, ports_.status.snapshot()));
  for (const v1::Event& delta : *missed) tell(delta);
}

void ControlSession::sendEvent(const v1::Event& event) {
  v1::Reply reply;
  *reply.mutable_event() = event;
  send(0, std::move(reply));
}

void ControlSession::sendError(std::uint64_t id, v1::Error::Kind kind, const std::string& message,
                               std::int32_t retryAfterMs) {
  v1::Reply reply;
  reply.mutable_error()->set_kind(kind);
  reply.mutable_error()->set_message(message);
  reply.mutable_error()->set_retry_after_ms(retryAfterMs);
  send(id, std::move(reply));
}

void ControlSession::send(std::uint64_t id, v1::Reply reply) {
  if (over_) return;
  reply.set_id(id);
  std::string body = reply.SerializeAsString();
  if (body.size() > kLargestFrame) {
    if (reply.has_event())
      return turnAway(v1::Error::LIMIT, "an event is larger than a frame; subscribe to fewer paths");
    return sendError(id, v1::Error::LIMIT, "the answer is larger than a frame; ask for a part of it with `path`");
  }
  channel_.send(body);
  if (channel_.queuedBytes() <= kMostQueued + bulk_) return;
  log::warning("control", "{} does not read what it is sent; it is dropped", origin_);
  end();
}

}  // namespace rotonde::control
