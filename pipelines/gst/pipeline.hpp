// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/handle.hpp"
#include "firmware/base/result.hpp"
#include "firmware/base/runtime.hpp"
#include "pipelines/gst/ref.hpp"

#include <gst/gst.h>

#include <functional>
#include <memory>
#include <string>

namespace rotonde::pipelines {

/// One GstPipeline on the process's media clock: every Pipeline shares the clock and the base time, so a running time
/// means the same instant in all of them and a PTS may cross from an appsink to another pipeline's appsrc unchanged.
/// Main loop. Its destructor sets the pipeline to NULL (waiting for its streaming threads) and drops it.
class Pipeline {
 public:
  struct Message {
    std::string element;  ///< Name of the element that posted it.
    std::string text;
    GstObject* source = nullptr;              ///< Borrowed, for the duration of the call.
    const GstStructure* structure = nullptr;  ///< For element messages; borrowed.
  };

  Pipeline(const std::string& name, Executor& executor);
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  GstBin* bin() const { return GST_BIN(pipeline_.get()); }
  GstElement* element() const { return pipeline_.get(); }

  /// Makes an element of `factory` inside this pipeline; AskHuman when the plug-in is missing.
  Result<GstElement*> add(const char* factory, const char* name = nullptr);

  /// Calls `fn` on the main loop for each error message (the pipeline goes on as far as it can).
  void onError(std::function<void(const Message&)> fn);
  /// Calls `fn` on the main loop for each element message ("level", …) and for end-of-stream ("eos").
  void onElementMessage(std::function<void(const Message&)> fn);

  /// Tells the elements the whole latency again each time one of them finds that its own has changed: a sink knows it
  /// only when its device is open. For pipelines whose sinks are exchanged.
  void followLatency();

  void play();
  /// To NULL; returns when the streaming threads have ended.
  void stop();
  /// Gives the pipeline away, without its messages: for DeviceThreads, which sets it to NULL. Nothing of this object
  /// works after that.
  Ref<GstElement> release();

  /// Now, as running time of every Pipeline.
  static GstClockTime runningTime();
  /// The running time of a monotonic instant.
  static GstClockTime runningTimeOf(SteadyTime instant);

 private:
  struct Handlers;
  static GstBusSyncReply onBusMessage(GstBus* bus, GstMessage* message, gpointer data) noexcept;
  Ref<GstElement> pipeline_;
  std::shared_ptr<Handlers> handlers_;
};

/// Pushes `sample`'s buffer (and its caps, when they changed) into an appsrc of another pipeline. Any thread.
void pushSample(GstElement* appsrc, GstSample* sample);

}  // namespace rotonde::pipelines
