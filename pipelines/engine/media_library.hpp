// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

namespace rotonde::pipelines {

/// GStreamer for the life of the process: initialises it and hands its errors to the log (unless GST_DEBUG is set, when
/// GStreamer writes as usual). The destructor frees everything, so that the leaks tracer can report. One, in main.
class MediaLibrary {
 public:
  MediaLibrary();
  ~MediaLibrary();
  MediaLibrary(const MediaLibrary&) = delete;
  MediaLibrary& operator=(const MediaLibrary&) = delete;
};

}  // namespace rotonde::pipelines
