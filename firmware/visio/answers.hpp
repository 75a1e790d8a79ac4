// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"
#include "firmware/base/secret.hpp"

#include <optional>
#include <string>

namespace rotonde::visio {

/// Where a token is good. As the server wrote it: `url` is often https://.
struct LiveKitAccess {
  Secret url;
  Secret token;
};

struct LobbyAnswer {
  bool encrypted = false;  ///< The rest is not filled in then.
  enum class Status { Waiting, Accepted, Denied };
  Status status = Status::Waiting;
  std::string id;  ///< The participant id that the server wants next time; empty when it named no canonical UUID.
  std::optional<LiveKitAccess> access;  ///< Set when accepted.
};

struct RoomLookup {
  bool encrypted = false;  ///< The rest is not filled in then.
  bool registered = false;
  std::optional<LiveKitAccess> access;
  std::string accessLevel;  ///< "public", "trusted" or "restricted"; empty: not said.
};

/// What an instance says about itself.
struct Instance {
  Secret livekitUrl;
  std::optional<int> autoMuteThreshold;  ///< Join muted when more people than this are in the meeting.
  bool connectionTest = false;           ///< Whether `diagnostics/connection/` is offered.
};

/// The bodies of 200 answers. TryLater when the text is not what Visio writes (a proxy's page, say).
Result<LobbyAnswer> readLobbyAnswer(const std::string& json);
Result<RoomLookup> readRoomAnswer(const std::string& json);
Result<Instance> readConfigAnswer(const std::string& json);

/// The body of request-entry.
std::string writeEntryBody(const std::string& username, const std::string& participantId);

/// The bodies of toggle-hand and rename.
std::string writeHandBody(bool raised);
std::string writeNameBody(const std::string& name);

/// At most `most` characters (code points) of valid UTF-8; never blank, since Visio refuses blank names.
std::string displayName(const std::string& wanted, std::size_t most = 50);

}  // namespace rotonde::visio
