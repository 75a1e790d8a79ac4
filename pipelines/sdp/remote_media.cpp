// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/sdp/remote_media.hpp"

#include <charconv>
#include <optional>

namespace rotonde::pipelines {
namespace {

/// Takes the number at the start of `text`, if it is followed by a blank or by the end.
std::optional<std::uint32_t> takeSsrc(std::string_view& text) {
  std::uint32_t ssrc = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), ssrc);
  if (parsed.ec != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(parsed.ptr - text.data()));
  if (text.empty()) return ssrc;
  if (text.front() != ' ') return std::nullopt;
  text.remove_prefix(1);
  return ssrc;
}

void setMsid(RemoteMedia& media, std::string_view msid) {
  const auto blank = msid.find(' ');
  media.stream = msid.substr(0, blank);
  if (blank != std::string_view::npos) media.track = msid.substr(blank + 1);
}

void readRetransmission(RemoteMedia& media, const SdpSection& section) {
  for (std::string_view group : section.attributes("ssrc-group")) {
    constexpr std::string_view kFid = "FID ";
    if (!group.starts_with(kFid)) continue;
    group.remove_prefix(kFid.size());
    const auto first = takeSsrc(group);
    const auto second = takeSsrc(group);
    if (!first || !second) continue;
    media.ssrc = *first;
    media.rtxSsrc = *second;
    return;
  }
}

std::optional<RemoteMedia> readMedia(const SdpSection& section) {
  RemoteMedia media{.mid = std::string(section.mid()), .kind = section.kind};
  readRetransmission(media, section);
  for (std::string_view line : section.attributes("ssrc")) {
    const auto ssrc = takeSsrc(line);
    if (!ssrc || *ssrc == 0) continue;
    if (media.ssrc == 0) media.ssrc = *ssrc;
    constexpr std::string_view kMsid = "msid:";
    if (*ssrc == media.ssrc && line.starts_with(kMsid)) setMsid(media, line.substr(kMsid.size()));
  }
  if (media.ssrc == 0) return std::nullopt;
  if (const auto msid = section.attribute("msid")) setMsid(media, *msid);
  return media;
}

}  // namespace

std::vector<RemoteMedia> remoteMedia(const Sdp& remote) {
  std::vector<RemoteMedia> result;
  for (std::size_t i = 0; i < remote.sections.size(); ++i) {
    const auto& section = remote.sections[i];
    if (section.kind != "audio" && section.kind != "video") continue;
    if (section.rejected()) continue;
    if (section.direction() != "sendonly" && section.direction() != "sendrecv") continue;
    if (auto media = readMedia(section)) {
      media->index = static_cast<int>(i);
      result.push_back(std::move(*media));
    }
  }
  return result;
}

}  // namespace rotonde::pipelines
