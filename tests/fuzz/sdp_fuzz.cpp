// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
// Any bytes as a remote description: reading, editing and writing it never fails, and what was written reads the same.
#include "pipelines/sdp/edits.hpp"
#include "pipelines/sdp/fingerprint.hpp"
#include "pipelines/sdp/remote_media.hpp"
#include "pipelines/sdp/sdp.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace pipelines = rotonde::pipelines;
  auto sdp = pipelines::parseSdp({reinterpret_cast<const char*>(data), size});
  if (!sdp) return 0;
  (void)pipelines::promisedFingerprint(*sdp);
  (void)pipelines::remoteMedia(*sdp);
  pipelines::removeFirFeedback(*sdp);
  pipelines::openBundledSections(*sdp);
  for (auto& section : sdp->sections) pipelines::nameTrack(section, "stream", "track");
  const auto text = pipelines::writeSdp(*sdp);
  if (text.size() > pipelines::kMaxSdpBytes) return 0;  // Edits and line ends may have grown it.
  const auto again = pipelines::parseSdp(text);
  if (!again || pipelines::writeSdp(*again) != text) std::abort();
  return 0;
}
