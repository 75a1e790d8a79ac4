// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/base/foreign_text.hpp"
#include "firmware/screen/scene_parts.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <tuple>
#include <utility>

namespace rotonde::screen {
namespace {

using namespace control::v1;
using pipelines::Scene;
using text::Text;

/// "#rrggbb"; nullopt for anything else.
std::optional<std::uint32_t> colorOf(std::string_view text) {
  if (text.size() != 7 || text.front() != '#') return std::nullopt;
  std::uint32_t color = 0;
  const char* end = text.data() + text.size();
  const auto [after, error] = std::from_chars(text.data() + 1, end, color, 16);
  if (error != std::errc() || after != end) return std::nullopt;
  return color;
}

struct Person {
  std::string sid;
  const Participant* who;
};

/// The others, in the order in which they came: a tile never changes its place because of somebody's voice.
std::vector<Person> others(const Status& status) {
  std::vector<Person> out;
  for (const auto& [sid, who] : status.roster()) {
    if (!who.self()) out.push_back({sid, &who});
  }
  std::ranges::sort(out, {}, [](const Person& person) { return std::tuple(person.who->joined_ms(), person.sid); });
  return out;
}

std::string nameOf(const View& view, const Participant& who) {
  const std::string name = oneLine(who.name());
  return name.empty() ? view.say(Text::NoName) : name;
}

/// Everybody whose hand is raised, ourselves as well, in the order in which they raised it.
std::vector<const Participant*> hands(const Status& status) {
  std::vector<const Participant*> out;
  for (const auto& [sid, who] : status.roster()) {
    if (who.hand_raised()) out.push_back(&who);
  }
  std::ranges::sort(out, {}, &Participant::hand_order);
  return out;
}

/// With the place in the queue, when there is one.
std::string handNote(const View& view, const Participant& who) {
  if (!who.hand_raised()) return {};
  if (hands(view.status).size() < 2) return view.say(Text::HandRaised);
  return view.say(Text::HandRaisedAt, std::to_string(who.hand_order()));
}

Scene::Tile tileOf(const View& view, const Participant& who) {
  Scene::Tile tile{
      .feed = who.camera_muted() ? std::string() : who.camera_track(),
      .name = nameOf(view, who),
      .note = joined(handNote(view, who), joined(who.room() ? view.say(Text::RoomEquipment) : "",
                                                 who.not_authenticated() ? view.say(Text::NotAuthenticated) : "")),
      .speaking = who.speaking(),
      .muted = who.microphone_muted() || who.microphone_track().empty()};
  if (const auto color = colorOf(who.color())) tile.color = *color;
  return tile;
}

Scene::Tile screenOf(const View& view, const Participant& who) {
  Scene::Tile tile{
      .feed = who.screen_track(), .name = view.say(Text::SharedScreen, isolated(nameOf(view, who))), .contain = true};
  if (const auto color = colorOf(who.color())) tile.color = *color;
  return tile;
}

/// Why the room's own tile has no picture; empty when it has one.
std::string cameraNote(const View& view) {
  switch (faultOf(view, DEVICE_KIND_CAMERA)) {
    case DEVICE_FAULT_NONE:
      return view.say(Text::NoteCameraNone);
    case DEVICE_FAULT_FAILED:
      return view.say(Text::NoteCameraFailed);
    default:
      return view.status.meeting().camera_open() ? "" : view.say(Text::NoteCameraClosed);
  }
}

Scene::Tile selfTile(const View& view) {
  const Meeting& meeting = view.status.meeting();
  Scene::Tile tile{.feed = meeting.camera_open() ? pipelines::kSelfFeed : "",
                   .name = view.say(Text::You),
                   .note = cameraNote(view),
                   .muted = !meeting.microphone_open()};
  for (const auto& [sid, who] : view.status.roster()) {
    if (!who.self()) continue;
    tile.speaking = who.speaking() && !tile.muted;
    tile.note = joined(handNote(view, who), tile.note);
    if (const auto color = colorOf(who.color())) tile.color = *color;
  }
  return tile;
}

/// Hands are raised to be seen, also by those whose tile finds no place.
void addHandsBanner(const View& view, Scene& scene) {
  constexpr std::size_t kNamed = 3;
  const auto raised = hands(view.status);
  if (raised.empty()) return;
  std::string names;
  for (std::size_t index = 0; index < std::min(kNamed, raised.size()); ++index) {
    const Participant& who = *raised[index];
    names += (names.empty() ? "" : ", ") + (who.self() ? view.say(Text::You) : isolated(nameOf(view, who)));
  }
  std::string text = raised.size() == 1 ? view.say(Text::BannerHand, names) : view.say(Text::BannerHands, names);
  if (raised.size() > kNamed) {
    text = view.say(Text::BannerHandsMore, names, std::to_string(raised.size() - kNamed));
  }
  scene.banners.push_back({Scene::Tone::Notice, std::move(text)});
}

void addMeetingBanners(const View& view, Scene& scene) {
  const Meeting& meeting = view.status.meeting();
  const auto add = [&scene](Scene::Tone tone, std::string text) { scene.banners.push_back({tone, std::move(text)}); };
  if (meeting.phase() == PHASE_RECONNECTING) add(Scene::Tone::Alarm, view.say(Text::BannerReconnecting));
  addRecordingBanner(view, scene);
  addHandsBanner(view, scene);
  addDeviceBanners(view, scene);
  addNextMeetingBanner(view, scene);
}

/// The words of a reaction; nullopt for one that Visio does not have.
std::optional<Text> reactionText(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, Text>, 8> kReactions = {{
      {"thumbs-up", Text::ReactionThumbsUp},
      {"thumbs-down", Text::ReactionThumbsDown},
      {"clapping-hands", Text::ReactionClappingHands},
      {"red-heart", Text::ReactionRedHeart},
      {"face-with-tears-of-joy", Text::ReactionTearsOfJoy},
      {"face-with-open-mouth", Text::ReactionOpenMouth},
      {"party-popper", Text::ReactionPartyPopper},
      {"folded-hands", Text::ReactionFoldedHands},
  }};
  const auto* const found = std::ranges::find(kReactions, name, &std::pair<std::string_view, Text>::first);
  if (found == kReactions.end()) return std::nullopt;
  return found->second;
}

/// Messages one by one, reactions with all who have the same.
std::vector<Scene::Note> notesOf(const View& view) {
  std::vector<Scene::Note> notes;
  for (const Said& said : view.status.meeting().said()) {
    const std::string who = oneLine(said.who());
    if (!said.text().empty()) {
      notes.push_back({who, foreignLine(said.text(), 300)});
      continue;
    }
    const auto id = reactionText(said.reaction());
    if (!id) continue;
    const std::string words = view.say(*id);
    const auto same = std::ranges::find(notes, words, &Scene::Note::text);
    if (same == notes.end()) {
      notes.push_back({isolated(who), words});
    } else {
      same->who += ", " + isolated(who);
    }
  }
  return notes;
}

/// "3 autres participants, dont une salle"
std::string companyOf(const View& view, const std::vector<Person>& people) {
  std::string text =
      people.size() == 1 ? view.say(Text::OneOther) : view.say(Text::Others, std::to_string(people.size()));
  const auto rooms = std::ranges::count_if(people, [](const Person& person) { return person.who->room(); });
  if (people.size() == 1 || rooms == 0) return text;
  return text + ", " + (rooms == 1 ? view.say(Text::WithOneRoom) : view.say(Text::WithRooms, std::to_string(rooms)));
}

}  // namespace

void addRecordingBanner(const View& view, Scene& scene) {
  const Meeting& meeting = view.status.meeting();
  if (!meeting.recording()) return;
  const auto words = [&](Text recording, Text transcription) {
    scene.banners.push_back({Scene::Tone::Alarm, view.say(meeting.transcription() ? transcription : recording)});
  };
  switch (meeting.recording_state()) {
    case RECORDING_STARTING:
      return words(Text::BannerRecordingStarts, Text::BannerTranscriptionStarts);
    case RECORDING_STOPPING:
      return words(Text::BannerRecordingStops, Text::BannerTranscriptionStops);
    default:
      return words(Text::BannerRecording, Text::BannerTranscription);
  }
}

bool hasOthers(const Status& status) {
  return std::ranges::any_of(status.roster(), [](const auto& entry) { return !entry.second.self(); });
}

void showMeeting(const View& view, Scene& scene) {
  addMeetingBanners(view, scene);
  scene.notes = notesOf(view);
  const std::string open = view.status.meeting().open_to_all() ? view.say(Text::OpenToAll) : "";
  const std::vector<Person> people = others(view.status);
  if (people.empty()) {
    scene.headline = joined(joined(titleOfCurrent(view), view.say(Text::Alone)), open);
    scene.tiles.push_back(selfTile(view));
    return;
  }
  scene.headline = joined(joined(titleOfCurrent(view), companyOf(view, people)), open);
  for (const Person& person : people) {
    if (!person.who->screen_track().empty()) scene.tiles.push_back(screenOf(view, *person.who));
  }
  for (const Person& person : people) scene.tiles.push_back(tileOf(view, *person.who));
  scene.self = selfTile(view);
}

}  // namespace rotonde::screen
