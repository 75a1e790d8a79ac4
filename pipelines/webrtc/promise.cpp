// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/webrtc/promise.hpp"

#include "firmware/base/crossing.hpp"

#include <format>

namespace rotonde::pipelines {

GstPromise* promise(PromiseCallback fn) {
  const auto changed = +[](GstPromise* self, gpointer data) noexcept {
    takeOver();
    const auto& callback = *static_cast<PromiseCallback*>(data);
    callback(gst_promise_wait(self) == GST_PROMISE_RESULT_REPLIED ? gst_promise_get_reply(self) : nullptr);
    gst_promise_unref(self);
  };
  return gst_promise_new_with_change_func(changed, new PromiseCallback(std::move(fn)),
                                          [](gpointer data) { delete static_cast<PromiseCallback*>(data); });
}

Result<void> replyError(const GstStructure* reply, const char* what) {
  if (!reply) return {};
  const GValue* value = gst_structure_get_value(reply, "error");
  if (!value) return {};
  const auto* error = static_cast<const GError*>(g_value_get_boxed(value));
  return std::unexpected(
      Error{ErrorKind::Refused, std::format("{}: {}", what, error ? error->message : "no reason given"), {}});
}

}  // namespace rotonde::pipelines
