// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/calendar/ical_reader.hpp"

#include "firmware/calendar/text_encoding.hpp"

#include <algorithm>
#include <format>
#include <optional>
#include <utility>

namespace rotonde::calendar {
namespace {

constexpr std::size_t kMaxSkippedNotes = 100;

std::string upper(std::string_view text) {
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return out;
}

bool nameCharacter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

/// RFC 6868: ^n, ^^ and ^'.
std::string decodeParameter(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char next = text[i] == '^' && i + 1 < text.size() ? text[i + 1] : '\0';
    if (next == 'n') {
      out += '\n';
    } else if (next == '^') {
      out += '^';
    } else if (next == '\'') {
      out += '"';
    } else {
      out += text[i];
      continue;
    }
    ++i;
  }
  return out;
}

/// Gives the unfolded lines one after the other.
class Lines {
 public:
  Lines(std::string_view bytes, std::size_t limit) : rest_(bytes), limit_(limit) {}

  /// False at the end. A line over the limit comes back empty with `tooLong`.
  bool next(std::string& line) {
    tooLong = false;
    line.clear();
    if (rest_.empty()) return false;
    ++number;
    append(line, physical());
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t')) {
      rest_.remove_prefix(1);
      append(line, physical());
    }
    if (tooLong) line.clear();
    return true;
  }

  bool tooLong = false;
  std::size_t number = 0;  ///< Of unfolded lines, from 1.

 private:
  std::string_view physical() {
    const std::size_t end = rest_.find('\n');
    std::string_view part = rest_.substr(0, end);
    rest_ = end == std::string_view::npos ? std::string_view() : rest_.substr(end + 1);
    while (part.ends_with('\r')) part.remove_suffix(1);
    return part;
  }
  void append(std::string& line, std::string_view part) {
    if (line.size() + part.size() > limit_) {
      tooLong = true;
    } else {
      line += part;
    }
  }

  std::string_view rest_;
  std::size_t limit_;
};

std::optional<IcalProperty> parseLine(std::string_view line, std::size_t textBytes) {
  std::size_t at = 0;
  while (at < line.size() && nameCharacter(line[at])) ++at;
  if (at == 0) return std::nullopt;
  IcalProperty property;
  property.name = upper(line.substr(0, at));
  while (at < line.size() && line[at] == ';') {
    const std::size_t nameStart = ++at;
    while (at < line.size() && nameCharacter(line[at])) ++at;
    const std::string name = upper(line.substr(nameStart, at - nameStart));
    if (at >= line.size() || line[at] != '=') return std::nullopt;
    std::string value;
    do {
      const std::size_t start = ++at;
      if (!value.empty()) value += ',';
      if (at < line.size() && line[at] == '"') {
        const std::size_t close = line.find('"', at + 1);
        if (close == std::string_view::npos) return std::nullopt;
        value += line.substr(start + 1, close - start - 1);
        at = close + 1;
      } else {
        while (at < line.size() && line[at] != ',' && line[at] != ';' && line[at] != ':') ++at;
        value += line.substr(start, at - start);
      }
    } while (at < line.size() && line[at] == ',');
    if (property.parameters.size() < 64) property.parameters.emplace_back(name, decodeParameter(value));
  }
  if (at >= line.size() || line[at] != ':') return std::nullopt;
  // A list of dates that is cut would silently lose some; those are counted later.
  const bool dates = property.name == "RDATE" || property.name == "EXDATE";
  property.value = line.substr(at + 1, dates ? std::string_view::npos : textBytes);
  return property;
}

/// Builds the tree with a stack of open components.
class TreeBuilder {
 public:
  TreeBuilder(const IcalLimits& limits, IcalStream& stream) : limits_(limits), stream_(stream) {}

  void begin(std::string name, std::size_t line) {
    // An event cannot hold another one: the END of the first was lost.
    if (name == "VEVENT" && tooDeep_ == 0 &&
        std::ranges::any_of(stack_, [](const Open& open) { return open.component.name == "VEVENT"; })) {
      spoil("an END line is missing");
      while (stack_.back().component.name != "VEVENT") close();
      close();
    }
    if (++components_ > limits_.components) {
      if (!full_) note(std::format("components after line {}: more than {} in one feed", line, limits_.components));
      full_ = true;
    }
    if (tooDeep_ > 0 || stack_.size() >= limits_.nesting) {
      spoil(std::format("nested deeper than {}", limits_.nesting));
      ++tooDeep_;
      return;
    }
    stack_.push_back({.component = {std::move(name), {}, {}}, .line = line});
  }

  void end(std::string_view name) {
    if (tooDeep_ > 0) {
      --tooDeep_;
      return;
    }
    if (stack_.empty()) return;
    if (stack_.back().component.name != name) {
      // Lost END lines: close up to the one that is named, if it is open at all.
      const auto match = std::ranges::find_if(stack_, [&](const Open& open) { return open.component.name == name; });
      if (match == stack_.end()) {
        spoil(std::format("END:{} without its BEGIN", name.substr(0, 40)));
        return;
      }
      spoil("an END line is missing");
      while (stack_.back().component.name != name) close();
    }
    close();
  }

  void property(IcalProperty property) {
    if (tooDeep_ > 0 || stack_.empty() || full_) return;
    Open& open = stack_.back();
    if (property.name == "ATTENDEE" && ++open.attendees > limits_.attendees) return;
    if ((property.name == "RDATE" && ++open.rdates > limits_.dates) ||
        (property.name == "EXDATE" && ++open.exdates > limits_.dates)) {
      spoil(std::format("more than {} lines of {}", limits_.dates, property.name));
      return;
    }
    if (open.component.properties.size() >= limits_.properties) {
      spoil(std::format("more than {} properties", limits_.properties));
      return;
    }
    open.component.properties.push_back(std::move(property));
  }

