// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/runtime.hpp"
#include "pipelines/gst/pipeline.hpp"

#include <gst/webrtc/webrtc.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>

namespace rotonde::test {

/// The other end of a peer connection: a plain webrtcbin on loopback that answers one offer and sends a test picture
/// in the first video section that takes one. What it needs no SFU for: what a real one never does wrong.
class AnsweringPeer {
 public:
  struct Callbacks {
    std::function<void(const std::string& sdp)> answer;           ///< Main loop.
    std::function<void(const std::string& candidate)> candidate;  ///< Main loop.
  };

  AnsweringPeer(Runtime& runtime, Callbacks callbacks);
  ~AnsweringPeer();

  void offer(const std::string& sdp);
  void addCandidate(const std::string& candidate);
  /// Key frames that were asked of its encoder.
  int keyFrameRequests() const { return keyFrameRequests_; }

 private:
  struct Signals;
  void answer();
  Runtime& runtime_;
  Callbacks callbacks_;
  std::shared_ptr<Signals> signals_;
  std::unique_ptr<pipelines::Pipeline> pipeline_;
  GstElement* bin_ = nullptr;
  std::atomic<int> keyFrameRequests_ = 0;
};

}  // namespace rotonde::test
