// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/net/soup_websocket.hpp"
#include "tests/protocol/net/net_fixture.hpp"

#include <gmock/gmock.h>

namespace rotonde::net {
namespace {

using testing::HasSubstr;

/// Writes down what happens; may destroy the socket at the event named `destroyAt`.
struct Record : WebSocket::Listener {
  std::unique_ptr<WebSocket> socket;
  std::string destroyAt;
  std::vector<std::string> events;
  std::vector<std::string> messages;
  WebSocket::Failure failure;
  int code = 0;
  std::string reason;

  void note(const std::string& event) {
    events.push_back(event);
    if (event == destroyAt) socket.reset();
  }
  bool has(const std::string& event) const { return std::ranges::contains(events, event); }
  bool over() const { return has("failed") || has("closed"); }

  void webSocketOpened() override { note("opened"); }
  void webSocketMessage(std::span<const std::byte> message) override {
    messages.emplace_back(reinterpret_cast<const char*>(message.data()), message.size());
    note("message");
  }
  void webSocketFailed(const WebSocket::Failure& f) override {
    failure = f;
    note("failed");
  }
  void webSocketClosed(int c, const std::string& r) override {
    code = c;
    reason = r;
    note("closed");
  }
};

class WebSocketTest : public NetTest {
 protected:
  void connect(Record& record, const Secret& url, const NetSettings& settings = {}, const Headers& headers = {}) {
    auto factory = SoupWebSocketFactory::create(settings, loop_);
    ASSERT_TRUE(factory) << factory.error().message;
    record.socket = (*factory)->connect(url, headers, record);
    EXPECT_TRUE(record.events.empty()) << "called inside connect";
  }
  bool until(const Record& record, const std::string& event) {
    return test::runUntil(loop_, [&] { return record.has(event); });
  }
  static std::span<const std::byte> bytes(std::string_view text) { return std::as_bytes(std::span(text)); }
};

TEST_F(WebSocketTest, EchoesOverTlsWithHeaders) {
  Record record;
  seen();
  connect(record, tls("/ws/echo", "tls", "wss"), trusting(), {{"Authorization", "Bearer x"}});
  ASSERT_TRUE(until(record, "opened"));
  record.socket->send(bytes("hello"));
  ASSERT_TRUE(until(record, "message"));
  EXPECT_EQ(record.messages, std::vector<std::string>{"hello"});
  EXPECT_THAT(seen(), HasSubstr(R"("authorization": "Bearer x")"));
}

TEST_F(WebSocketTest, GoesThroughTheProxy) {
  NetSettings settings = trusting();
  settings.proxy = Secret(std::format("http://room:pa%20ss@127.0.0.1:{}", server().number("proxy")));
  Record record;
  connect(record, Secret("wss://visio.test/ws/echo"), settings);
  ASSERT_TRUE(until(record, "opened"));
  record.socket->send(bytes("hello"));
  EXPECT_TRUE(until(record, "message"));
}

TEST_F(WebSocketTest, NewSettingsCountForTheNextConnection) {
  const auto factory = SoupWebSocketFactory::create({}, loop_);
  ASSERT_TRUE(factory);
  Record refused;
  refused.socket = (*factory)->connect(tls("/ws/echo", "ws_trust", "wss"), {}, refused);
  ASSERT_TRUE(until(refused, "failed"));
  ASSERT_TRUE((*factory)->configure(trusting()));
  Record trusted;
  trusted.socket = (*factory)->connect(tls("/ws/echo", "ws_trust", "wss"), {}, trusted);
  EXPECT_TRUE(until(trusted, "opened"));
}

TEST_F(WebSocketTest, RefusingProxyIsNotTakenForTheServer) {
  NetSettings settings = trusting();
  settings.proxy = Secret(std::format("http://room:wrong@127.0.0.1:{}", server().number("proxy")));
  Record record;
  connect(record, Secret("wss://visio.test/ws/echo"), settings);
  ASSERT_TRUE(until(record, "failed"));
  EXPECT_EQ(record.failure.httpStatus, 0);
  EXPECT_THAT(record.failure.message, HasSubstr("network.proxy"));
}

TEST_F(WebSocketTest, RefusedUpgradeTellsItsStatus) {
  for (const int status : {200, 401, 404, 503}) {
    Record record;
    connect(record, plain(std::format("/ws/reject?{}", status), "ws"));
    ASSERT_TRUE(until(record, "failed")) << status;
    EXPECT_EQ(record.events.size(), 1U);
    EXPECT_EQ(record.failure.httpStatus, status);
    EXPECT_EQ(record.failure.retryAfter, milliseconds(7000));
    EXPECT_THAT(record.failure.message, HasSubstr(std::to_string(status)));
  }
}

TEST_F(WebSocketTest, FailsWithoutAnHttpAnswer) {
  Record closed;
  connect(closed, Secret(std::format("ws://127.0.0.1:{}/", server().number("closed"))));
  ASSERT_TRUE(until(closed, "failed"));
  EXPECT_EQ(closed.failure.httpStatus, 0);
  EXPECT_THAT(closed.failure.message, HasSubstr("cannot connect"));

  Record untrusted;
  connect(untrusted, tls("/ws/echo", "ws_untrusted", "wss"));
  ASSERT_TRUE(until(untrusted, "failed"));
  EXPECT_THAT(untrusted.failure.message, HasSubstr("network.ca_file"));
}

TEST_F(WebSocketTest, PlainIsForLoopbackOnly) {
  for (const auto* url : {"ws://192.0.2.1/", "http://localhost/", "x"}) {
    Record record;
    connect(record, Secret(url));
    ASSERT_TRUE(until(record, "failed")) << url;
    EXPECT_THAT(record.failure.message, HasSubstr(std::string_view(url) == "x" ? "address" : "wss://"));
  }
}

TEST_F(WebSocketTest, TakesAMessageOfOneMebibyteAndUpToFour) {
  for (const int size : {1 << 20, 4 << 20}) {
    Record record;
    connect(record, plain(std::format("/ws/bytes?{}", size), "ws"));
    ASSERT_TRUE(until(record, "message")) << size;
    EXPECT_EQ(record.messages[0].size(), static_cast<std::size_t>(size));
  }
}

TEST_F(WebSocketTest, ClosesOnALargerMessage) {
  Record record;
  connect(record, plain(std::format("/ws/bytes?{}", (4 << 20) + 1), "ws"));
  ASSERT_TRUE(until(record, "closed"));
  EXPECT_TRUE(record.messages.empty());
}

TEST_F(WebSocketTest, JoinsFragmentsUpToFourMebibyte) {
  Record record;
  connect(record, plain("/ws/fragments?64", "ws"));
  ASSERT_TRUE(until(record, "message"));
  EXPECT_EQ(record.messages[0].size(), 4U << 20U);
}

TEST_F(WebSocketTest, ClosesOnFragmentsThatTogetherAreLarger) {
  Record record;
  connect(record, plain("/ws/fragments?65", "ws"));
  ASSERT_TRUE(until(record, "closed"));
  EXPECT_TRUE(record.messages.empty());
  Record endless;
  connect(endless, plain("/ws/endless", "ws"));
  ASSERT_TRUE(until(endless, "closed"));
  EXPECT_THAT(endless.reason, HasSubstr("larger"));
}

TEST_F(WebSocketTest, SendsAMessageOfOneMebibyte) {
  Record record;
  connect(record, plain("/ws/echo", "ws"));
  ASSERT_TRUE(until(record, "opened"));
  const std::string large(1U << 20U, 'L');
  record.socket->send(bytes(large));
  ASSERT_TRUE(until(record, "message"));
  EXPECT_TRUE(record.messages[0] == large);
}

TEST_F(WebSocketTest, FirstMessageRightBehindTheUpgradeIsSeen) {
  Record record;
  connect(record, tls("/ws/early", "tls", "wss"), trusting());
  ASSERT_TRUE(until(record, "message"));
  EXPECT_EQ(record.events, (std::vector<std::string>{"opened", "message"}));
}

TEST_F(WebSocketTest, TextMessagesAreIgnored) {
  Record record;
  connect(record, plain("/ws/text", "ws"));
  ASSERT_TRUE(until(record, "message"));
  EXPECT_EQ(record.messages, std::vector<std::string>{"binary"});
}

TEST_F(WebSocketTest, ClosedByTheServer) {
  Record record;
  connect(record, plain("/ws/close?4000", "ws"));
  ASSERT_TRUE(until(record, "closed"));
  EXPECT_EQ(record.code, 4000);
  EXPECT_EQ(record.reason, "bye");
  record.socket->send(bytes("late"));
  record.socket->close();
  EXPECT_EQ(record.events, (std::vector<std::string>{"opened", "closed"}));
}

TEST_F(WebSocketTest, DroppedByTheServer) {
  Record record;
  connect(record, plain("/ws/drop", "ws"));
  ASSERT_TRUE(until(record, "closed"));
  EXPECT_EQ(record.code, 1006);
}

TEST_F(WebSocketTest, ClosedByUs) {
  Record record;
  connect(record, plain("/ws/echo", "ws"));
  ASSERT_TRUE(until(record, "opened"));
  record.socket->close();
  ASSERT_TRUE(until(record, "closed"));
  EXPECT_EQ(record.code, 1000);
}

TEST_F(WebSocketTest, ClosedBeforeItIsOpen) {
  Record record;
  connect(record, plain("/ws/silent", "ws"));
  record.socket->close();
  ASSERT_TRUE(until(record, "failed"));
  EXPECT_EQ(record.events.size(), 1U);
}

TEST_F(WebSocketTest, DestroyingAnOpenOneSaysGoodbye) {
  Record record;
  seen();
  connect(record, plain("/ws/echo", "ws"));
  ASSERT_TRUE(until(record, "opened"));
  record.socket.reset();
  std::string all;
  for (int tries = 0; tries < 200 && !all.contains("CLOSE"); ++tries) all += seen();
  EXPECT_THAT(all, HasSubstr(R"({"method": "CLOSE", "path": "echo", "code": 1000})"));
  EXPECT_EQ(record.events, std::vector<std::string>{"opened"});
}

TEST_F(WebSocketTest, DestroyedBeforeItIsOpenCallsNobody) {
  Record record;
  connect(record, plain("/ws/echo", "ws"));
  record.socket.reset();
  Record forbidden;
  connect(forbidden, Secret("ws://192.0.2.1/"));
  forbidden.socket.reset();
  seen();
  seen();
  EXPECT_TRUE(record.events.empty());
  EXPECT_TRUE(forbidden.events.empty());
}

TEST_F(WebSocketTest, MayBeDestroyedInsideEveryCallback) {
  const std::pair<const char*, const char*> cases[] = {
      {"opened", "/ws/early"}, {"message", "/ws/early"}, {"failed", "/ws/reject?401"}, {"closed", "/ws/close?1000"}};
  for (const auto& [event, path] : cases) {
    Record record;
    record.destroyAt = event;
    connect(record, plain(path, "ws"));
    ASSERT_TRUE(until(record, event)) << event;
    EXPECT_EQ(record.socket, nullptr);
    seen();
    EXPECT_EQ(record.events.back(), event) << "something followed";
  }
}

}  // namespace
}  // namespace rotonde::net