  /// The object in whose middle we are cannot be trusted.
  void spoil(std::string reason) {
    for (Open& open : stack_) {
      if (open.component.name == "VEVENT" || open.component.name == "VTIMEZONE") {
        if (open.spoilt.empty()) open.spoilt = std::move(reason);
        return;
      }
    }
  }

  void strayLine(std::size_t line) {
    for (Open& open : stack_) {
      if (open.component.name == "VEVENT" && open.strayLine == 0) open.strayLine = line;
    }
  }

  bool sawCalendar() const { return sawCalendar_; }
  bool open() const { return !stack_.empty(); }

 private:
  struct Open {
    IcalComponent component;
    std::size_t line = 0;
    std::size_t attendees = 0;
    std::size_t rdates = 0;
    std::size_t exdates = 0;
    std::size_t strayLine = 0;
    std::string spoilt;
  };

  void close() {
    Open done = std::move(stack_.back());
    stack_.pop_back();
    if (stack_.empty()) {
      if (done.component.name == "VCALENDAR") {
        sawCalendar_ = true;
        stream_.calendars.push_back(std::move(done.component));
      }
      return;
    }
    const std::string& name = done.component.name;
    IcalComponent& parent = stack_.back().component;
    if (!done.spoilt.empty() || done.strayLine > 0) {
      const std::string uid(done.component.value("UID").substr(0, 80));
      const std::string what = uid.empty() ? std::format("at line {}", done.line) : uid;
      if (done.spoilt.empty()) {
        note(std::format("{} {}: line {} is no property and is left out", name, what, done.strayLine));
      } else {
        note(std::format("{} {}: {}", name, what, done.spoilt));
        return;
      }
    }
    const bool wanted = (parent.name == "VCALENDAR" && (name == "VEVENT" || name == "VTIMEZONE")) ||
                        (parent.name == "VTIMEZONE" && (name == "STANDARD" || name == "DAYLIGHT"));
    if (wanted && !full_) parent.children.push_back(std::move(done.component));
  }

  void note(std::string text) {
    if (stream_.skipped.size() < kMaxSkippedNotes) stream_.skipped.push_back(std::move(text));
  }

  const IcalLimits& limits_;
  IcalStream& stream_;
  std::vector<Open> stack_;
  std::size_t components_ = 0;
  std::size_t tooDeep_ = 0;
  bool full_ = false;
  bool sawCalendar_ = false;
};

bool looksLikeHtml(std::string_view bytes) {
  const std::string head = upper(bytes.substr(0, 1024));
  return head.contains("<!DOCTYPE HTML") || head.contains("<HTML") || head.contains("<HEAD");
}

}  // namespace

std::string_view IcalProperty::parameter(std::string_view parameterName) const {
  for (const auto& [key, text] : parameters) {
    if (key == parameterName) return text;
  }
  return {};
}

const IcalProperty* IcalComponent::property(std::string_view propertyName) const {
  const auto found = std::ranges::find(properties, propertyName, &IcalProperty::name);
  return found == properties.end() ? nullptr : &*found;
}

std::string_view IcalComponent::value(std::string_view propertyName) const {
  const IcalProperty* found = property(propertyName);
  return found == nullptr ? std::string_view() : std::string_view(found->value);
}

Result<IcalStream> readIcal(std::string_view bytes, const IcalLimits& limits) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (bytes.size() > limits.bodyBytes) {
    return tryLater(
        std::format("the calendar feed is larger than {} bytes; publish a shorter period", limits.bodyBytes));
  }
  if (bytes.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return tryLater("the calendar feed is empty; check that its URL still stands for a published calendar");
  }
  const auto converted = fromUtf16(bytes);
  if (converted) bytes = *converted;
  IcalStream stream;
  TreeBuilder tree(limits, stream);
  Lines lines(bytes, limits.lineBytes);
  std::string line;
  while (lines.next(line)) {
    if (lines.tooLong) {
      tree.spoil(std::format("a line of more than {} bytes", limits.lineBytes));
      continue;
    }
    if (line.find_first_not_of(" \t") == std::string::npos) continue;
    line = lineAsUtf8(std::move(line));
    auto property = parseLine(line, limits.textBytes);
    if (!property) {
      // Mostly a text that its producer broke without folding it; the meeting is in the other lines.
      tree.strayLine(lines.number);
    } else if (property->name == "BEGIN") {
      tree.begin(upper(property->value), lines.number);
    } else if (property->name == "END") {
      tree.end(upper(property->value));
    } else {
      tree.property(std::move(*property));
    }
  }
  if (tree.sawCalendar() && !tree.open()) return stream;
  if (looksLikeHtml(bytes)) {
    return tryLater("the calendar server sent a web page, probably its login form; check the feed's URL");
  }
  if (tree.open()) return tryLater("the calendar feed is cut off before its end");
  return tryLater("the calendar feed holds no VCALENDAR; check that its URL is that of an iCalendar (ICS) feed");
}

std::string unescapeText(std::string_view value) {
  std::string out;
  out.reserve(value.size());
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '\\' || i + 1 == value.size()) {
      out += value[i];
      continue;
    }
    const char next = value[++i];
    if (next == 'n' || next == 'N') {
      out += '\n';
    } else {
      if (next != '\\' && next != ';' && next != ',') out += '\\';
      out += next;
    }
  }
  return out;
}

}  // namespace rotonde::calendar
