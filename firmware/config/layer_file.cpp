// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
// The one place that knows the TOML library; its exceptions end here.
#include "firmware/config/layer_file.hpp"

#include "firmware/base/nearest.hpp"
#include "firmware/config/checks.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <format>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string_view>

namespace rotonde::config {

namespace {

constexpr std::size_t kLargestFile = 1 << 20;

std::string_view kindOf(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a section";
    case toml::node_type::array:
      return "a list";
    case toml::node_type::string:
      return "a text";
    case toml::node_type::integer:
      return "a number";
    case toml::node_type::floating_point:
      return "a fraction";
    case toml::node_type::boolean:
      return "true or false";
    default:
      return "a date or time";
  }
}

std::string_view wanted(Type type) {
  switch (type) {
    case Type::Text:
      return "a text in quotes";
    case Type::Boolean:
      return "true or false (without quotes)";
    case Type::Choice:
      return "a word in quotes";
    case Type::Texts:
      return "a list of texts such as [\"one\", \"two\"]";
    case Type::Duration:
      return "a duration in quotes such as \"60s\", \"10min\" or \"4h\"";
  }
  return "";
}

std::optional<Value> textsOf(const toml::node& node) {
  const toml::array* array = node.as_array();
  if (!array) return std::nullopt;
  std::vector<std::string> texts;
  for (const toml::node& entry : *array) {
    const auto text = entry.value_exact<std::string>();
    if (!text) return std::nullopt;
    texts.push_back(*text);
  }
  return texts;
}

std::optional<Value> valueOf(const Setting& setting, const toml::node& node) {
  if (setting.type == Type::Boolean)
    if (const auto flag = node.value_exact<bool>()) return Value(*flag);
  if (setting.type == Type::Texts) return textsOf(node);
  if (setting.type == Type::Boolean) return std::nullopt;
  const auto text = node.value_exact<std::string>();
  if (!text) return std::nullopt;
  if (setting.type != Type::Duration) return Value(*text);
  if (const auto seconds = parseDuration(*text)) return Value(*seconds);
  return std::nullopt;
}

/// The valid value, or what is wrong: "must be …".
std::expected<Value, std::string> checkedValue(const Setting& setting, const toml::node& node) {
  const auto value = valueOf(setting, node);
  if (!value) {
    const bool unreadable = setting.type == Type::Duration && node.is_string();
    return std::unexpected(std::format("must be {}{}", wanted(setting.type),
                                       unreadable ? std::string() : std::format(", not {}", kindOf(node))));
  }
  if (auto wrong = validate(setting, *value)) return std::unexpected(std::move(*wrong));
  return *value;
}

std::vector<std::string> sections() {
  std::set<std::string> names;
  for (const Setting& setting : settings()) names.insert(setting.path.substr(0, setting.path.find('.')));
  return {names.begin(), names.end()};
}

/// The settings whose last name is `name`: people forget the section.
std::string settingNamed(std::string_view name) {
  for (const Setting& setting : settings())
    if (setting.path.substr(setting.path.find('.') + 1) == name) return setting.path;
  return {};
}

class Reader {
 public:
  Reader(std::string file, LayerValues& out) : file_(std::move(file)), out_(out) {}

  void root(const toml::table& table) {
    if (const toml::node* schema = table.get("schema"); schema && schema->value_exact<std::int64_t>() != kSchema) {
      const auto number = schema->value_exact<std::int64_t>();
      out_.readable = false;
      out_.later = number && *number > kSchema;
      return report(schema->source(),
                    out_.later ? std::format("the file has schema {}, this version reads schema {}; update the "
                                             "firmware or remove the file",
                                             *number, kSchema)
                               : std::format("schema must be {}", kSchema));
    }
    const auto known = sections();
    for (const auto& [key, node] : table) {
      const std::string name(key.str());
      if (name == "schema") continue;
      const bool isSection = std::ranges::contains(known, name);
      if (isSection && node.is_table()) {
        section(name, *node.as_table());
      } else if (isSection) {
        report(node.source(),
               std::format("{} is a section; write [{}] on a line of its own, its settings below", name, name));
      } else {
        unknownAtRoot(name, key.source(), node.is_table());
      }
    }
  }

 private:
  void report(const toml::source_region& place, std::string message) {
    out_.problems.push_back(
        {file_, static_cast<int>(place.begin.line), static_cast<int>(place.begin.column), std::move(message)});
  }

  void unknownAtRoot(const std::string& name, const toml::source_region& place, bool isTable) {
    if (isTable) {
      const std::string close = nearest(name, sections());
      std::string all;
      for (const std::string& each : sections()) all += (all.empty() ? "" : ", ") + each;
      return report(place,
                    std::format("there is no section [{}]; {}", name,
                                close.empty() ? "the sections are " + all : std::format("is [{}] meant?", close)));
    }
    const std::string meant = settingNamed(name);
    report(place, std::format("there is no setting `{}` outside the sections; {}", name,
                              meant.empty()
                                  ? "`rotondectl config describe` lists all settings"
                                  : std::format("is `{}` meant (in [{}])?", meant, meant.substr(0, meant.find('.')))));
  }

