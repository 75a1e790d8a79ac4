// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <format>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace rotonde::log {

enum class Level {
  Debug,    ///< For developers; off unless G_MESSAGES_DEBUG names the domain.
  Info,     ///< What the room did.
  Warning,  ///< It went on, but somebody may want to know.
  Error,    ///< A feature is lost until somebody acts.
};

using Field = std::pair<std::string_view, std::string>;

/// Writes one structured record: the journal's when stderr is the journal, else a line on stderr. `domain` is the
/// folder ("calendar", "livekit"); `fields` are journal fields in capitals (MEETING, DEVICE). Any thread. Never per
/// frame; never with a secret.
void write(Level level, std::string_view domain, std::string_view message, std::initializer_list<Field> fields = {});

/// From here on every record of ours from Info up is written, whatever G_MESSAGES_DEBUG says (GLib drops Info unless it
/// names the domain). For the main function of a service, once.
void keepRecords();

template <class... Args>
void debug(std::string_view domain, std::format_string<Args...> text, Args&&... args) {
  write(Level::Debug, domain, std::format(text, std::forward<Args>(args)...));
}
template <class... Args>
void info(std::string_view domain, std::format_string<Args...> text, Args&&... args) {
  write(Level::Info, domain, std::format(text, std::forward<Args>(args)...));
}
template <class... Args>
void warning(std::string_view domain, std::format_string<Args...> text, Args&&... args) {
  write(Level::Warning, domain, std::format(text, std::forward<Args>(args)...));
}
template <class... Args>
void error(std::string_view domain, std::format_string<Args...> text, Args&&... args) {
  write(Level::Error, domain, std::format(text, std::forward<Args>(args)...));
}

}  // namespace rotonde::log
