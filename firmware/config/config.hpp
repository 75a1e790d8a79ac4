// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/runtime.hpp"
#include "firmware/base/secret.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace rotonde::config {

enum class Language { French, English };

enum class JoinMode {
  Off,   ///< Never by itself.
  Ask,   ///< The screen offers it.
  Auto,  ///< After a countdown that can be cancelled.
};

/// When an automatic join opens microphone and camera.
enum class JoinMedia { Touch, Presence, Always };

struct Room {
  std::string name = "Rotonde";
  Language language = Language::French;
  std::string timeZone = "Europe/Paris";  ///< IANA name.
};

/// How the room logs in at a CalDAV server.
enum class CalDavLogin { Auto, Basic, Digest, Bearer };

struct Calendar {
  Secret feed;                 ///< https:// (http:// on loopback), file:// or an absolute path; empty: no feed.
  std::vector<Secret> caldav;  ///< https:// (http:// on loopback): servers, accounts or calendars.
  std::string user;
  Secret password;
  std::string passwordFile;  ///< An absolute path, or the name of a credential of the service's unit.
  CalDavLogin authentication = CalDavLogin::Auto;
  std::vector<std::string> calendars;  ///< Names of those to take of an account; empty: all.
  std::string address;                 ///< The room's own calendar address (mail), to find its PARTSTAT; may be empty.
  std::chrono::seconds poll{60};
};

struct Visio {
  std::vector<std::string> hosts{"visio.numerique.gouv.fr", "visio.suite.anct.gouv.fr"};  ///< host or host:port
  std::string displayName;  ///< Empty: "Salle NAME (équipement de salle)".
};

struct Network {
  Secret proxy;                 ///< http://[user:password@]host:port; empty: none.
  std::string caFile;           ///< PEM file of an additional certificate authority; empty: the system's only.
  bool stunFromServer = false;  ///< Whether to use the public STUN servers that an SFU may name.
  bool loopbackMedia = false;   ///< ICE on 127.0.0.1 only: for a server on this machine.
};

struct Join {
  JoinMode mode = JoinMode::Auto;
  JoinMedia media = JoinMedia::Touch;
  std::chrono::seconds announce{600};  ///< Before the start.
  std::chrono::seconds lead{60};       ///< The countdown ends this long before the start …
  std::chrono::seconds spread{45};     ///< … moved later by up to this much, by a hash of the device.
  std::chrono::seconds countdown{30};
  bool privateEvents = false;  ///< Join private events by itself.
  bool allDayEvents = false;   ///< … and events over 8 h.
  std::chrono::seconds aloneAfterEnd{120};
  std::chrono::hours hardLimitAfterEnd{4};
  std::chrono::hours hardLimit{12};
};

struct Media {
  std::string camera;  ///< Device ids; empty: the first one.
  std::string microphone;
  std::string speaker;
  std::string display;         ///< "none": off-screen.
  std::string codec = "auto";  ///< "auto", "vp8" or "h264".
  bool simulcast = true;       ///< Send the camera in three sizes.
  bool simulated = false;      ///< Offer the simulated camera and microphone.
  std::string simulatedMark;   ///< 8 hexadecimal digits drawn into the simulated picture (tests, benchmarks).
};

struct Control {
  std::string socket;  ///< Path; empty: $RUNTIME_DIRECTORY/control.sock
};

/// The valid settings of one moment: every value checked, all layers merged. Handed out by value or const reference.
struct Config {
  Room room;
  Calendar calendar;
  Visio visio;
  Network network;
  Join join;
  Media media;
  Control control;
};

}  // namespace rotonde::config
