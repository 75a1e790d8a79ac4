// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/devices/room_devices.hpp"

#include "firmware/base/log.hpp"

#include <algorithm>
#include <cmath>
#include <format>

namespace rotonde::devices {

namespace {

constexpr const char* kOrigin = "devices";
constexpr milliseconds kLevelsEvery{500};
constexpr const char* kNoDisplay = "none";

bool sameStream(const drivers::ElementStream& left, const drivers::ElementStream& right) {
  return left.factory == right.factory && left.properties == right.properties;
}
template <class Producer>
bool sameStream(const std::variant<drivers::ElementStream, std::shared_ptr<Producer>>& left,
                const std::variant<drivers::ElementStream, std::shared_ptr<Producer>>& right) {
  if (left.index() != right.index()) return false;
  if (left.index() == 1) return std::get<1>(left) == std::get<1>(right);
  return sameStream(std::get<0>(left), std::get<0>(right));
}

bool same(const drivers::Camera& left, const drivers::Camera& right) {
  return left.id == right.id && sameStream(left.stream, right.stream);
}
bool same(const drivers::Microphone& left, const drivers::Microphone& right) {
  return left.id == right.id && sameStream(left.stream, right.stream);
}
bool same(const drivers::Speaker& left, const drivers::Speaker& right) {
  return left.id == right.id && sameStream(left.sink, right.sink);
}
bool same(const drivers::Display& left, const drivers::Display& right) {
  return left.id == right.id && left.width == right.width && left.height == right.height &&
         sameStream(left.sink, right.sink);
}

/// The configured device, else the first one.
template <class Device>
std::optional<Device> pick(const std::vector<Device>& present, const std::string& wanted) {
  const auto found = std::ranges::find(present, wanted, &Device::id);
  if (found != present.end()) return *found;
  return present.empty() ? std::nullopt : std::optional(present.front());
}

template <class Device>
std::string missing(const std::vector<Device>& present, const std::string& wanted, const char* key) {
  if (wanted.empty() || std::ranges::find(present, wanted, &Device::id) != present.end()) return {};
  return std::format("«{}» is not plugged in: plug it in, or change media.{}", wanted, key);
}

/// Selects again only when the choice is another one.
template <class Device, class Select>
void follow(std::optional<Device>& selected, std::optional<Device> choice, Select select) {
  const bool unchanged = selected.has_value() == choice.has_value() && (!choice || same(*selected, *choice));
  if (unchanged) return;
  selected = choice;
  select(std::move(choice));
}

template <class Device>
void fill(google::protobuf::Map<std::string, control::v1::Device>& map, const std::vector<Device>& present,
          const std::optional<Device>& selected, bool open, const std::string& problem) {
  map.clear();
  for (const Device& device : present) {
    control::v1::Device& entry = map[device.id];
    entry.set_name(device.name);
    if (!selected || selected->id != device.id) continue;
    entry.set_selected(true);
    entry.set_open(open);
    entry.set_problem(problem);
  }
}

}  // namespace

RoomDevices::RoomDevices(Runtime& runtime, Sources sources, pipelines::LocalMedia& media, pipelines::Stage& stage,
                         control::StatusStore& status, const config::Media& settings)
    : runtime_(runtime),
      media_(media),
      stage_(stage),
      status_(status),
      settings_(settings),
      sources_(std::move(sources)) {
  media_.setListener(this);
  for (const auto& source : sources_) watches_.push_back(source->watch([this] { choose(); }));
  statusWatch_ = status_.watch([this](const control::v1::Event& delta) {
    if (delta.origin() != kOrigin && delta.status().has_meeting()) publish();
  });
  choose();
  publishLevels();
}

RoomDevices::~RoomDevices() { media_.setListener(nullptr); }

void RoomDevices::configure(const config::Media& settings) {
  settings_ = settings;
  choose();
}

template <class Device>
std::vector<Device> RoomDevices::gather(std::vector<Device> (drivers::DeviceSource::*list)() const) const {
  std::vector<Device> all;
  for (const auto& source : sources_) std::ranges::move((source.get()->*list)(), std::back_inserter(all));
  return all;
}

void RoomDevices::choose() {
  using drivers::DeviceSource;
  camera_.present = gather(&DeviceSource::cameras);
  microphone_.present = gather(&DeviceSource::microphones);
  speaker_.present = gather(&DeviceSource::speakers);
  display_.present = gather(&DeviceSource::displays);
  follow(camera_.selected, pick(camera_.present, settings_.camera), [this](auto choice) {
    camera_.problem.clear();
    media_.selectCamera(std::move(choice));
  });
  follow(microphone_.selected, pick(microphone_.present, settings_.microphone), [this](auto choice) {
    microphone_.problem.clear();
    media_.selectMicrophone(std::move(choice));
  });
  follow(speaker_.selected, pick(speaker_.present, settings_.speaker), [this](auto choice) {
    speaker_.problem.clear();
    media_.selectSpeaker(std::move(choice));
  });
  const auto display = settings_.display == kNoDisplay ? std::nullopt : pick(display_.present, settings_.display);
  follow(display_.selected, display, [this](auto choice) { stage_.selectDisplay(std::move(choice)); });
  publish();
}

void RoomDevices::publish() {
  status_.update(kOrigin, [this](control::v1::Status& status) {
    auto& devices = *status.mutable_devices();
    fill(*devices.mutable_cameras(), camera_.present, camera_.selected, status.meeting().camera_open(),
         camera_.problem);
    fill(*devices.mutable_microphones(), microphone_.present, microphone_.selected, status.meeting().microphone_open(),
         microphone_.problem);
    fill(*devices.mutable_speakers(), speaker_.present, speaker_.selected, true, speaker_.problem);
    status.clear_displays();
    for (const drivers::Display& display : display_.present) {
      auto& entry = (*status.mutable_displays())[display.id];
      entry.set_name(display.name);
      entry.set_width(display.width);
      entry.set_height(display.height);
      entry.set_selected(display_.selected && display_.selected->id == display.id);
    }
    auto& problems = *devices.mutable_problems();
    problems.Clear();
    const auto note = [&problems](const std::string& problem) {
      if (!problem.empty()) problems.Add(std::string(problem));
    };
    note(missing(camera_.present, settings_.camera, "camera"));
    note(missing(microphone_.present, settings_.microphone, "microphone"));
    note(missing(speaker_.present, settings_.speaker, "speaker"));
    if (settings_.display != kNoDisplay) note(missing(display_.present, settings_.display, "display"));
    note(camera_.problem);
    note(microphone_.problem);
    note(speaker_.problem);
    if (camera_.present.empty()) note("no camera: plug one in");
    if (microphone_.present.empty()) note("no microphone: plug one in");
  });
}

void RoomDevices::publishLevels() {
  const pipelines::SoundLevels levels = media_.levels();
  status_.update(kOrigin, [&levels](control::v1::Status& status) {
    status.mutable_devices()->set_microphone_level(std::round(levels.microphone));
    status.mutable_devices()->set_speaker_level(std::round(levels.speaker));
  });
  levelTimer_ = runtime_.after(kLevelsEvery, [this] { publishLevels(); });
}

namespace {

void note(std::string& problem, const std::optional<Error>& heard, const char* what) {
  const std::string text = heard ? heard->message : "";
  if (text == problem) return;
  if (heard) {
    log::warning("devices", "{}: {}", what, text);
  } else {
    log::info("devices", "{}: works again", what);
  }
  problem = text;
}

}  // namespace

void RoomDevices::cameraProblem(std::optional<Error> problem) {
  note(camera_.problem, problem, "camera");
  publish();
}
void RoomDevices::microphoneProblem(std::optional<Error> problem) {
  note(microphone_.problem, problem, "microphone");
  publish();
}
void RoomDevices::speakerProblem(std::optional<Error> problem) {
  note(speaker_.problem, problem, "loudspeaker");
  publish();
}

}  // namespace rotonde::devices
