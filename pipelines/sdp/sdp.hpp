// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rotonde::pipelines {

/// One media section of a session description (RFC 8866 §5.14). Its lines are kept as they came, without CR LF; the
/// first one is the m= line.
struct SdpSection {
  std::string kind;      ///< "audio", "video", "application".
  int port = 0;          ///< 0 rejects the section, unless it is bundle-only (RFC 9143 §6).
  std::string protocol;  ///< "UDP/TLS/RTP/SAVPF"
  std::vector<std::string> formats;
  std::vector<std::string> lines;

  /// Value of the first a=NAME or a=NAME:VALUE (empty for a flag).
  std::optional<std::string_view> attribute(std::string_view name) const;
  std::vector<std::string_view> attributes(std::string_view name) const;
  std::string_view mid() const { return attribute("mid").value_or(""); }
  /// "sendrecv", "sendonly", "recvonly" or "inactive"; RFC 8866 §6.7's default when none is written.
  std::string_view direction() const;
  bool rejected() const { return port == 0 && !attribute("bundle-only"); }
  /// Writes `port` into the m= line too.
  void setPort(int value);
};

/// A session description (RFC 8866) as lines: what is not understood is kept.
struct Sdp {
  std::vector<std::string> session;  ///< Lines before the first m= line.
  std::vector<SdpSection> sections;

  std::optional<std::string_view> attribute(std::string_view name) const;
};

inline constexpr std::size_t kMaxSdpBytes = 1U << 20U;
inline constexpr std::size_t kMaxSdpSections = 2000;

/// Reads a description; blanks at the end of lines are dropped. Refused: more than kMaxSdpBytes or kMaxSdpSections, a
/// text that does not begin with v=0, and lines that are not "x=…".
Result<Sdp> parseSdp(std::string_view text);
/// With CR LF after each line.
std::string writeSdp(const Sdp& sdp);

}  // namespace rotonde::pipelines
