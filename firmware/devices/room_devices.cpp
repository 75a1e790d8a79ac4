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

using control::v1::DeviceKind;
using control::v1::DeviceProblem;

/// What the faults of one kind of device are made of.
struct Wanted {
  DeviceKind kind;
  const char* word;       ///< English, for people who repair.
  const char* key;        ///< Its setting.
  const std::string& id;  ///< Configured; empty: any.
  bool needed = true;     ///< A room without any has a problem.
};

/// All that is wrong with one kind of device; `problem` is the selected one's.
template <class Device>
void addFaults(std::vector<DeviceProblem>& out, const Wanted& wanted, const std::vector<Device>& present,
               const std::optional<Device>& selected, const std::string& problem,
               const std::map<std::string, std::string>& names) {
  const auto add = [&](control::v1::DeviceFault fault, std::string device, std::string message) {
    DeviceProblem& entry = out.emplace_back();
    entry.set_kind(wanted.kind);
    entry.set_fault(fault);
    entry.set_device(std::move(device));
    entry.set_message(std::move(message));
  };
  if (!wanted.id.empty() && std::ranges::find(present, wanted.id, &Device::id) == present.end()) {
    const auto known = names.find(wanted.id);
    add(present.empty() ? control::v1::DEVICE_FAULT_NONE : control::v1::DEVICE_FAULT_REPLACED,
        known == names.end() ? wanted.id : known->second,
        std::format("«{}» is not plugged in: plug it in, or change media.{}", wanted.id, wanted.key));
  } else if (present.empty() && wanted.needed) {
    add(control::v1::DEVICE_FAULT_NONE, "", std::format("no {}: plug one in", wanted.word));
  }
  if (selected && !problem.empty()) add(control::v1::DEVICE_FAULT_FAILED, selected->name, problem);
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
  const auto learn = [this](const auto& present) {
    for (const auto& device : present) names_[device.id] = device.name;
  };
  learn(camera_.present);
  learn(microphone_.present);
  learn(speaker_.present);
  learn(display_.present);
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
    fill(*devices.mutable_cameras(), camera_.present, camera_.selected, status.meeting().camera_live(),
         camera_.problem);
    fill(*devices.mutable_microphones(), microphone_.present, microphone_.selected, status.meeting().microphone_live(),
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
    devices.clear_faults();
    devices.clear_problems();
    for (DeviceProblem& fault : faults()) {
      devices.add_problems(fault.message());
      *devices.add_faults() = std::move(fault);
    }
  });
}

std::vector<DeviceProblem> RoomDevices::faults() const {
  using namespace control::v1;
  std::vector<DeviceProblem> out;
  addFaults(out, {DEVICE_KIND_CAMERA, "camera", "camera", settings_.camera}, camera_.present, camera_.selected,
            camera_.problem, names_);
  addFaults(out, {DEVICE_KIND_MICROPHONE, "microphone", "microphone", settings_.microphone}, microphone_.present,
            microphone_.selected, microphone_.problem, names_);
  addFaults(out, {DEVICE_KIND_SPEAKER, "loudspeaker", "speaker", settings_.speaker, display_.selected.has_value()},
            speaker_.present, speaker_.selected, speaker_.problem, names_);
  if (settings_.display != kNoDisplay) {
    addFaults(out, {DEVICE_KIND_DISPLAY, "display", "display", settings_.display, false}, display_.present,
              display_.selected, display_.problem, names_);
  }
  return out;
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
