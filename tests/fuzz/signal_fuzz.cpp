// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
// Any bytes as frames of a LiveKit server: a session survives them. The first byte says how many of the server's usual
// messages come first; the rest is cut into frames by a length byte each.
#include "tests/unit/livekit/livekit_scene.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  rotonde::test::SessionScene scene;
  scene.start(true, true);
  const std::uint8_t usual = size > 0 ? data[0] : 0;
  if (usual % 3 > 0) scene.join();
  if (usual % 3 > 1) scene.receive(rotonde::test::answerTo(1));
  std::size_t at = 1;
  while (at < size && scene.session && scene.sockets.last().alive) {
    const std::size_t length = std::min<std::size_t>(data[at], size - at - 1);
    scene.sockets.last().message(std::string(reinterpret_cast<const char*>(data) + at + 1, length));
    at += 1 + length;
  }
  scene.time.advance(std::chrono::minutes(1));
  return 0;
}
