// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#ifdef __SANITIZE_THREAD__
#include <sanitizer/tsan_interface.h>
#endif

namespace rotonde {

namespace detail {
inline char crossing = 0;
}

/// GLib and GStreamer hand data from thread to thread under locks of their own (futexes), which ThreadSanitizer does
/// not see. `handOver` before something is given to them and `takeOver` where it comes back tell it that the one
/// happened before the other. Nothing in other builds. Any thread.
inline void handOver() {
#ifdef __SANITIZE_THREAD__
  __tsan_release(&detail::crossing);
#endif
}
inline void takeOver() {
#ifdef __SANITIZE_THREAD__
  __tsan_acquire(&detail::crossing);
#endif
}

}  // namespace rotonde
