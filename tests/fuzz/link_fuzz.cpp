// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
//
// Any text as an event's description and as a typed link: what is found is an allowed host and a well-formed slug.
#include "firmware/calendar/link_finder.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

void check(const std::optional<rotonde::calendar::MeetingLink>& link) {
  if (!link) return;
  const std::string& slug = link->slug.reveal();
  if (link->host != "visio.numerique.gouv.fr" && link->host != "127.0.0.1:8080") std::abort();
  if (rotonde::calendar::normalSlug(slug) != slug) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rotonde::calendar;
  static const LinkFinder finder({"visio.numerique.gouv.fr", "127.0.0.1:8080"});
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check(finder.parse(text));
  IcalComponent event{.name = "VEVENT", .properties = {}, .children = {}};
  event.properties.push_back({"DESCRIPTION", {}, std::string(text)});
  event.properties.push_back({"URL", {}, std::string(text)});
  check(finder.find(event).link);
  for (const std::string& url : urlsInText(text)) foreignService(url);
  return 0;
}
