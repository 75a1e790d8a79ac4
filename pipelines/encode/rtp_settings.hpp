// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string>

namespace rotonde::pipelines {

/// What the session description fixes about a sent stream. Extension ids are those of RFC 8285; 0 is none.
struct RtpSettings {
  std::uint32_t ssrc = 0;
  int payload = 96;
  int mtu = 1200;  ///< Of the RTP packet with its header.
  int twccExtension = 0;
  int audioLevelExtension = 0;  ///< RFC 6464; audio only.
  // What names a layer, which the description does by no SSRC:
  int midExtension = 0;          ///< RFC 9143 §15.
  int ridExtension = 0;          ///< RFC 8852 §3.
  int repairedRidExtension = 0;  ///< RFC 8852 §3; of retransmissions. The peer connection writes it.
  std::string mid;
  std::string rid;
};

}  // namespace rotonde::pipelines
