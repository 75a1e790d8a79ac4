// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/base/log.hpp"

#include <glib.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

namespace rotonde::log {
namespace {

constexpr std::string_view kDomains = "rotonde.";

bool isOurs(const GLogField* fields, gsize count) {
  return std::any_of(fields, fields + count, [](const GLogField& field) {
    return std::string_view(field.key) == "GLIB_DOMAIN" &&
           std::string_view(static_cast<const char*>(field.value)).starts_with(kDomains);
  });
}

GLogWriterOutput writeOurs(GLogLevelFlags level, const GLogField* fields, gsize count, gpointer data) noexcept {
  if ((level & G_LOG_LEVEL_DEBUG) != 0 || !isOurs(fields, count)) {
    return g_log_writer_default(level, fields, count, data);
  }
  if (g_log_writer_is_journald(STDERR_FILENO) &&
      g_log_writer_journald(level, fields, count, data) == G_LOG_WRITER_HANDLED) {
    return G_LOG_WRITER_HANDLED;
  }
  return g_log_writer_standard_streams(level, fields, count, data);
}

}  // namespace

void keepRecords() {
  g_log_writer_default_set_use_stderr(TRUE);
  g_log_set_writer_func(writeOurs, nullptr, nullptr);
}

void write(Level level, std::string_view domain, std::string_view message, std::initializer_list<Field> fields) {
  static constexpr std::pair<GLogLevelFlags, const char*> kLevels[] = {
      {G_LOG_LEVEL_DEBUG, "7"}, {G_LOG_LEVEL_INFO, "6"}, {G_LOG_LEVEL_WARNING, "4"}, {G_LOG_LEVEL_CRITICAL, "3"}};
  // An error of the room's is no programming error: it is written as a warning to GLib (G_DEBUG=fatal-criticals must
  // not end a test that provokes one) and with priority 3 to the journal.
  const auto [flags, priority] = kLevels[static_cast<int>(level)];
  const GLogLevelFlags shown = level == Level::Error ? G_LOG_LEVEL_WARNING : flags;
  const std::string domainText = std::string(kDomains) + std::string(domain);
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
