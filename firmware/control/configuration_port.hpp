// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"
#include "firmware/control/control.pb.h"

#include <string>

namespace rotonde::control {

/// The settings as the control socket needs them. Main loop.
class ConfigurationPort {
 public:
  virtual ~ConfigurationPort() = default;
  virtual v1::Configuration configuration() const = 0;
  /// Gives the setting `path` the value `toml` ("\"Salle A\"", "true", "[1, 2]"), or forgets what was set before when
  /// `toml` is empty. AskHuman: the value is wrong, the message says why and the cure.
  virtual Result<void> set(const std::string& path, const std::string& toml, const std::string& origin) = 0;
};

}  // namespace rotonde::control
