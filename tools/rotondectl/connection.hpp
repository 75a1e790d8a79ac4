// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"
#include "firmware/control/control.pb.h"
#include "firmware/control/frame.hpp"

#include <gio/gio.h>

#include <cstdint>
#include <memory>
#include <string>

namespace rotonde::rotondectl {

/// A blocking conversation with the service, for a program that does nothing else meanwhile.
class Connection {
 public:
  /// Connects and says hello. TryLater: nobody serves the socket; AskHuman: it may not be opened.
  static Result<std::unique_ptr<Connection>> open(const std::string& socket);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Sends and waits for the answer (with `data` joined when it came in pieces). Refused: the service's error.
  Result<control::v1::Result> ask(control::v1::Request request);
  /// Waits for the next event. TryLater: the service has ended the connection.
  Result<control::v1::Event> nextEvent();

 private:
  explicit Connection(GSocketConnection* connection) : connection_(connection) {}
  Result<control::v1::Reply> read();

  GSocketConnection* connection_;
  control::FrameReader reader_;
  std::uint64_t lastId_ = 0;
};

}  // namespace rotonde::rotondectl
