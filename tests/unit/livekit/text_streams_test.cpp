// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/livekit/text_streams.hpp"

#include "firmware/livekit/wire.hpp"

#include <gtest/gtest.h>

namespace rotonde::livekit {
namespace {

wire::DataPacket header(const std::string& id, const std::string& sender = "PA_1",
                        const std::string& topic = "lk.chat") {
  wire::DataPacket packet;
  packet.set_participant_sid(sender);
  packet.mutable_stream_header()->set_stream_id(id);
  packet.mutable_stream_header()->set_topic(topic);
  packet.mutable_stream_header()->mutable_text_header();
  return packet;
}
wire::DataPacket chunk(const std::string& id, std::uint64_t index, const std::string& text,
                       const std::string& sender = "PA_1") {
  wire::DataPacket packet;
  packet.set_participant_sid(sender);
  packet.mutable_stream_chunk()->set_stream_id(id);
  packet.mutable_stream_chunk()->set_chunk_index(index);
  packet.mutable_stream_chunk()->set_content(text);
  return packet;
}
wire::DataPacket trailer(const std::string& id, const std::string& reason = "", const std::string& sender = "PA_1") {
  wire::DataPacket packet;
  packet.set_participant_sid(sender);
  packet.mutable_stream_trailer()->set_stream_id(id);
  packet.mutable_stream_trailer()->set_reason(reason);
  return packet;
}

struct TextStreamsTest : testing::Test {
  TextStreams streams{"lk.chat"};
  /// The text of a stream of one chunk; "-" when none came out.
  std::string say(const wire::DataPacket& first, const wire::DataPacket& second, const wire::DataPacket& last) {
    (void)streams.take(first);
    (void)streams.take(second);
    const auto message = streams.take(last);
    return message ? message->text : "-";
  }
};

TEST_F(TextStreamsTest, PutsChunksTogether) {
  EXPECT_FALSE(streams.take(header("a")));
  EXPECT_FALSE(streams.take(chunk("a", 0, "Bon")));
  EXPECT_FALSE(streams.take(chunk("a", 1, "jour")));
  const auto message = streams.take(trailer("a"));
  ASSERT_TRUE(message);
  EXPECT_EQ(message->text, "Bonjour");
  EXPECT_EQ(message->senderSid, "PA_1");
  EXPECT_EQ(message->streamId, "a");
  EXPECT_FALSE(streams.take(trailer("a"))) << "once";
  EXPECT_EQ(streams.open(), 0U);
}

TEST_F(TextStreamsTest, TakesShortTextsFromTheHeader) {
  auto whole = header("a");
  whole.mutable_stream_header()->set_inline_content("Salut");
  const auto message = streams.take(whole);
  ASSERT_TRUE(message);
  EXPECT_EQ(message->text, "Salut");
  EXPECT_EQ(streams.open(), 0U);
}

TEST_F(TextStreamsTest, NobodyWritesIntoTheStreamOfAnother) {
  (void)streams.take(header("a"));
  EXPECT_FALSE(streams.take(chunk("a", 0, "x", "PA_2")));
  EXPECT_FALSE(streams.take(trailer("a", "", "PA_2")));
  (void)streams.take(chunk("a", 0, "mine"));
  EXPECT_EQ(streams.take(trailer("a"))->text, "mine");
}

TEST_F(TextStreamsTest, LeavesOutWhatIsNoPlainNewText) {
  EXPECT_EQ(say(header("a", "PA_1", "files"), chunk("a", 0, "x"), trailer("a")), "-");
  auto file = header("b");
  file.mutable_stream_header()->mutable_byte_header()->set_name("x.exe");
  EXPECT_EQ(say(file, chunk("b", 0, "x"), trailer("b")), "-");
  auto edit = header("c");
  edit.mutable_stream_header()->mutable_text_header()->set_operation_type(wire::TextHeader::DELETE);
  EXPECT_EQ(say(edit, chunk("c", 0, "x"), trailer("c")), "-");
  auto packed = header("d");
  packed.mutable_stream_header()->set_compression(wire::StreamHeader::DEFLATE_RAW);
  EXPECT_EQ(say(packed, chunk("d", 0, "x"), trailer("d")), "-");
  EXPECT_EQ(say(header("e"), chunk("e", 1, "a gap"), trailer("e")), "-");
  EXPECT_EQ(say(header("f"), chunk("f", 0, "x"), trailer("f", "aborted")), "-");
  EXPECT_EQ(streams.open(), 0U);
}

TEST_F(TextStreamsTest, ALongTextIsLeftOut) {
  auto announced = header("a");
  announced.mutable_stream_header()->set_total_length(TextStreams::kMostBytes + 1);
  EXPECT_EQ(say(announced, chunk("a", 0, "x"), trailer("a")), "-");
  (void)streams.take(header("b"));
  for (int index = 0; index < 9; ++index) (void)streams.take(chunk("b", index, std::string(1024, 'x')));
  EXPECT_FALSE(streams.take(trailer("b")));
}

TEST_F(TextStreamsTest, StreamsWithoutEndAreBounded) {
  for (int i = 0; i < 1000; ++i) (void)streams.take(header(std::to_string(i)));
  EXPECT_EQ(streams.open(), TextStreams::kMostOfOne);
  for (int i = 0; i < 1000; ++i) (void)streams.take(header("x", "PA_" + std::to_string(i)));
  EXPECT_EQ(streams.open(), TextStreams::kMostStreams);
  EXPECT_EQ(say(header("new", "PA_new"), chunk("new", 0, "still works", "PA_new"), trailer("new", "", "PA_new")),
            "still works");
}

}  // namespace
}  // namespace rotonde::livekit
