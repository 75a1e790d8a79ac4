// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
//
// Any bytes as a feed: reading, zones, recurrences and links up to the agenda.
#include "firmware/calendar/event.hpp"
#include "firmware/calendar/expander.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rotonde::calendar;
  static Zones zones("Europe/Paris");
  static const LinkFinder links({"visio.numerique.gouv.fr"});
  static const std::string address = "room@example.org";
  const auto stream = readIcal({reinterpret_cast<const char*>(data), size});
  if (!stream) return 0;
  CalendarContent content;
  EventReader(zones, links, address).read(*stream, content);
  const Instant now = std::chrono::sys_days(std::chrono::year(2026) / 3 / 2);
  const Expansion expansion = expand(content.events, {now - std::chrono::days(1), now + std::chrono::days(14)});
  const Occurrence* before = nullptr;
  for (const Occurrence& occurrence : expansion.occurrences) {
    const bool sorted = before == nullptr || before->start <= occurrence.start;
    const bool hidden = !occurrence.isPrivate || (occurrence.title.empty() && occurrence.organizer.empty());
    const bool linked = occurrence.link.has_value() == (occurrence.linkState == Occurrence::LinkState::Joinable);
    if (!sorted || !hidden || !linked || occurrence.end < occurrence.start || occurrence.key.empty()) std::abort();
    before = &occurrence;
  }
  return 0;
}
