// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "drivers/api/devices.hpp"
#include "firmware/base/runtime.hpp"
#include "firmware/config/config.hpp"
#include "firmware/control/status_store.hpp"
#include "pipelines/api/local_media.hpp"
#include "pipelines/api/stage.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rotonde::devices {

using Sources = std::vector<std::unique_ptr<drivers::DeviceSource>>;

/// Decides which of the plugged-in devices the room uses, follows their coming and going, and writes Status.devices and
/// Status.displays. The rule: the configured device when it is there, else the first one in the order of the sources; a
/// configured device that is missing is a problem that the status names. So is a room without camera or microphone, and
/// one without loudspeaker when it has a display: a room that shows its picture nowhere plays nothing either. Main
/// loop.
class RoomDevices : private pipelines::LocalMedia::Listener {
 public:
  /// All references outlive the object.
  RoomDevices(Runtime& runtime, Sources sources, pipelines::LocalMedia& media, pipelines::Stage& stage,
              control::StatusStore& status, const config::Media& settings);
  ~RoomDevices() override;

  void configure(const config::Media& settings);

 private:
  void choose();
  void publish();
  std::vector<control::v1::DeviceProblem> faults() const;
  void publishLevels();
  void cameraProblem(std::optional<Error> problem) override;
  void microphoneProblem(std::optional<Error> problem) override;
  void speakerProblem(std::optional<Error> problem) override;

  template <class Device>
  std::vector<Device> gather(std::vector<Device> (drivers::DeviceSource::*list)() const) const;

  /// One kind of device: what is there, what is used, and what is wrong with it.
  template <class Device>
  struct Kind {
    std::vector<Device> present;
    std::optional<Device> selected;
    std::string problem;  ///< Of the selected one.
  };

  Runtime& runtime_;
  pipelines::LocalMedia& media_;
  pipelines::Stage& stage_;
  control::StatusStore& status_;
  config::Media settings_;
  Sources sources_;
  std::vector<Handle> watches_;
  Kind<drivers::Camera> camera_;
  Kind<drivers::Microphone> microphone_;
  Kind<drivers::Speaker> speaker_;
  Kind<drivers::Display> display_;
  std::map<std::string, std::string> names_;  ///< By id, also of devices that are gone.
  Handle statusWatch_;
  Handle levelTimer_;
};

}  // namespace rotonde::devices
