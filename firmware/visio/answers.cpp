// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/visio/answers.hpp"

#include "firmware/visio/participant_id.hpp"
#include "firmware/visio/visio.pb.h"

#include <glib.h>
#include <google/protobuf/util/json_util.h>

#include <format>

namespace rotonde::visio {
namespace {

template <class Message>
Result<Message> read(const std::string& json) {
  Message message;
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  // The parser's own text is not passed on: it may quote the token.
  if (!google::protobuf::util::JsonStringToMessage(json, &message, options).ok()) {
    return tryLater("the answer is not Visio's (is a proxy or a login page in between?)");
  }
  return message;
}

std::optional<LiveKitAccess> accessOf(const LiveKitKey& key) {
  if (key.url().empty() || key.token().empty()) return std::nullopt;
  return LiveKitAccess{Secret(key.url()), Secret(key.token())};
}

bool encrypted(const std::string& mode) { return !mode.empty() && mode != "none"; }

}  // namespace

Result<LobbyAnswer> readLobbyAnswer(const std::string& json) {
  const auto message = read<EntryAnswer>(json);
  if (!message) return std::unexpected(message.error());
  if (encrypted(message->encryption_mode())) return LobbyAnswer{.encrypted = true};
  LobbyAnswer answer;
  if (isCanonicalUuid(message->id())) answer.id = message->id();
  if (message->status() == "waiting") return answer;
  answer.status = LobbyAnswer::Status::Denied;
  if (message->status() == "denied") return answer;
  if (message->status() != "accepted") return tryLater("the answer has a status that Visio does not have");
  answer.status = LobbyAnswer::Status::Accepted;
  answer.access = accessOf(message->livekit());
  if (!answer.access) return tryLater("accepted, but without the key to the room");
  return answer;
}

Result<RoomLookup> readRoomAnswer(const std::string& json) {
  const auto message = read<RoomAnswer>(json);
  if (!message) return std::unexpected(message.error());
  if (encrypted(message->encryption_mode())) return RoomLookup{.encrypted = true};
  return RoomLookup{false, message->has_id(), accessOf(message->livekit()), message->access_level()};
}

Result<Instance> readConfigAnswer(const std::string& json) {
  const auto message = read<ConfigAnswer>(json);
  if (!message) return std::unexpected(message.error());
  if (message->livekit().url().empty()) return tryLater("the server's configuration names no LiveKit server");
  Instance instance{.livekitUrl = Secret(message->livekit().url()),
                    .connectionTest = message->diagnostics().connection_test_enabled()};
  if (message->has_auto_mute_on_join_threshold()) instance.autoMuteThreshold = message->auto_mute_on_join_threshold();
  return instance;
}

std::string writeEntryBody(const std::string& username, const std::string& participantId) {
  EntryBody body;
  body.set_username(username);
  body.set_participant_id(participantId);
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  // Printing fails for invalid UTF-8 only, and displayName() lets none through.
  (void)google::protobuf::util::MessageToJsonString(body, &json, options);
  return json;
}

std::string writeHandBody(bool raised) { return raised ? R"({"raised":true})" : R"({"raised":false})"; }

std::string writeNameBody(const std::string& name) {
  NameBody body;
  body.set_name(displayName(name));
  std::string json;
  (void)google::protobuf::util::MessageToJsonString(body, &json);  // As above: the name is valid UTF-8.
  return json;
}

std::string displayName(const std::string& wanted, std::size_t most) {
  char* valid = g_utf8_make_valid(wanted.data(), static_cast<gssize>(wanted.size()));
  g_strstrip(valid);
  char* cut = g_utf8_substring(valid, 0, std::min<glong>(static_cast<glong>(most), g_utf8_strlen(valid, -1)));
  g_strchomp(cut);
  std::string name = *cut ? cut : "Rotonde";
  g_free(cut);
  g_free(valid);
  return name;
}

}  // namespace rotonde::visio
