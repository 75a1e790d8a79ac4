// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"
#include "pipelines/gst/ref.hpp"

#include <gst/gst.h>

#include <memory>
#include <string>

namespace rotonde::pipelines {

/// One remote track's way into the mix: appsrc → depayloader → Opus decoder → the mixer's format, in a bin of its own.
/// Main loop, but for push.
class MixerBranch {
 public:
  /// Adds the branch to `pipeline` and links it to a new pad of `mixer`, both of which outlive it. Works while they
  /// play.
  static Result<std::unique_ptr<MixerBranch>> create(GstBin* pipeline, GstElement* mixer, const std::string& sid);
  /// Takes the branch out. Returns when its thread has ended; the mixer's other pads do not notice.
  ~MixerBranch();
  MixerBranch(const MixerBranch&) = delete;
  MixerBranch& operator=(const MixerBranch&) = delete;

  /// Any thread; does not block.
  void push(GstSample* rtp);
  /// Whether a message's source is this branch or inside it.
  bool owns(GstObject* source) const;

 private:
  /// What the sequence numbers say; the branch's streaming thread only.
  struct Sequence {
    bool known = false;
    guint16 last = 0;
    GstClockTime lastPts = 0;  ///< As played.
    GstClockTime shift = 0;    ///< How much later than captured the track is played.
  };

  MixerBranch(GstBin* pipeline, GstElement* mixer) : pipeline_(pipeline), mixer_(mixer) {}
  Result<void> build(const std::string& sid);
  static GstClockTime shiftOf(const Sequence& before, GstClockTime captured, GstClockTime now);
  static GstPadProbeReturn tellLosses(GstPad* pad, GstPadProbeInfo* info, gpointer self) noexcept;

  GstBin* pipeline_;
  GstElement* mixer_;
  GstElement* bin_ = nullptr;
  GstElement* feed_ = nullptr;
  Ref<GstPad> mixerPad_;
  Sequence sequence_;
};

}  // namespace rotonde::pipelines
