// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
//
// Any bytes as a CalDAV server's answer: the multistatus reader, its bounds, and the addresses in it.
#include "firmware/calendar/dav_answer.hpp"
#include "firmware/calendar/dav_client.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rotonde::calendar;
  static const DavLimits limits{.resources = 50, .depth = 12, .hrefBytes = 200, .textBytes = 2'000};
  static const rotonde::Secret base("https://dav.example.org/dav/room/");
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  namesPrecondition(text, "valid-sync-token");
  const auto answer = readMultistatus(text, limits);
  if (!answer) {
    if (answer.error().message.empty()) std::abort();
    return 0;
  }
  if (answer->resources.size() > limits.resources) std::abort();
  for (const DavResource& resource : answer->resources) {
    if (resource.href.empty() || resource.href.size() > limits.hrefBytes) std::abort();
    if (resource.calendarData && resource.calendarData->size() > limits.textBytes) std::abort();
    const auto url = resolveHref(base, resource.href);
    if (!url) continue;
    // Hosts are the same in any case.
    std::string start = url->reveal().substr(0, 24);
    std::ranges::transform(start, start.begin(), [](unsigned char c) { return std::tolower(c); });
    if (start != "https://dav.example.org/") std::abort();
    if (lastPart(comparablePath(*url)).empty()) std::abort();
  }
  return 0;
}
