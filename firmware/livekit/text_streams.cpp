// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/livekit/text_streams.hpp"

#include "firmware/livekit/wire.hpp"

#include <algorithm>
#include <utility>

namespace rotonde::livekit {

std::optional<TextMessage> TextStreams::take(const wire::DataPacket& packet) {
  switch (packet.value_case()) {
    case wire::DataPacket::kStreamHeader:
      return begin(packet.participant_sid(), packet.stream_header());
    case wire::DataPacket::kStreamChunk:
      add(packet.participant_sid(), packet.stream_chunk());
      return std::nullopt;
    case wire::DataPacket::kStreamTrailer:
      return end(packet.participant_sid(), packet.stream_trailer().stream_id(),
                 !packet.stream_trailer().reason().empty());
    default:
      return std::nullopt;
  }
}

std::list<TextStreams::Stream>::iterator TextStreams::find(const std::string& sender, const std::string& streamId) {
  return std::ranges::find_if(streams_, [&](const Stream& stream) {
    return stream.message.senderSid == sender && stream.message.streamId == streamId;
  });
}

std::optional<TextMessage> TextStreams::begin(const std::string& sender, const wire::StreamHeader& header) {
  const bool fresh = header.text_header().operation_type() == wire::TextHeader::CREATE;
  const bool plain = !header.has_byte_header() && header.compression() == wire::StreamHeader::NONE;
  if (header.topic() != topic_ || !fresh || !plain || header.total_length() > kMostBytes) return std::nullopt;
  if (header.stream_id().size() > 64 || find(sender, header.stream_id()) != streams_.end()) return std::nullopt;
  Stream stream{.message = {.senderSid = sender, .topic = topic_, .streamId = header.stream_id(), .text = {}}};
  if (header.has_inline_content()) {
    if (header.inline_content().size() > kMostBytes) return std::nullopt;
    stream.message.text = header.inline_content();
    return stream.message;
  }
  const auto ofSender = [&](const Stream& other) { return other.message.senderSid == sender; };
  if (std::ranges::count_if(streams_, ofSender) >= static_cast<std::ptrdiff_t>(kMostOfOne)) {
    streams_.erase(std::ranges::find_if(streams_, ofSender));
  }
  if (streams_.size() >= kMostStreams) streams_.pop_front();
  streams_.push_back(std::move(stream));
  return std::nullopt;
}

void TextStreams::add(const std::string& sender, const wire::StreamChunk& chunk) {
  const auto found = find(sender, chunk.stream_id());
  if (found == streams_.end()) return;
  // The channel is ordered: a gap or an excess means that this text cannot be trusted to be whole.
  const bool whole =
      chunk.chunk_index() == found->next++ && found->message.text.size() + chunk.content().size() <= kMostBytes;
  if (!whole) {
    streams_.erase(found);
    return;
  }
  found->message.text += chunk.content();
}

std::optional<TextMessage> TextStreams::end(const std::string& sender, const std::string& streamId, bool aborted) {
  const auto found = find(sender, streamId);
  if (found == streams_.end()) return std::nullopt;
  TextMessage message = std::move(found->message);
  streams_.erase(found);
  if (aborted) return std::nullopt;
  return message;
}

}  // namespace rotonde::livekit
