// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/gst/device_threads.hpp"

#include "firmware/base/crossing.hpp"
#include "firmware/base/log.hpp"

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace rotonde::pipelines {

namespace {
constexpr milliseconds kPatience{2000};
constexpr int kMostStuck = 3;

/// One element's way from open to closed: the two threads take turns.
struct Turn {
  std::mutex mutex;
  std::atomic<bool> unwanted = false;
};
}  // namespace

struct DeviceThreads::State {
  struct Closing {
    std::string device;
    bool stuck = false;
    Handle stuckTimer;
  };
  // Main loop only.
  std::map<GstElement*, std::shared_ptr<Turn>> opened;
  std::map<int, Closing> closing;
  int next = 0;
  bool over = false;  ///< The owner died.
  std::function<void(const std::string&)> changed;

  // Of the threads: how many run, and the loop while its owner lives.
  std::mutex mutex;
  std::condition_variable ended;
  int threads = 0;
  Executor* executor = nullptr;

  void post(std::function<void()> fn) {
    const std::scoped_lock lock(mutex);
    if (executor) executor->post(std::move(fn));
  }
};

namespace {

template <class State>
void runDetached(const std::shared_ptr<State>& state, std::move_only_function<void()> work) {
  {
    const std::scoped_lock lock(state->mutex);
    ++state->threads;
  }
  std::thread([state, work = std::move(work)]() mutable {
    work();
    work = nullptr;
    const std::scoped_lock lock(state->mutex);
    --state->threads;
    state->ended.notify_all();
  }).detach();
}

}  // namespace

DeviceThreads::DeviceThreads(Runtime& runtime) : runtime_(runtime), state_(std::make_shared<State>()) {
  state_->executor = &runtime;
}

DeviceThreads::~DeviceThreads() {
  std::unique_lock lock(state_->mutex);
  state_->executor = nullptr;
  if (!state_->ended.wait_for(lock, kPatience, [this] { return state_->threads == 0; }))
    log::warning("media", "{} sound devices do not close: left behind", state_->threads);
  lock.unlock();
  state_->over = true;
  state_->opened.clear();
  state_->closing.clear();
}

void DeviceThreads::open(GstElement* element, std::function<void()> opened) {
  const auto turn = state_->opened[element] = std::make_shared<Turn>();
  runDetached(state_, [state = state_, turn, held = Ref<GstElement>::share(element), opened = std::move(opened)] {
    const std::scoped_lock lock(turn->mutex);
    if (turn->unwanted) return;
    handOver();
    gst_element_set_state(held.get(), GST_STATE_PLAYING);
    state->post([weak = std::weak_ptr(state), turn, opened] {
      const auto alive = weak.lock();
      if (alive && !alive->over && !turn->unwanted) opened();
    });
  });
}

void DeviceThreads::close(const std::string& device, Ref<GstElement> element) {
  std::shared_ptr<Turn> turn = std::make_shared<Turn>();
  if (const auto found = state_->opened.extract(element.get())) turn = found.mapped();
  turn->unwanted = true;
  const int id = state_->next++;
  const auto stuck = [this, id, device] {
    log::warning("media", "sound device {} is still closing after 2 s", device);
    state_->closing.at(id).stuck = true;
    if (const auto fn = state_->changed) fn(device);
  };
  state_->closing.emplace(id, State::Closing{device, false, runtime_.after(kPatience, stuck)});
  runDetached(state_, [state = state_, turn, id, device, held = std::move(element)]() mutable {
    {
      const std::scoped_lock lock(turn->mutex);
      gst_element_set_state(held.get(), GST_STATE_NULL);
      takeOver();
    }
    held.reset();
    state->post([weak = std::weak_ptr(state), id, device] {
      const auto alive = weak.lock();
      if (!alive || alive->over || !alive->closing.erase(id)) return;
      if (const auto fn = alive->changed) fn(device);
    });
  });
}

bool DeviceThreads::closing(const std::string& device) const {
  int stuck = 0;
  for (const auto& [id, entry] : state_->closing) {
    if (entry.device != device) continue;
    if (!entry.stuck || ++stuck == kMostStuck) return true;
  }
  return false;
}

void DeviceThreads::onChange(std::function<void(const std::string&)> fn) { state_->changed = std::move(fn); }

}  // namespace rotonde::pipelines
