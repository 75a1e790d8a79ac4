// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/runtime.hpp"
#include "pipelines/gst/ref.hpp"

#include <gst/gst.h>

#include <functional>
#include <memory>
#include <string>

namespace rotonde::pipelines {

/// Opens and closes elements that hold a sound card on threads of their own. A card that hangs keeps ALSA's read and
/// write for ten seconds, and alsasrc 1.26 waits for its own read when it is stopped, for ever when the card's driver
/// says "overrun" and cannot be prepared again. None of that may reach the main loop. Main loop.
class DeviceThreads {
 public:
  explicit DeviceThreads(Runtime& runtime);
  /// Waits up to 2 s for what still closes, then leaves it to its thread.
  ~DeviceThreads();
  DeviceThreads(const DeviceThreads&) = delete;
  DeviceThreads& operator=(const DeviceThreads&) = delete;

  /// Sets `element` to PLAYING; `opened` is called on the main loop after that, unless it was closed. Failures come as
  /// the element's error messages.
  void open(GstElement* element, std::function<void()> opened);
  /// Sets `element` to NULL, after a running open, and drops it. `device` names it for closing() and the log.
  void close(const std::string& device, Ref<GstElement> element);

  /// Whether opening `device` must wait, because one of its elements closes: for 2 s, then a new one may try (a card
  /// that is truly held says that it is busy), unless three of them hang already.
  bool closing(const std::string& device) const;
  /// Called on the main loop when an element of `device` has closed or closes for 2 s: ask closing() again.
  void onChange(std::function<void(const std::string& device)> fn);

 private:
  struct State;
  Runtime& runtime_;
  std::shared_ptr<State> state_;
};

}  // namespace rotonde::pipelines
