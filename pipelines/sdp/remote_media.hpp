// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "pipelines/sdp/sdp.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace rotonde::pipelines {

/// What the other side sends in one section.
struct RemoteMedia {
  int index = 0;  ///< Of the section.
  std::string mid;
  std::string kind;
  std::uint32_t ssrc = 0;
  std::uint32_t rtxSsrc = 0;  ///< The second of a=ssrc-group:FID (RFC 5576, RFC 4588); 0: none.
  std::string stream;         ///< First token of msid.
  std::string track;          ///< Second token of msid.
  friend bool operator==(const RemoteMedia&, const RemoteMedia&) = default;
};

/// The audio and video sections of a remote description that the other side sends in now, with an SSRC each; free and
/// idle sections are left out.
std::vector<RemoteMedia> remoteMedia(const Sdp& remote);

}  // namespace rotonde::pipelines
