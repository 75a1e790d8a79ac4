// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/runtime.hpp"
#include "pipelines/api/peer_connection.hpp"
#include "pipelines/gst/feeds.hpp"
#include "pipelines/gst/pipeline.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace rotonde::pipelines {

/// Decoders of one RTP encoding name ("VP8", "VP9", "H264"), best first: hardware where a plug-in offers it, software
/// as the last rung. Elements that are not installed are left out.
std::vector<std::string> videoDecoders(const std::string& encodingName);

/// One remote video: RTP in, newest picture into Feeds. It has a pipeline of its own, rebuilt when the codec changes or
/// a decoder fails (the next one of the catalogue takes over). Key frames are asked for when the depayloader misses one
/// and, since such a request can be lost or throttled by the SFU, again every 500 ms while packets come without
/// pictures.
///
/// Main loop, but for push().
class VideoReceiver {
 public:
  VideoReceiver(Runtime& runtime, Feeds& feeds, std::string feed, std::function<void()> requestKeyFrame);
  ~VideoReceiver();
  VideoReceiver(const VideoReceiver&) = delete;
  VideoReceiver& operator=(const VideoReceiver&) = delete;

  /// One packet with its caps. Any thread.
  void push(GstSample* packet);
  TrackStats stats() const;

 private:
  struct Chain;
  struct Shared;
  void build(const std::string& encodingName);
  void receiveFrames(GstElement* appsink);
  void receiveWishes(GstElement* appsrc);  ///< The depayloader's, for a key frame, on their way up.
  void watch();

  Runtime& runtime_;
  Feeds& feeds_;
  std::string feed_;
  std::function<void()> requestKeyFrame_;
  std::shared_ptr<Shared> shared_;
  std::unique_ptr<Chain> chain_;
  std::string encodingName_;
  std::size_t failedDecoders_ = 0;
  Handle watchdog_;
  std::uint64_t watchedPackets_ = 0;
  std::uint64_t watchedFrames_ = 0;
  int silentChecks_ = 0;
};

}  // namespace rotonde::pipelines
