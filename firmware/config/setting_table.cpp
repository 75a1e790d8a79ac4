// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
// The table of settings. A new setting is one member of Config and one row here; `rotondectl config describe` then
// writes its row of docs/configuration.md.
#include "firmware/config/checks.hpp"
#include "firmware/config/setting.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace rotonde::config {

namespace {

constexpr std::int64_t kMinute = 60;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;

template <class Section>
Setting text(Setting setting, Section Config::* section, std::string Section::* member) {
  setting.type = Type::Text;
  setting.set = [=](Config& config, const Value& value) { config.*section.*member = std::get<std::string>(value); };
  setting.get = [=](const Config& config) { return Value(config.*section.*member); };
  return setting;
}

template <class Section>
Setting secret(Setting setting, Section Config::* section, Secret Section::* member) {
  setting.type = Type::Text;
  setting.secret = true;
  setting.set = [=](Config& config, const Value& value) {
    config.*section.*member = Secret(std::get<std::string>(value));
  };
  setting.get = [=](const Config& config) { return Value((config.*section.*member).reveal()); };
  return setting;
}

template <class Section>
Setting flag(Setting setting, Section Config::* section, bool Section::* member) {
  setting.type = Type::Boolean;
  setting.set = [=](Config& config, const Value& value) { config.*section.*member = std::get<bool>(value); };
  setting.get = [=](const Config& config) { return Value(config.*section.*member); };
  return setting;
}

template <class Section, class Duration>
Setting duration(Setting setting, Section Config::* section, Duration Section::* member) {
  setting.type = Type::Duration;
  setting.set = [=](Config& config, const Value& value) {
    config.*section.*member = std::chrono::duration_cast<Duration>(std::chrono::seconds(std::get<std::int64_t>(value)));
  };
  setting.get = [=](const Config& config) {
    return Value(std::int64_t{std::chrono::seconds(config.*section.*member).count()});
  };
  return setting;
}

template <class Section>
Setting texts(Setting setting, Section Config::* section, std::vector<std::string> Section::* member) {
  setting.type = Type::Texts;
  setting.set = [=](Config& config, const Value& value) {
    config.*section.*member = std::get<std::vector<std::string>>(value);
  };
  setting.get = [=](const Config& config) { return Value(config.*section.*member); };
  return setting;
}

template <class Section>
Setting secrets(Setting setting, Section Config::* section, std::vector<Secret> Section::* member) {
  setting.type = Type::Texts;
  setting.secret = true;
  setting.set = [=](Config& config, const Value& value) {
    auto& list = config.*section.*member;
    list.clear();
    for (const std::string& text : std::get<std::vector<std::string>>(value)) list.emplace_back(text);
  };
  setting.get = [=](const Config& config) {
    std::vector<std::string> list;
    for (const Secret& each : config.*section.*member) list.push_back(each.reveal());
    return Value(std::move(list));
  };
  return setting;
}

/// A choice is a text or an enum; `choices` pairs each word with its meaning.
template <class Section, class T>
Setting choice(Setting setting, Section Config::* section, T Section::* member,
               const std::vector<std::pair<std::string, T>>& choices) {
  setting.type = Type::Choice;
  for (const auto& [word, meaning] : choices) setting.choices.push_back(word);
  setting.set = [=](Config& config, const Value& value) {
    const auto found = std::ranges::find(choices, std::get<std::string>(value), &std::pair<std::string, T>::first);
    if (found != choices.end()) config.*section.*member = found->second;
  };
  setting.get = [=](const Config& config) {
    const auto found = std::ranges::find(choices, config.*section.*member, &std::pair<std::string, T>::second);
    return Value(found == choices.end() ? std::string() : found->first);
  };
  return setting;
}

std::vector<Setting> roomSettings() {
  return {
      text({.path = "room.name",
            .description = "The room as people call it; shown on the screen and in the meeting.",
            .atLeast = 1,
            .atMost = 64},
           &Config::room, &Room::name),
      choice<Room, Language>({.path = "room.language", .description = "Language of the screen."}, &Config::room,
                             &Room::language, {{"fr", Language::French}, {"en", Language::English}}),
      text({.path = "room.time_zone",
            .description = "IANA time zone of the room.",
            .atLeast = 1,
            .atMost = 64,
            .check = checkZone},
           &Config::room, &Room::timeZone),
  };
}

std::vector<Setting> calendarSettings() {
  return {
      secret({.path = "calendar.feed",
              .description =
                  "Address of the room's iCalendar feed: https://, http:// on this machine, file:/// or an absolute "
                  "path; empty: no feed.",
              .editor = Editor::Admin,
              .atMost = 2048,
              .check = checkFeed},
             &Config::calendar, &Calendar::feed),
      secrets(
          {.path = "calendar.caldav",
           .description =
               "Addresses at CalDAV servers: the server, an account's home, or a calendar; https://, http:// on this "
               "machine.",
           .editor = Editor::Admin,
           .atMost = 8,
           .check = checkCalDav},
          &Config::calendar, &Calendar::caldav),
      text({.path = "calendar.user", .description = "The room's user at the CalDAV servers.", .editor = Editor::Admin},
           &Config::calendar, &Calendar::user),
      secret({.path = "calendar.password",
              .description = "Its password, or the token when authentication is \"bearer\".",
              .editor = Editor::Admin,
              .atMost = 4096},
             &Config::calendar, &Calendar::password),
      text(
          {.path = "calendar.password_file",
           .description =
               "File whose first line is that password: an absolute path, or the name of a credential of the service's "
               "unit.",
           .editor = Editor::Admin,
           .atMost = 4096,
           .check = checkPasswordFile},
          &Config::calendar, &Calendar::passwordFile),
      choice<Calendar, CalDavLogin>(
          {.path = "calendar.authentication",
           .description = "How the room logs in there; auto: Digest when the server offers it, else Basic.",
           .editor = Editor::Admin},
          &Config::calendar, &Calendar::authentication,
          {{"auto", CalDavLogin::Auto},
           {"basic", CalDavLogin::Basic},
           {"digest", CalDavLogin::Digest},
           {"bearer", CalDavLogin::Bearer}}),
      texts({.path = "calendar.calendars",
             .description = "Names of the calendars to take of a CalDAV account; none: all that hold events.",
             .editor = Editor::Admin,
             .atMost = 32,
             .check = checkLine},
            &Config::calendar, &Calendar::calendars),
      text({.path = "calendar.address",
            .description =
                "The room's own mail address in the calendar, to find its answers to invitations; may be empty.",
            .check = checkMail},
           &Config::calendar, &Calendar::address),
      duration({.path = "calendar.poll",
                .description = "How often the feed is asked for news.",
                .atLeast = 10,
                .atMost = kDay},
               &Config::calendar, &Calendar::poll),
  };
}

std::vector<Setting> visioSettings() {
  return {
      texts({.path = "visio.hosts",
             .description = "Visio servers whose meetings may be joined: host or host:port, compared exactly.",
             .editor = Editor::Admin,
             .atLeast = 1,
             .atMost = 16,
             .check = checkHost},
            &Config::visio, &Visio::hosts),
      text({.path = "visio.display_name",
            .description = "How the room is named in a meeting; empty: \"Salle NAME (équipement de salle)\".",
            .atMost = 50},
           &Config::visio, &Visio::displayName),
  };
}

std::vector<Setting> networkSettings() {
  return {
      secret({.path = "network.proxy",
              .description = "HTTP proxy, http://[user:password@]host:port; empty: none.",
              .editor = Editor::Admin,
              .atMost = 500,
              .check = checkProxy},
             &Config::network, &Network::proxy),
      text({.path = "network.ca_file",
            .description =
                "PEM file of a certificate authority that is trusted besides the system's; empty: none. One that "
                "is taken out is forgotten at the next start.",
            .editor = Editor::Admin,
            .atMost = 4096,
            .check = checkAbsolutePath},
           &Config::network, &Network::caFile),
      flag({.path = "network.stun_from_server",
            .description = "Use the public STUN servers that a media server may name.",
            .editor = Editor::Admin},
           &Config::network, &Network::stunFromServer),
      flag({.path = "network.loopback_media",
            .description = "Media on 127.0.0.1 only, for a media server on this machine.",
            .editor = Editor::Admin},
           &Config::network, &Network::loopbackMedia),
  };
}

std::vector<Setting> joinSettings() {
  return {
      choice<Join, JoinMode>(
          {.path = "join.mode",
           .description =
               "How a scheduled meeting is joined: never by itself, when somebody touches the offer, or by itself "
               "after a countdown."},
          &Config::join, &Join::mode, {{"off", JoinMode::Off}, {"ask", JoinMode::Ask}, {"auto", JoinMode::Auto}}),
      choice<Join, JoinMedia>(
          {.path = "join.media",
           .description =
               "What opens microphone and camera after a join by itself: a touch, people in the room, or the join."},
          &Config::join, &Join::media,
          {{"touch", JoinMedia::Touch}, {"presence", JoinMedia::Presence}, {"always", JoinMedia::Always}}),
      duration({.path = "join.announce",
                .description = "How long before its start a meeting is announced.",
                .atLeast = 0,
                .atMost = 2 * kHour},
               &Config::join, &Join::announce),
      duration({.path = "join.lead",
                .description = "How long before its start a meeting is joined at the earliest.",
                .atLeast = 0,
                .atMost = 15 * kMinute},
               &Config::join, &Join::lead),
      duration({.path = "join.spread",
                .description = "Rooms of a fleet join spread over this time after the earliest moment.",
                .atLeast = 0,
                .atMost = 10 * kMinute},
               &Config::join, &Join::spread),
      duration({.path = "join.countdown",
                .description = "How long the countdown that can be cancelled lasts.",
                .atLeast = 0,
                .atMost = 5 * kMinute},
               &Config::join, &Join::countdown),
      flag({.path = "join.private_events", .description = "Join private events by itself."}, &Config::join,
           &Join::privateEvents),
      flag({.path = "join.all_day_events", .description = "Join events of all day or over 8 hours by itself."},
           &Config::join, &Join::allDayEvents),
      duration({.path = "join.alone_after_end",
                .description = "Leave this long after the end when nobody else is in the meeting.",
                .atLeast = 0,
                .atMost = kHour},
               &Config::join, &Join::aloneAfterEnd),
      duration({.path = "join.hard_limit_after_end",
                .description = "Leave this long after the end whoever is there.",
                .atLeast = kHour,
                .atMost = kDay},
               &Config::join, &Join::hardLimitAfterEnd),
      duration({.path = "join.hard_limit",
                .description = "Leave a meeting without a known end after this time.",
                .atLeast = kHour,
                .atMost = 2 * kDay},
               &Config::join, &Join::hardLimit),
  };
}

std::vector<Setting> mediaSettings() {
  return {
      text({.path = "media.camera", .description = "Id of the camera; empty: the first one."}, &Config::media,
           &Media::camera),
      text({.path = "media.microphone", .description = "Id of the microphone; empty: the first one."}, &Config::media,
           &Media::microphone),
      text({.path = "media.speaker", .description = "Id of the loudspeaker; empty: the first one."}, &Config::media,
           &Media::speaker),
      text({.path = "media.display",
            .description = "Id of the display; empty: the first one; \"none\": the screen is drawn in memory only."},
           &Config::media, &Media::display),
      choice<Media, std::string>({.path = "media.codec", .description = "Codec of the room's video."}, &Config::media,
                                 &Media::codec, {{"auto", "auto"}, {"vp8", "vp8"}, {"h264", "h264"}}),
      flag({.path = "media.simulcast",
            .description = "Send the camera in three sizes, of which each viewer gets the one that fits; else in the "
                           "largest alone."},
           &Config::media, &Media::simulcast),
      flag({.path = "media.simulated",
            .description = "Offer a simulated camera and microphone (demonstrations and tests).",
            .needsRestart = true},
           &Config::media, &Media::simulated),
      text({.path = "media.simulated_mark",
            .description = "8 hexadecimal digits that are drawn into the simulated picture (tests).",
            .needsRestart = true,
            .check = checkMark},
           &Config::media, &Media::simulatedMark),
  };
}

std::vector<Setting> controlSettings() {
  return {
      text({.path = "control.socket",
            .description = "Path of the control socket; empty: control.sock in $RUNTIME_DIRECTORY.",
            .editor = Editor::Admin,
            .needsRestart = true,
            .check = checkSocketPath},
           &Config::control, &Control::socket),
  };
}

}  // namespace

const std::vector<Setting>& settings() {
  static const std::vector<Setting> kTable = [] {
    std::vector<Setting> all;
    for (auto part : {roomSettings(), calendarSettings(), visioSettings(), networkSettings(), joinSettings(),
                      mediaSettings(), controlSettings()})
      std::ranges::move(part, std::back_inserter(all));
    return all;
  }();
  return kTable;
}

}  // namespace rotonde::config
