// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/rotonded/configuration_adapter.hpp"

namespace rotonde {

namespace v1 = control::v1;

namespace {

v1::Layer layerOf(config::Layer layer) {
  switch (layer) {
    case config::Layer::Product:
      return v1::LAYER_PRODUCT;
    case config::Layer::Board:
      return v1::LAYER_BOARD;
    case config::Layer::Fleet:
      return v1::LAYER_FLEET;
    case config::Layer::Site:
      return v1::LAYER_SITE;
    case config::Layer::Override:
      return v1::LAYER_OVERRIDE;
  }
  return v1::LAYER_UNSPECIFIED;
}

bool isSet(const config::Value& value) {
  if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) return !texts->empty();
  const auto* text = std::get_if<std::string>(&value);
  return !text || !text->empty();
}

v1::Setting shown(const config::ConfigStore::Entry& entry) {
  const config::Setting& setting = *entry.setting;
  v1::Setting out;
  if (!setting.secret) {
    out.set_value(config::valueText(entry.value));
  } else if (isSet(entry.value)) {
    out.set_value("***");
  }
  out.set_layer(layerOf(entry.layer));
  out.set_type(config::typeName(setting));
  out.set_description(setting.description);
  if (setting.type != config::Type::Boolean && setting.type != config::Type::Choice) {
    out.set_at_least(static_cast<double>(setting.atLeast));
    out.set_at_most(static_cast<double>(setting.atMost));
  }
  for (const std::string& choice : setting.choices) out.add_choices(choice);
  out.set_secret(setting.secret);
  out.set_role(setting.editor == config::Editor::Admin ? v1::ROLE_ADMIN : v1::ROLE_INSTALLER);
  out.set_since(setting.since);
  out.set_needs_restart(setting.needsRestart);
  return out;
}

}  // namespace

v1::Configuration ConfigurationAdapter::configuration() const {
  v1::Configuration tree;
  for (const auto& entry : store_.entries()) (*tree.mutable_settings())[entry.setting->path] = shown(entry);
  return tree;
}

void showProblems(const config::ConfigStore& store, v1::System& system) {
  system.clear_config_problems();
  for (const config::Problem& problem : store.problems()) {
    v1::ConfigProblem& out = *system.add_config_problems();
    out.set_file(problem.file);
    out.set_line(problem.line);
    out.set_column(problem.column);
    out.set_message(problem.message);
  }
}

}  // namespace rotonde
