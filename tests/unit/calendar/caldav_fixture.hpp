// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/calendar/agenda_feed.hpp"
#include "tests/fakes/fake_time.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/calendar/fake_dav.hpp"
#include "tests/unit/calendar/reading.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rotonde::calendar::test {

using rotonde::test::FakeTime;

inline constexpr const char* kCalendar = "/dav/room/salle/";

/// FakeTime starts on Monday 2026-03-02 at 08:00 UTC.
inline std::string meeting(std::string_view title, std::string_view start = "20260302T100000Z") {
  return calendarOf(eventOf(std::format("DTSTART:{}\nDURATION:PT1H\nSUMMARY:{}\n", start, title),
                            std::format("{}@example.org", title)));
}

/// What the feed told last.
struct LastAgenda : AgendaFeed::Listener {
  void agendaChanged(const Agenda& agenda) override { last = agenda; }
  Agenda last;
};

class CalDav : public testing::Test {
 protected:
  CalDav() {
    settings.caldav.addresses = {Secret("https://dav.example.org/")};
    settings.caldav.user = "salle";
    settings.caldav.password = Secret("s3cret-pass");
    settings.caldav.scheme = net::HttpLogin::Scheme::Basic;
    settings.hosts = {"visio.numerique.gouv.fr"};
    settings.stateDirectory = folder.path();
    server.put(kCalendar, "a.ics", meeting("Budget"));
    server.put(kCalendar, "b.ics", meeting("Conseil", "20260303T100000Z"));
  }

  void start() {
    feed.reset();
    feed = std::make_unique<AgendaFeed>(time, server, settings, heard);
    feed->start();
    time.advance(std::chrono::seconds(5));
  }
  void poll() {
    server.log.clear();
    server.requests.clear();
    feed->refreshNow();
    time.advance(std::chrono::seconds(5));
  }
  std::vector<std::string> titles() const {
    std::vector<std::string> out;
    for (const Occurrence& occurrence : heard.last.occurrences) out.push_back(occurrence.title);
    return out;
  }
  const std::string& problem() const { return heard.last.problem; }
  /// Answers the next request whose description has `word` with `answer`, the others truly.
  void failOnce(const std::string& word, Result<net::HttpResponse> answer) {
    server.fault = [this, word, answer = std::move(answer)](
                       const net::HttpRequest&, const std::string& what) -> std::optional<Result<net::HttpResponse>> {
      if (!what.contains(word)) return std::nullopt;
      auto out = answer;
      server.fault = nullptr;
      return out;
    };
  }

  const rotonde::test::TemporaryFolder folder;
  FakeTime time;
  FakeDav server{time};
  LastAgenda heard;
  FeedSettings settings;
  std::unique_ptr<AgendaFeed> feed;
};

}  // namespace rotonde::calendar::test
