// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/calendar/agenda.hpp"
#include "firmware/calendar/ical_reader.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rotonde::calendar {

/// What an event says about where it takes place.
struct FoundLink {
  Occurrence::LinkState state = Occurrence::LinkState::None;
  std::optional<MeetingLink> link;  ///< Set when Joinable.
  std::string service;              ///< Another service's name when Foreign.
  friend bool operator==(const FoundLink&, const FoundLink&) = default;
};

/// Finds the Visio link of an event. A link counts only when its host is one of the configured ones, compared exactly
/// after IDNA: never by suffix, never with user information, https only (http for loopback hosts). Where an event
/// holds several, conference properties win over URL, then LOCATION, DESCRIPTION and HTML bodies.
class LinkFinder {
 public:
  /// `hosts` as "host" or "host:port".
  explicit LinkFinder(const std::vector<std::string>& hosts);

  FoundLink find(const IcalComponent& event) const;
  /// A link that a person typed or passed: a URL in the same forms as in an event.
  std::optional<MeetingLink> parse(std::string_view url) const;

 private:
  std::vector<std::string> hosts_;  ///< Lower-case ASCII, ":port" unless 443.
};

/// "abc-defg-hij" from its written forms (capitals, without hyphens); nullopt when it is no Visio room name.
std::optional<std::string> normalSlug(std::string_view text);

/// The URLs in free text or HTML, cleaned of entities, brackets, zero-width characters and trailing punctuation, and
/// unwrapped from the mail gateways that rewrite links. At most 200.
std::vector<std::string> urlsInText(std::string_view text);

/// The other conference service that a URL leads to; empty when it is none that we know.
std::string foreignService(std::string_view url);

}  // namespace rotonde::calendar
