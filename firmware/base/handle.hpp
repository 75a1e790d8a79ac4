// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <functional>
#include <utility>

namespace rotonde {

/// Ownership of something that goes on until the handle dies: a timer, a request, a subscription. Destroying or
/// resetting it cancels; after that its callback is never called. Move-only; not thread-safe (main loop).
class [[nodiscard]] Handle {
 public:
  Handle() = default;
  explicit Handle(std::move_only_function<void()> cancel) : cancel_(std::move(cancel)) {}
  Handle(Handle&& other) noexcept : cancel_(std::exchange(other.cancel_, nullptr)) {}
  Handle& operator=(Handle&& other) noexcept {
    if (this != &other) {
      reset();
      cancel_ = std::exchange(other.cancel_, nullptr);
    }
    return *this;
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { reset(); }

  void reset() {
    if (auto cancel = std::exchange(cancel_, nullptr)) cancel();
  }
  explicit operator bool() const { return static_cast<bool>(cancel_); }

 private:
  std::move_only_function<void()> cancel_;
};

}  // namespace rotonde
