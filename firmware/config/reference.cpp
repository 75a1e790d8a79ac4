// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/config/reference.hpp"

#include "firmware/config/layer_file.hpp"
#include "firmware/config/setting.hpp"

#include <format>

namespace rotonde::config {

namespace {

std::string row(const Setting& setting, const Config& product) {
  std::string notes;
  const auto note = [&notes](const std::string& text) { notes += (notes.empty() ? "" : ", ") + text; };
  if (setting.editor == Editor::Admin) note("administrators only");
  if (setting.secret) note("secret");
  if (setting.needsRestart) note("takes effect at the next start");
  const std::string range = rangeText(setting);
  return std::format("| `{}` | {}{} | `{}` | {}{} |\n", setting.path, typeName(setting),
                     range.empty() ? "" : ": " + range, valueText(setting.get(product)), setting.description,
                     notes.empty() ? "" : " *(" + notes + ")*");
}

}  // namespace

std::string referenceTable() {
  const Config product;
  std::string table = "| Setting | Type | Default | Meaning |\n|---|---|---|---|\n";
  for (const Setting& setting : settings()) table += row(setting, product);
  return table;
}

}  // namespace rotonde::config
