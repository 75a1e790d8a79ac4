// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/calendar/link_finder.hpp"
#include "firmware/calendar/url.hpp"

#include <algorithm>
#include <span>

namespace rotonde::calendar {
namespace {

/// A host (also any host below it when it starts with a dot) and the beginning of the path.
struct Service {
  std::string_view host;
  std::string_view path;
  std::string_view name;
};

constexpr Service kServices[] = {
    {"webconf.numerique.gouv.fr", "/", "Webconf de l'État"},
    {"appel.webconf.numerique.gouv.fr", "/", "Webconf de l'État"},
    {"webinaire.numerique.gouv.fr", "/", "Webinaire de l'État"},
    {"webconf.comu.gouv.fr", "/", "COMU"},
    {"webconf.comu.interieur.rie.gouv.fr", "/", "COMU"},
    {"webconf.comu.minint.fr", "/", "COMU"},
    {"webconf.comu.din.gouv.fr", "/", "COMU"},
    {"rendez-vous.renater.fr", "/", "RENATER Rendez-vous"},
    {"app.livestorm.com", "/p/", "Livestorm"},
    {"app.livestorm.co", "/p/", "Livestorm"},
    {"meet.google.com", "/", "Google Meet"},
    {"teams.microsoft.com", "/l/meetup-join/", "Microsoft Teams"},
    {"teams.microsoft.com", "/meet/", "Microsoft Teams"},
    {"gov.teams.microsoft.us", "/l/meetup-join/", "Microsoft Teams"},
    {"teams.microsoft.us", "/l/meetup-join/", "Microsoft Teams"},
    {"teams.live.com", "/meet/", "Microsoft Teams"},
    {"zoom.us", "/", "Zoom"},
    {".zoom.us", "/", "Zoom"},
    {".zoom.com", "/", "Zoom"},
    {".zoom.com.cn", "/", "Zoom"},
    {".zoom.de", "/", "Zoom"},
    {".zoom-x.de", "/", "Zoom"},
    {".zoomgov.com", "/j/", "Zoom"},
    {".webex.com", "/", "Webex"},
    {"meet.jit.si", "/", "Jitsi Meet"},
    {"8x8.vc", "/", "8x8"},
    {".whereby.com", "/", "Whereby"},
    {"whereby.com", "/", "Whereby"},
    {"meet.livekit.io", "/rooms/", "LiveKit Meet"},
    {"join.skype.com", "/", "Skype"},
    {"meet.lync.com", "/", "Skype for Business"},
    {".gotomeeting.com", "/", "GoTo Meeting"},
    {".gotowebinar.com", "/", "GoTo Webinar"},
    {"meet.goto.com", "/", "GoTo Meeting"},
    {"meet.proton.me", "/join/", "Proton Meet"},
    {"meet.starleaf.com", "/", "StarLeaf"},
    {"call.lifesizecloud.com", "/", "Lifesize"},
    {".bluejeans.com", "/", "BlueJeans"},
    {"bluejeans.com", "/", "BlueJeans"},
    {"meetings.vonage.com", "/", "Vonage"},
    {"riverside.com", "/studio/", "Riverside"},
    {"riverside.fm", "/studio/", "Riverside"},
    {"app.slack.com", "/huddle/", "Slack"},
};

/// Visio servers known to the public; a room joins them only when its configuration names them.
constexpr std::string_view kVisioHosts[] = {
    "visio.numerique.gouv.fr", "visio.suite.anct.gouv.fr", "visio.lasuite.coop", "meet.numerique.gouv.fr", "mosa.cloud",
    "meet.linagora.com"};

bool hostMatches(std::string_view host, std::string_view pattern) {
  if (!pattern.starts_with('.')) return host == pattern;
  return host.ends_with(pattern) || host == pattern.substr(1);
}

}  // namespace

std::string foreignService(std::string_view text) {
  const auto url = parseUrl(text);
  if (!url || url->userInfo) return {};
  const auto found = std::ranges::find_if(kServices, [&](const Service& service) {
    return hostMatches(url->host, service.host) && url->path.size() > 1 && url->path.starts_with(service.path);
  });
  if (found != std::end(kServices)) return std::string(found->name);
  std::string_view path = url->path;
  if (path.starts_with('/')) path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  if (std::ranges::contains(kVisioHosts, url->host) && normalSlug(path)) return "Visio (" + url->host + ")";
  return {};
}

}  // namespace rotonde::calendar
