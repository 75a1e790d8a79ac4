// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/runtime.hpp"
#include "firmware/calendar/calendar_source.hpp"
#include "firmware/calendar/dav_answer.hpp"
#include "firmware/calendar/dav_client.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rotonde::calendar {

/// The bounds of one CalDAV calendar (docs/calendar.md). Public for the tests.
struct DavCollectionLimits {
  std::size_t objects = 5'000;     ///< With more, only events around now are asked for.
  std::size_t bytes = 10U << 20U;  ///< Likewise.
  std::size_t batch = 50;          ///< Objects of one calendar-multiget.
  std::size_t syncRounds = 200;    ///< Of a sync-collection that the server cuts into pieces.
};

/// One calendar of a CalDAV server, kept in step by its ctag and sync-token (RFC 4791, RFC 6578). Reads only. What a
/// server lacks is done without: sync-collection → listing of etags → time-range query; multiget → GET. Main loop.
class DavCollection : public CalendarSource {
 public:
  /// Borrows `runtime` and `client`. `url`: the calendar's address.
  DavCollection(Runtime& runtime, DavClient& client, Secret url, const DavCollectionLimits& limits = {});

  /// What identity() says: a digest, since addresses are secrets.
  static std::string identityOf(const Secret& what);
  std::string identity() const override;
  Handle fetch(std::function<void(Result<SourceContent>)> done) override;
  void forget() override;
  Handle watch(std::function<void()> changed) override;

 private:
  struct Object {
    std::string etag;
    std::string text;
  };
  /// An object that the server has, by its comparable path.
  struct Wanted {
    std::string path;  ///< Comparable.
    std::string sent;  ///< As the server wrote it, percent-encoded.
    std::string etag;
  };

  void readState();
  void stateRead(const DavAnswer& answer);
  void sync();
  void synced(Result<DavResponse> response);
  void syncRefused(const DavResponse& response);
  void list();
  void listed(Result<DavResponse> response);
  void query();
  /// Notes what a listing says; true when the server cut it short (507).
  bool take(const DavAnswer& answer, const Secret& base);
  void compare();
  void read();
  void readBatch();
  void batchRead(std::vector<Wanted> batch, Result<DavResponse> response);
  void readSingle();
  void singleRead(const Wanted& wanted, Result<DavResponse> response);
  void store(const Wanted& wanted, std::string text, const std::string& etag);
  void drop(const std::string& path);
  void complete();
  void send(DavRequest request, std::function<void(Result<DavResponse>)> done);
  void fail(Error error);

  // Given.
  Runtime& runtime_;
  DavClient& client_;
  const Secret url_;
  const DavCollectionLimits limits_;

  // What is known of the calendar.
  std::map<std::string, Object> objects_;
  std::size_t bytes_ = 0;
  std::optional<std::string> tag_;  ///< ctag and sync-token as properties, of the last complete fetch.
  std::optional<std::string> token_;
  std::string syncToken_;  ///< For the next sync-collection.
  bool syncWorks_ = true;
  bool multigetWorks_ = true;
  bool onlyAround_ = false;  ///< Only events around now are kept …
  bool tooLarge_ = false;    ///< … since all of them are too many.
  bool changed_ = true;      ///< Since the last content was handed out.
  std::optional<SteadyTime> comparedAt_;
  std::map<std::string, Wanted> unread_;  ///< What the server did not hand out; asked for again each time.

  // The fetch under way.
  std::function<void(Result<SourceContent>)> done_;
  std::uint64_t fetches_ = 0;
  std::optional<std::string> newTag_;
  std::optional<std::string> newToken_;
  std::string newSyncToken_;
  std::map<std::string, Wanted> seen_;
  bool seenAll_ = false;  ///< What is not in `seen_` is gone.
  std::size_t rounds_ = 0;
  std::vector<Wanted> batch_;
  std::vector<Wanted> singles_;
  Handle request_;
};

}  // namespace rotonde::calendar
