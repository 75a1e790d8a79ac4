// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/control/frame.hpp"

#include <cstdint>
#include <format>

namespace rotonde::control {

namespace {
constexpr std::size_t kHeader = 4;
}

std::string frame(std::string_view body) {
  const auto size = static_cast<std::uint32_t>(body.size());
  std::string out;
  out.reserve(kHeader + body.size());
  for (const int shift : {24, 16, 8, 0}) out += static_cast<char>((size >> shift) & 0xff);
  return out.append(body);
}

Result<std::optional<std::string>> FrameReader::next() {
  if (bytes_.size() - read_ < kHeader) return std::nullopt;
  std::size_t size = 0;
  for (std::size_t i = 0; i < kHeader; ++i) size = size << 8 | static_cast<unsigned char>(bytes_[read_ + i]);
  if (size > kLargestFrame)
    return refused(std::format("a frame of {} bytes was announced; {} are allowed", size, kLargestFrame));
  if (bytes_.size() - read_ - kHeader < size) {
    bytes_.erase(0, std::exchange(read_, 0));
    return std::nullopt;
  }
  std::string body = bytes_.substr(read_ + kHeader, size);
  read_ += kHeader + size;
  if (read_ == bytes_.size()) bytes_.erase(0, std::exchange(read_, 0));
  return body;
}

}  // namespace rotonde::control
