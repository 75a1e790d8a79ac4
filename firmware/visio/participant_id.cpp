// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/visio/participant_id.hpp"

#include <glib.h>

#include <array>

namespace rotonde::visio {

std::string participantIdFor(const Secret& deviceSecret, const std::string& host, const Secret& slug,
                             const std::string& occurrenceKey) {
  const std::string& key = deviceSecret.reveal();
  GHmac* hmac = g_hmac_new(G_CHECKSUM_SHA256, reinterpret_cast<const guchar*>(key.data()), key.size());
  for (const std::string* part : {&host, &slug.reveal(), &occurrenceKey}) {
    // With its final zero, so that no two lists of parts read the same.
    g_hmac_update(hmac, reinterpret_cast<const guchar*>(part->c_str()), static_cast<gssize>(part->size() + 1));
  }
  std::array<guint8, 32> digest{};
  gsize size = digest.size();
  g_hmac_get_digest(hmac, digest.data(), &size);
  g_hmac_unref(hmac);
  digest[6] = static_cast<guint8>((digest[6] & 0x0FU) | 0x80U);  // Version 8.
  digest[8] = static_cast<guint8>((digest[8] & 0x3FU) | 0x80U);  // The variant of RFC 9562.
  std::string id;
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) id += '-';
    const unsigned byte = digest[i];
    id += "0123456789abcdef"[byte >> 4U];
    id += "0123456789abcdef"[byte & 0x0FU];
  }
  return id;
}

bool isCanonicalUuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    const char c = text[i];
    if (hyphen ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
  }
  return true;
}

}  // namespace rotonde::visio
