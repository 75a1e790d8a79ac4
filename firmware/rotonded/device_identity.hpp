// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"
#include "firmware/base/secret.hpp"

#include <string>

namespace rotonde {

/// Who this device is, from a random key that is made at the first start and kept in `stateDirectory`/device.key.
struct DeviceIdentity {
  Secret key;      ///< 64 hexadecimal digits.
  std::string id;  ///< 16 hexadecimal digits that do not tell the key.

  /// AskHuman when the key can neither be read nor written.
  static Result<DeviceIdentity> load(const std::string& stateDirectory);
};

}  // namespace rotonde
