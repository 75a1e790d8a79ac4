// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <list>
#include <optional>
#include <string>

namespace livekit {
class DataPacket;
class StreamChunk;
class StreamHeader;
}  // namespace livekit

namespace rotonde::livekit {

/// A whole text that a participant sent as a stream.
struct TextMessage {
  std::string senderSid;
  std::string topic;
  std::string streamId;
  std::string text;  ///< As it came; no promise about its encoding.
};

/// Puts LiveKit's text streams of one topic together: header, chunks, trailer. What is too long, compressed, a file or
/// an edit of an earlier text is left out, and whoever begins streams without end pushes out old ones. Main loop.
class TextStreams {
 public:
  explicit TextStreams(std::string topic) : topic_(std::move(topic)) {}

  /// The text that this packet completes, if it does.
  std::optional<TextMessage> take(const ::livekit::DataPacket& packet);
  /// Streams under way.
  std::size_t open() const { return streams_.size(); }

  static constexpr std::size_t kMostBytes = 8'192;
  static constexpr std::size_t kMostStreams = 32;
  static constexpr std::size_t kMostOfOne = 4;

 private:
  std::optional<TextMessage> begin(const std::string& sender, const ::livekit::StreamHeader& header);
  void add(const std::string& sender, const ::livekit::StreamChunk& chunk);
  std::optional<TextMessage> end(const std::string& sender, const std::string& streamId, bool aborted);

  struct Stream {
    TextMessage message;
    std::size_t next = 0;  ///< Index of the chunk that comes next.
  };
  std::list<Stream>::iterator find(const std::string& sender, const std::string& streamId);

  const std::string topic_;
  std::list<Stream> streams_;  ///< Oldest first.
};

}  // namespace rotonde::livekit