  void section(const std::string& name, const toml::table& table) {
    for (const auto& [key, node] : table) {
      const std::string path = std::format("{}.{}", name, key.str());
      const Setting* setting = findSetting(path);
      if (!setting) {
        unknown(path, key);
        continue;
      }
      auto value = checkedValue(*setting, node);
      if (value) {
        out_.values[path] = std::move(*value);
      } else {
        report(node.source(), std::format("{} {}", path, value.error()));
      }
    }
  }

  void unknown(const std::string& path, const toml::key& key) {
    std::vector<std::string> paths;
    for (const Setting& setting : settings()) paths.push_back(setting.path);
    std::string close = settingNamed(key.str());
    if (close.empty()) close = nearest(path, paths);
    report(key.source(), std::format("there is no setting `{}`; {}", path,
                                     close.empty() ? "`rotondectl config describe` lists all settings"
                                                   : std::format("is `{}` meant?", close)));
  }

  std::string file_;
  LayerValues& out_;
};

struct Unparsed {
  int line = 0;
  int column = 0;
  std::string message;
};

/// All exceptions of the TOML library are caught here.
std::expected<toml::table, Unparsed> parse(const std::string& text) {
  try {
    return toml::parse(std::string_view(text));
  } catch (const toml::parse_error& error) {
    return std::unexpected(Unparsed{static_cast<int>(error.source().begin.line),
                                    static_cast<int>(error.source().begin.column), std::string(error.description())});
  }
}

// Strings always in double quotes. Flags are an enum, their sums are none of its values.
// NOLINTNEXTLINE(clang-analyzer-optin.core.EnumCastOutOfRange)
constexpr auto kFormat = toml::format_flags::allow_unicode_strings | toml::format_flags::indentation;

std::string print(const toml::table& table) {
  std::ostringstream out;
  out << toml::toml_formatter(table, kFormat) << '\n';
  return std::move(out).str();
}

void insertValue(toml::table& table, const std::string& key, const Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) {
    table.insert_or_assign(key, *flag);
  } else if (const auto* seconds = std::get_if<std::int64_t>(&value)) {
    table.insert_or_assign(key, durationText(*seconds));
  } else if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) {
    toml::array array;
    for (const std::string& each : *texts) array.push_back(each);
    table.insert_or_assign(key, std::move(array));
  } else {
    table.insert_or_assign(key, std::get<std::string>(value));
  }
}

}  // namespace

LayerValues readLayer(const std::string& text, const std::string& file) {
  LayerValues out;
  const auto table = parse(text);
  if (!table) {
    const Unparsed& wrong = table.error();
    out.readable = false;
    out.problems.push_back(
        {file, wrong.line, wrong.column,
         std::format("this is no TOML: {}; the whole file is left out until it is mended", wrong.message)});
    return out;
  }
  Reader(file, out).root(*table);
  std::ranges::sort(out.problems, {}, [](const Problem& problem) { return std::pair(problem.line, problem.column); });
  return out;
}

LayerValues readLayerFile(const std::string& file, bool mustExist) {
  LayerValues out;
  if (file.empty()) return out;
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    const int reason = errno;
    if (reason != ENOENT || mustExist) {
      out.readable = reason == ENOENT;
      out.problems.push_back(
          {file, 0, 0, std::format("the file cannot be read: {}; check its path and rights", std::strerror(reason))});
    }
    return out;
  }
  std::string text(kLargestFile + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (stream.bad() || (stream.fail() && !stream.eof()) || text.size() > kLargestFile) {
    out.readable = false;
    out.problems.push_back(
        {file, 0, 0, std::format("the file cannot be read: it must be a file of at most {} KiB", kLargestFile / 1024)});
    return out;
  }
  return readLayer(text, file);
}

Result<Value> parseValue(const Setting& setting, const std::string& toml) {
  const auto table = parse("value = " + toml);
  // More than one key: the text went on with other settings.
  if (!table || table->size() != 1)
    return askHuman(std::format("{} must be {}, written as in TOML", setting.path, wanted(setting.type)));
  auto value = checkedValue(setting, *table->get("value"));
  if (!value) return askHuman(std::format("{} {}", setting.path, value.error()));
  return std::move(*value);
}

std::string valueText(const Value& value) {
  toml::table table;
  insertValue(table, "v", value);
  std::string text = print(table);
  text.erase(0, text.find('=') + 2);
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

std::string editOverrides(const std::string& text, const Setting& setting, const std::optional<Value>& value) {
  toml::table table = parse(text).value_or(toml::table());
  table.insert_or_assign("schema", kSchema);
  const std::size_t dot = setting.path.find('.');
  const std::string section = setting.path.substr(0, dot);
  const std::string key = setting.path.substr(dot + 1);
  if (value) {
    if (!table[section].is_table()) table.insert_or_assign(section, toml::table());
    insertValue(*table[section].as_table(), key, *value);
  } else if (toml::table* settings = table[section].as_table()) {
    settings->erase(key);
    if (settings->empty()) table.erase(section);
  }
  return "# Written by Rotonde; changes of people belong into the site's file.\n" + print(table);
}

}  // namespace rotonde::config
