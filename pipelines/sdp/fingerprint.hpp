// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "pipelines/sdp/sdp.hpp"

#include <string>

namespace rotonde::pipelines {

/// The SHA-256 fingerprint (RFC 8122 §5) that a description promises for its DTLS certificate, as 64 upper-case
/// hexadecimal digits without colons. A section's own fingerprints replace the session's. Refused unless every section
/// that is not rejected has a SHA-256 one and all are equal.
Result<std::string> promisedFingerprint(const Sdp& sdp);

}  // namespace rotonde::pipelines
