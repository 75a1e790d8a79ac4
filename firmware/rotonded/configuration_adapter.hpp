// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/config/config_store.hpp"
#include "firmware/control/configuration_port.hpp"

#include <string>

namespace rotonde {

/// The settings as the control socket shows them. Borrows the store. Main loop.
class ConfigurationAdapter : public control::ConfigurationPort {
 public:
  explicit ConfigurationAdapter(config::ConfigStore& store) : store_(store) {}

  control::v1::Configuration configuration() const override;
  Result<void> set(const std::string& path, const std::string& toml, const std::string& origin) override {
    return store_.set(path, toml, origin);
  }

 private:
  config::ConfigStore& store_;
};

/// Writes the store's problems into the status (system.config_problems).
void showProblems(const config::ConfigStore& store, control::v1::System& system);

}  // namespace rotonde
