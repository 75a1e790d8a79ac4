// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/runtime.hpp"
#include "firmware/base/secret.hpp"
#include "firmware/calendar/agenda.hpp"
#include "firmware/calendar/calendar_source.hpp"
#include "firmware/calendar/event.hpp"
#include "firmware/calendar/feed_store.hpp"
#include "firmware/calendar/link_finder.hpp"
#include "firmware/calendar/sources.hpp"
#include "firmware/calendar/zones.hpp"
#include "firmware/net/http_client.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace rotonde::calendar {

struct FeedSettings {
  Secret feed;          ///< As makeIcsSource takes it; empty: no calendar.
  std::string address;  ///< The room's own calendar address; may be empty.
  std::chrono::seconds poll{60};
  std::string zone = "Europe/Paris";     ///< The room's, an IANA name.
  std::vector<std::string> hosts;        ///< Visio servers, "host" or "host:port".
  std::filesystem::path stateDirectory;  ///< $STATE_DIRECTORY; the copy goes to its folder "calendar".
  CalDavSettings caldav;
  friend bool operator==(const FeedSettings&, const FeedSettings&) = default;
};

/// Keeps the room's agenda: polls its source with jitter and backoff, keeps the last good content in memory and on
/// disk, and expands it again as time passes. What fails never empties the agenda before a week is over. Main loop.
class AgendaFeed {
 public:
  /// Must not destroy the feed from inside.
  class Listener {
   public:
    virtual ~Listener() = default;
    /// On every change, the age and the problem included: at least once per good poll.
    virtual void agendaChanged(const Agenda& agenda) = 0;
  };

  /// For diagnostics; nothing in it is secret, nothing is of private events but their UID.
  struct Report {
    std::size_t events = 0;
    std::vector<std::string> skipped;     ///< Objects left out or read in part, with the reason.
    std::vector<std::string> unresolved;  ///< Unknown time zones, read as the room's.
    std::vector<std::string> partlyRead;  ///< UIDs of series beyond the bounds.
  };

  /// The calendars of `settings.feed` and `settings.caldav`. Borrows all but the settings.
  AgendaFeed(Runtime& runtime, net::HttpClient& http, FeedSettings settings, Listener& listener);
  /// With any source; null: no calendar. `settings.feed` and `settings.caldav` are not looked at.
  AgendaFeed(Runtime& runtime, std::unique_ptr<CalendarSource> source, FeedSettings settings, Listener& listener);
  AgendaFeed(const AgendaFeed&) = delete;
  AgendaFeed& operator=(const AgendaFeed&) = delete;
  ~AgendaFeed();

  /// Takes up the copy on disk, tells the listener, and fetches for the first time.
  void start();
  /// Fetches now, unless that is already going on.
  void refreshNow();

  const Agenda& agenda() const { return agenda_; }
  const Report& report() const { return report_; }

 private:
  void fetched(Result<SourceContent> content);
  void failed(const Error& error);
  Result<CalendarContent> read(const std::vector<SourceObject>& objects, bool separate);
  void adopt(CalendarContent content);
  /// `agenda` with the occurrences of now.
  Agenda expanded(Agenda agenda);
  void tick();
  void scheduleFetch(milliseconds delay);
  void publish(Agenda next);

  Runtime& runtime_;
  FeedSettings settings_;
  Listener& listener_;
  std::unique_ptr<CalendarSource> source_;
  std::string unusable_;  ///< Why there is no source although a feed is set.
  Zones zones_;
  LinkFinder links_;
  FeedStore store_;
  CalendarContent content_;
  std::string identity_;
  Agenda agenda_;
  Report report_;
  WallTime expandedAt_;
  WallTime touchedAt_;
  int failures_ = 0;
  bool fetching_ = false;
  std::minstd_rand jitter_;
  // Last, so that nothing calls back into members that are gone.
  Handle fetch_;
  Handle nextFetch_;
  Handle tick_;
  Handle watch_;
};

}  // namespace rotonde::calendar
