// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace rotonde::control {

/// Largest body of a frame.
inline constexpr std::size_t kLargestFrame = 1 << 20;

/// `body` with its 4-byte big-endian length before it.
std::string frame(std::string_view body);

/// Cuts a byte stream into the bodies of its frames. Holds at most one unfinished frame and what came with it.
class FrameReader {
 public:
  void append(std::string_view bytes) { bytes_.append(bytes); }
  /// The next whole body; nullopt: more bytes are needed. Refused: the length is above kLargestFrame, and nothing
  /// more can be read of this stream.
  Result<std::optional<std::string>> next();

 private:
  std::string bytes_;
  std::size_t read_ = 0;
};

}  // namespace rotonde::control
