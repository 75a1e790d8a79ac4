// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/handle.hpp"
#include "pipelines/gst/ref.hpp"

#include <gst/gst.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace rotonde::pipelines {

/// Hands each sample of one producer to all its receivers, on the producer's thread. Any thread.
class SampleHub {
 public:
  /// `receiver` must not block: it copies, drops or pushes into an appsrc. After the handle's death it is not called
  /// any more (a running call is waited for).
  Handle subscribe(std::function<void(GstSample*)> receiver);
  void publish(GstSample* sample);

 private:
  struct State {
    std::mutex mutex;
    std::map<int, std::function<void(GstSample*)>> receivers;
    int next = 0;
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

/// The newest picture of everybody, by feed name (RemoteTrack::sid or kSelfFeed): decoders write it, the compositor
/// reads it. Samples hold raw video in system memory with its caps. Any thread.
class Feeds {
 public:
  void put(const std::string& feed, GstSample* sample);
  /// A picture and the life of its feed: from its first picture until it is removed. No two lives have one number.
  struct Picture {
    Ref<GstSample> sample;  ///< Empty when there is none.
    std::uint64_t life = 0;
  };
  Picture newest(const std::string& feed) const;
  void remove(const std::string& feed);
  /// Calls `changed` after each put and remove, on the writer's thread. One receiver; empty to stop (a running call is
  /// waited for).
  void onPut(std::function<void(const std::string& feed)> changed);

 private:
  mutable std::mutex mutex_;
  std::map<std::string, Picture> pictures_;
  std::uint64_t lives_ = 0;
  std::mutex changedMutex_;
  std::function<void(const std::string&)> changed_;
};

}  // namespace rotonde::pipelines
