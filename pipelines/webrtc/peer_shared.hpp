// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/crossing.hpp"
#include "firmware/base/runtime.hpp"
#include "pipelines/webrtc/dtls_gate.hpp"
#include "pipelines/webrtc/promise.hpp"
#include "pipelines/webrtc/webrtc_peer.hpp"

#include <gst/gst.h>

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace rotonde::pipelines {

/// For what webrtcbin answers within milliseconds, before it is taken down.
inline constexpr milliseconds kAnswerPatience{200};

/// What webrtcbin's threads may touch. Lives as long as any of its signals.
struct WebrtcPeer::Shared : std::enable_shared_from_this<Shared> {
  Executor* executor = nullptr;
  GstBin* pipeline = nullptr;  ///< Valid while streaming threads run.
  WebrtcPeer* peer = nullptr;  ///< Main loop only; nullptr after the peer's end.
  std::mutex mutex;
  std::map<std::uint32_t, MediaKind> kinds;
  std::vector<std::shared_ptr<Receiving>> arrived;  ///< Pads that the main loop has not taken yet.
  std::shared_ptr<DtlsGate> gate;
  std::condition_variable answered;
  int unanswered = 0;  ///< Promises that webrtcbin holds.

  /// A promise whose reply reaches `fn` on webrtcbin's thread.
  GstPromise* promised(PromiseCallback fn) {
    {
      const std::scoped_lock lock(mutex);
      ++unanswered;
    }
    handOver();
    return promise([self = shared_from_this(), fn = std::move(fn)](const GstStructure* reply) {
      fn(reply);
      const std::scoped_lock lock(self->mutex);
      --self->unanswered;
      self->answered.notify_all();
    });
  }
  /// webrtcbin loses promises that it has not answered when it stops.
  void awaitAnswers() {
    std::unique_lock lock(mutex);
    answered.wait_for(lock, kAnswerPatience, [this] { return unanswered == 0; });
  }

  void onMain(std::function<void(WebrtcPeer&)> fn) {
    executor->post([self = shared_from_this(), fn = std::move(fn)] {
      if (self->peer) fn(*self->peer);
    });
  }
};

/// Connects `handler(instance, …, Shared*)` so that the closure keeps the Shared alive.
template <class Function, class Shared>
void connectShared(gpointer instance, const char* signal, Function* handler, const std::shared_ptr<Shared>& shared) {
  // g_signal_handlers_disconnect_by_data finds the closure by the raw pointer; the reference is held by object data.
  g_object_set_data_full(G_OBJECT(instance), "rotonde-shared", new std::shared_ptr<Shared>(shared),
                         [](gpointer data) { delete static_cast<std::shared_ptr<Shared>*>(data); });
  g_signal_connect(instance, signal, G_CALLBACK(handler), shared.get());
}

}  // namespace rotonde::pipelines
