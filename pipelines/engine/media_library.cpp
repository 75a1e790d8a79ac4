// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/engine/media_library.hpp"

#include "firmware/base/log.hpp"

#include <gst/gst.h>

namespace rotonde::pipelines {

namespace {

void forward(GstDebugCategory* category, GstDebugLevel level, const gchar*, const gchar*, gint, GObject*,
             GstDebugMessage* message, gpointer) noexcept {
  if (level > GST_LEVEL_ERROR) return;
  log::warning("gstreamer", "{}: {}", gst_debug_category_get_name(category), gst_debug_message_get(message));
}

}  // namespace

MediaLibrary::MediaLibrary() {
  gst_init(nullptr, nullptr);
  if (g_getenv("GST_DEBUG")) return;
  gst_debug_remove_log_function(gst_debug_log_default);
  gst_debug_add_log_function(forward, nullptr, nullptr);
  gst_debug_set_default_threshold(GST_LEVEL_ERROR);
}

MediaLibrary::~MediaLibrary() {
  gst_debug_remove_log_function(forward);
  gst_deinit();
}

}  // namespace rotonde::pipelines
