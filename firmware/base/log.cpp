// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/base/log.hpp"

#include <glib.h>

#include <vector>

namespace rotonde::log {

void write(Level level, std::string_view domain, std::string_view message, std::initializer_list<Field> fields) {
  static constexpr std::pair<GLogLevelFlags, const char*> kLevels[] = {
      {G_LOG_LEVEL_DEBUG, "7"}, {G_LOG_LEVEL_INFO, "6"}, {G_LOG_LEVEL_WARNING, "4"}, {G_LOG_LEVEL_CRITICAL, "3"}};
  // An error of the room's is no programming error: it is written as a warning to GLib (G_DEBUG=fatal-criticals must
  // not end a test that provokes one) and with priority 3 to the journal.
  const auto [flags, priority] = kLevels[static_cast<int>(level)];
  const GLogLevelFlags shown = level == Level::Error ? G_LOG_LEVEL_WARNING : flags;
  const std::string domainText = "rotonde." + std::string(domain);
  const std::string text(message);
  std::vector<std::string> names;
  std::vector<GLogField> out;
  names.reserve(fields.size());
  out.push_back({"MESSAGE", text.data(), static_cast<gssize>(text.size())});
  out.push_back({"PRIORITY", priority, -1});
  out.push_back({"GLIB_DOMAIN", domainText.c_str(), -1});
  for (const auto& [name, value] : fields) {
    names.emplace_back(name);
    out.push_back({names.back().c_str(), value.data(), static_cast<gssize>(value.size())});
  }
  g_log_structured_array(shown, out.data(), out.size());
}

}  // namespace rotonde::log
