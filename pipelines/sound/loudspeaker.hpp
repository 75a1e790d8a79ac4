// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "drivers/api/devices.hpp"
#include "firmware/base/result.hpp"
#include "firmware/base/runtime.hpp"
#include "pipelines/gst/device_threads.hpp"
#include "pipelines/gst/ref.hpp"

#include <gst/gst.h>

#include <atomic>
#include <functional>
#include <memory>

namespace rotonde::pipelines {

/// One loudspeaker at a tee: leaky queue → converters → the driver's sink, in a bin of its own. The queue's thread
/// waits for the device, the tee's never does. It plays from the moment when its device is open. Main loop.
class Loudspeaker {
 public:
  struct News {
    std::function<void()> plays;  ///< Once, when the sink has taken some sound.
    std::function<void()> dead;   ///< Once, when the sink takes no sound for 3 s; may destroy the loudspeaker.
  };
  /// `pipeline`, which plays, `tee` and `devices` outlive it.
  static Result<std::unique_ptr<Loudspeaker>> create(Runtime& runtime, DeviceThreads& devices, GstBin* pipeline,
                                                     GstElement* tee, const drivers::Speaker& speaker, News news);
  /// No sound enters the sink any more; the device is closed by a thread.
  ~Loudspeaker();
  Loudspeaker(const Loudspeaker&) = delete;
  Loudspeaker& operator=(const Loudspeaker&) = delete;

  /// Whether a message's source is inside.
  bool owns(GstObject* source) const;

 private:
  /// Shared with the streaming thread.
  struct Flow {
    std::atomic<bool> shut = false;
    std::atomic<std::uint64_t> passed = 0;
  };
  Loudspeaker(Runtime& runtime, DeviceThreads& devices, GstBin* pipeline, GstElement* tee, std::string id);
  Result<void> build(const drivers::Speaker& speaker);
  void attach();
  void watch();
  void look();
  static GstPadProbeReturn onBuffer(GstPad* pad, GstPadProbeInfo* info, gpointer flow) noexcept;

  Runtime& runtime_;
  DeviceThreads& devices_;
  GstBin* pipeline_;
  GstElement* tee_;
  std::string id_;
  Ref<GstElement> bin_;
  Ref<GstPad> teePad_;
  std::shared_ptr<Flow> flow_ = std::make_shared<Flow>();
  News news_;
  std::uint64_t seen_ = 0;  ///< Buffers at the last look.
  int idle_ = 0;            ///< Looks since then.
  Handle watchdog_;
};

}  // namespace rotonde::pipelines
