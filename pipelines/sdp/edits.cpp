// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/sdp/edits.hpp"

#include <algorithm>
#include <format>

namespace rotonde::pipelines {
namespace {

bool asksByFir(std::string_view line) {
  if (!line.starts_with("a=rtcp-fb:")) return false;
  const auto blank = line.find(' ');
  return blank != std::string_view::npos && line.substr(blank + 1) == "ccm fir";
}

}  // namespace

void removeFirFeedback(Sdp& remote) {
  for (auto& section : remote.sections) std::erase_if(section.lines, asksByFir);
}

void openBundledSections(Sdp& offer) {
  for (auto& section : offer.sections) {
    if (!section.attribute("bundle-only")) continue;
    std::erase(section.lines, "a=bundle-only");
    if (section.port == 0) section.setPort(9);
  }
}

void nameTrack(SdpSection& section, const std::string& stream, const std::string& cid) {
  std::erase_if(section.lines, [](std::string_view line) { return line.starts_with("a=msid:"); });
  for (auto& line : section.lines) {
    if (!line.starts_with("a=ssrc:")) continue;
    const auto blank = line.find(' ');
    if (blank == std::string::npos || !std::string_view(line).substr(blank + 1).starts_with("msid:")) continue;
    line = std::format("{} msid:{} {}", std::string_view(line).substr(0, blank), stream, cid);
  }
  const auto mid =
      std::ranges::find_if(section.lines, [](std::string_view line) { return line.starts_with("a=mid:"); });
  const auto after = mid == section.lines.end() ? mid : mid + 1;
  section.lines.insert(after, std::format("a=msid:{} {}", stream, cid));
}

}  // namespace rotonde::pipelines
