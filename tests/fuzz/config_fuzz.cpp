// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
// A settings file of any bytes: read, and its valid values written as overrides and read again.
#include "firmware/config/layer_file.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rotonde::config;  // NOLINT(google-build-using-namespace)
  const std::string text(reinterpret_cast<const char*>(data), size);
  const LayerValues read = readLayer(text, "fuzz.toml");
  if (!read.readable && !read.values.empty()) std::abort();
  for (const auto& [path, value] : read.values) {
    const Setting* setting = findSetting(path);
    if (!setting || validate(*setting, value)) std::abort();
    const std::string edited = editOverrides(text, *setting, value);
    const LayerValues again = readLayer(edited, "fuzz.toml");
    if (!again.readable || again.values != read.values) std::abort();
    if (const auto parsed = parseValue(*setting, valueText(value)); !parsed || *parsed != value) std::abort();
  }
  for (const Setting& setting : settings()) (void)parseValue(setting, text);
  return 0;
}
