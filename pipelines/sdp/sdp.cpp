// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/sdp/sdp.hpp"

#include <charconv>
#include <format>

namespace rotonde::pipelines {
namespace {

std::string_view withoutTrailingBlanks(std::string_view line) {
  const auto last = line.find_last_not_of(" \t\r");
  return last == std::string_view::npos ? std::string_view() : line.substr(0, last + 1);
}

/// The value of `line` when it is a=NAME or a=NAME:VALUE.
std::optional<std::string_view> valueOf(std::string_view line, std::string_view name) {
  if (!line.starts_with("a=")) return std::nullopt;
  line.remove_prefix(2);
  if (!line.starts_with(name)) return std::nullopt;
  line.remove_prefix(name.size());
  if (line.empty()) return line;
  if (line.front() != ':') return std::nullopt;
  return line.substr(1);
}

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> result;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (end > 0) result.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

Result<SdpSection> readSection(std::string_view line) {
  const auto fields = words(line.substr(2));
  if (fields.size() < 4) return refused("session description: m= line with less than four fields");
  SdpSection section;
  section.kind = fields[0];
  // "49170/2" is allowed by RFC 8866; WebRTC never uses the count.
  const auto port = fields[1].substr(0, fields[1].find('/'));
  const auto parsed = std::from_chars(port.data(), port.data() + port.size(), section.port);
  if (parsed.ec != std::errc() || parsed.ptr != port.data() + port.size() || section.port < 0 || section.port > 65535) {
    return refused("session description: m= line without a usable port");
  }
  section.protocol = fields[2];
  section.formats.assign(fields.begin() + 3, fields.end());
  section.lines.emplace_back(line);
  return section;
}

}  // namespace

std::optional<std::string_view> SdpSection::attribute(std::string_view name) const {
  for (const auto& line : lines) {
    if (const auto value = valueOf(line, name)) return value;
  }
  return std::nullopt;
}

std::vector<std::string_view> SdpSection::attributes(std::string_view name) const {
  std::vector<std::string_view> result;
  for (const auto& line : lines) {
    if (const auto value = valueOf(line, name)) result.push_back(*value);
  }
  return result;
}

std::string_view SdpSection::direction() const {
  for (const std::string_view name : {"sendrecv", "sendonly", "recvonly", "inactive"}) {
    if (attribute(name)) return name;
  }
  return "sendrecv";
}

void SdpSection::setPort(int value) {
  port = value;
  std::string line = std::format("m={} {} {}", kind, port, protocol);
  for (const auto& format : formats) line += " " + format;
  lines.front() = std::move(line);
}

std::optional<std::string_view> Sdp::attribute(std::string_view name) const {
  for (const auto& line : session) {
    if (const auto value = valueOf(line, name)) return value;
  }
  return std::nullopt;
}

Result<Sdp> parseSdp(std::string_view text) {
  if (text.size() > kMaxSdpBytes) return refused("session description: larger than 1 MiB");
  Sdp sdp;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = withoutTrailingBlanks(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) continue;
    if (line.size() < 2 || line[1] != '=') return refused("session description: a line without a type");
    if (line.starts_with("m=")) {
      if (sdp.sections.size() == kMaxSdpSections) return refused("session description: more than 2000 sections");
      auto section = readSection(line);
      if (!section) return std::unexpected(section.error());
      sdp.sections.push_back(std::move(*section));
    } else if (sdp.sections.empty()) {
      sdp.session.emplace_back(line);
    } else {
      sdp.sections.back().lines.emplace_back(line);
    }
  }
  if (sdp.session.empty() || sdp.session.front() != "v=0")
    return refused("session description: does not begin with v=0");
  return sdp;
}

std::string writeSdp(const Sdp& sdp) {
  std::string text;
  const auto append = [&text](const std::vector<std::string>& lines) {
    for (const auto& line : lines) text.append(line).append("\r\n");
  };
  append(sdp.session);
  for (const auto& section : sdp.sections) append(section.lines);
  return text;
}

}  // namespace rotonde::pipelines
