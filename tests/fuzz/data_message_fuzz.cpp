// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
// What people in a meeting send: data packets, JSON, names and texts. Each two bytes of length begin a packet.
#include "firmware/base/foreign_text.hpp"
#include "firmware/livekit/roster.hpp"
#include "firmware/livekit/text_streams.hpp"
#include "firmware/livekit/wire.hpp"
#include "firmware/meeting/room_metadata.hpp"
#include "firmware/meeting/visio_message.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  (void)rotonde::meeting::readVisioMessage(text);
  (void)rotonde::meeting::readLegacyChat(text);
  (void)rotonde::meeting::recordingOf(rotonde::meeting::readRoomMetadata(text), false);
  (void)rotonde::livekit::instantMs(text);
  // A cleaned line is clean.
  const std::string line = rotonde::foreignLine(text, 64);
  if (rotonde::foreignLine(line, 64) != line) std::abort();
  (void)rotonde::isolated(line);

  rotonde::livekit::TextStreams streams("lk.chat");
  for (std::size_t at = 0; at + 2 <= size;) {
    const std::size_t length = std::min<std::size_t>(data[at] << 8U | data[at + 1], size - at - 2);
    livekit::DataPacket packet;
    if (packet.ParseFromArray(data + at + 2, static_cast<int>(length))) {
      const auto message = streams.take(packet);
      if (message && message->text.size() > rotonde::livekit::TextStreams::kMostBytes) std::abort();
    }
    if (streams.open() > rotonde::livekit::TextStreams::kMostStreams) std::abort();
    at += 2 + length;
  }
  return 0;
}
