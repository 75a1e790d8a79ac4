// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/visio/answers.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

// Whatever a server, a proxy or a login page sends instead of Visio's JSON.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  (void)rotonde::visio::readLobbyAnswer(text);
  (void)rotonde::visio::readRoomAnswer(text);
  (void)rotonde::visio::readConfigAnswer(text);
  (void)rotonde::visio::writeEntryBody(rotonde::visio::displayName(text), text);
  return 0;
}
