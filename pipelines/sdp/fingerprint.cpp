// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/sdp/fingerprint.hpp"

#include <algorithm>
#include <format>
#include <optional>

namespace rotonde::pipelines {
namespace {

constexpr std::string_view kPrefix = "a=fingerprint:";
constexpr std::size_t kSha256Digits = 64;

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool isSha256(std::string_view name) {
  constexpr std::string_view kName = "SHA-256";
  return std::ranges::equal(name, kName, {}, upper);
}

/// 32 pairs of digits with colons between them, or nullopt.
std::optional<std::string> readDigits(std::string_view value) {
  if (value.size() != kSha256Digits / 2 * 3 - 1) return std::nullopt;
  std::string digits;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = upper(value[i]);
    if (i % 3 == 2) {
      if (c != ':') return std::nullopt;
    } else if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'F')) {
      digits.push_back(c);
    } else {
      return std::nullopt;
    }
  }
  return digits;
}

/// What the lines of one level promise.
struct Level {
  bool any = false;  ///< Some fingerprint stands here, of whichever hash.
  std::vector<std::string> sha256;
  bool malformed = false;
};

Level readLevel(const std::vector<std::string>& lines) {
  Level level;
  for (const std::string_view line : lines) {
    if (!line.starts_with(kPrefix)) continue;
    level.any = true;
    const auto value = line.substr(kPrefix.size());
    const auto blank = value.find(' ');
    if (blank == std::string_view::npos || !isSha256(value.substr(0, blank))) continue;
    if (auto digits = readDigits(value.substr(blank + 1))) {
      level.sha256.push_back(std::move(*digits));
    } else {
      level.malformed = true;
    }
  }
  return level;
}

}  // namespace

Result<std::string> promisedFingerprint(const Sdp& sdp) {
  const Level session = readLevel(sdp.session);
  std::optional<std::string> promised;
  for (const auto& section : sdp.sections) {
    if (section.rejected()) continue;
    const Level own = readLevel(section.lines);
    const Level& level = own.any ? own : session;
    if (level.malformed) return refused("session description: malformed SHA-256 fingerprint");
    if (level.sha256.empty()) {
      return refused(std::format("session description: section '{}' has no SHA-256 fingerprint", section.mid()));
    }
    for (const auto& digits : level.sha256) {
      if (promised && *promised != digits) return refused("session description: fingerprints differ");
      promised = digits;
    }
  }
  if (!promised) return refused("session description: no section is in use");
  return *promised;
}

}  // namespace rotonde::pipelines
