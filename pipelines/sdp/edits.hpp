// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "pipelines/sdp/sdp.hpp"

#include <string>

namespace rotonde::pipelines {

/// Removes `ccm fir` (RFC 5104) from a remote description. With it GStreamer asks for key frames by FIR, which
/// LiveKit's SFU ignores; without it by PLI. Cure of a frozen picture: docs/livekit.md.
void removeFirFeedback(Sdp& remote);

/// Gives bundled sections of our offer port 9 and drops a=bundle-only: SFUs of some versions do not start SCTP for an
/// application section with port 0.
void openBundledSections(Sdp& offer);

/// Names the track of a sendonly section: adds the media-level a=msid (RFC 8830) and puts `cid` as the track of the
/// section's a=ssrc msid lines, since LiveKit pairs a section with its AddTrackRequest by that id.
void nameTrack(SdpSection& section, const std::string& stream, const std::string& cid);

}  // namespace rotonde::pipelines
