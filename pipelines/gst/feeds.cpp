// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/gst/feeds.hpp"

namespace rotonde::pipelines {

Handle SampleHub::subscribe(std::function<void(GstSample*)> receiver) {
  const std::scoped_lock lock(state_->mutex);
  const int id = state_->next++;
  state_->receivers.emplace(id, std::move(receiver));
  return Handle([state = state_, id] {
    const std::scoped_lock inner(state->mutex);
    state->receivers.erase(id);
  });
}

void SampleHub::publish(GstSample* sample) {
  const std::scoped_lock lock(state_->mutex);
  for (const auto& [id, receiver] : state_->receivers) receiver(sample);
}

void Feeds::put(const std::string& feed, GstSample* sample) {
  {
    const std::scoped_lock lock(mutex_);
    Picture& picture = pictures_[feed];
    picture.sample = Ref<GstSample>::share(sample);
    if (picture.life == 0) picture.life = ++lives_;
  }
  const std::scoped_lock lock(changedMutex_);
  if (changed_) changed_(feed);
}

Feeds::Picture Feeds::newest(const std::string& feed) const {
  const std::scoped_lock lock(mutex_);
  const auto found = pictures_.find(feed);
  return found == pictures_.end() ? Picture() : found->second;
}

void Feeds::remove(const std::string& feed) {
  {
    const std::scoped_lock lock(mutex_);
    pictures_.erase(feed);
  }
  const std::scoped_lock lock(changedMutex_);
  if (changed_) changed_(feed);
}

void Feeds::onPut(std::function<void(const std::string&)> changed) {
  const std::scoped_lock lock(changedMutex_);
  changed_ = std::move(changed);
}

}  // namespace rotonde::pipelines
