// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/compose/qr_code.hpp"

#include <qrencode.h>

#include <memory>

namespace rotonde::pipelines {

std::optional<QrCode> QrCode::encode(std::string_view bytes) {
  if (bytes.empty() || bytes.size() > kMostBytes) return std::nullopt;
  constexpr int kSmallestVersion = 0;
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
      QRcode_encodeData(static_cast<int>(bytes.size()), reinterpret_cast<const unsigned char*>(bytes.data()),
                        kSmallestVersion, QR_ECLEVEL_M),
      QRcode_free);
  if (!code) return std::nullopt;
  return QrCode(code->width, code->data);
}

}  // namespace rotonde::pipelines
