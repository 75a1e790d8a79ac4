// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "pipelines/capture/device_elements.hpp"
#include "pipelines/gst/ref.hpp"

#include <format>
#include <utility>
#include <variant>

namespace rotonde::pipelines {

/// What the captures of camera and microphone have in common: the chosen device, whether it shall be open, and the
/// pipeline while it is. `Producer` is the interface of drivers that make their samples themselves. Main loop.
template <typename Device, typename Producer>
class DeviceCapture {
 public:
  /// `kind` names the device in messages; every sample gets the caps `capsText`.
  DeviceCapture(Executor& loop, const char* kind, const std::string& capsText)
      : executor_(loop),
        kind_(kind),
        caps(Ref<GstCaps>::adopt(gst_caps_from_string(capsText.c_str()))),
        outlet(std::make_shared<CaptureOutlet>(loop)) {}
  virtual ~DeviceCapture() { close(); }
  DeviceCapture(const DeviceCapture&) = delete;
  DeviceCapture& operator=(const DeviceCapture&) = delete;

  void select(std::optional<Device> device) {
    close();
    device_ = std::move(device);
    apply();
  }

  void open(bool open) {
    open_ = open;
    apply();
  }

  /// Runs what is wanted; nothing happens when it runs already.
  void apply() {
    if (!open_ || !device_) return close();
    if (pipeline || mustWait(*device_)) return;
    if (const auto started = start(*device_); !started) {
      close();
      outlet->fail(started.error());
    }
  }

  /// After this call no sample comes.
  void close() {
    if (producer_) producer_->stop();
    producer_.reset();
    if (pipeline) end(std::exchange(pipeline, nullptr));
  }

 protected:
  /// The device that shall be open; nullptr: none.
  const Device* wanted() const { return open_ && device_ ? &*device_ : nullptr; }

  /// Closes a device that has failed and tells so.
  void lose(const std::string& why) {
    Error error{ErrorKind::TryLater, std::format("{} «{}» failed: {}", kind_, device_ ? device_->name : "", why), {}};
    close();
    outlet->fail(std::move(error));
  }

 private:
  /// Both build and play the pipeline.
  virtual Result<void> startElement(const drivers::ElementStream& stream) = 0;
  virtual Result<void> startProducer(Producer& source) = 0;
  virtual void elementTold(const Pipeline::Message&) {}
  /// Whether `device` cannot be opened yet; the override calls apply() when it can.
  virtual bool mustWait(const Device&) { return false; }
  /// Ends a pipeline. Who overrides this calls close() in the destructor.
  virtual void end(std::unique_ptr<Pipeline> old) { old.reset(); }

  Result<void> start(const Device& device) {
    pipeline = std::make_unique<Pipeline>(kind_, executor_);
    pipeline->onError([this](const Pipeline::Message& message) { lose(message.text); });
    pipeline->onElementMessage([this](const Pipeline::Message& message) {
      if (message.text == "eos") return lose("its stream ended");
      elementTold(message);
    });
    if (const auto* element = std::get_if<drivers::ElementStream>(&device.stream)) return startElement(*element);
    producer_ = std::get<std::shared_ptr<Producer>>(device.stream);
    return startProducer(*producer_);
  }

  Executor& executor_;
  const char* kind_;
  std::optional<Device> device_;
  bool open_ = false;
  std::shared_ptr<Producer> producer_;

 protected:
  const Ref<GstCaps> caps;
  std::unique_ptr<Pipeline> pipeline;  ///< While it runs.

 public:
  const std::shared_ptr<CaptureOutlet> outlet;
};

}  // namespace rotonde::pipelines
