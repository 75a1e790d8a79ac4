// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/handle.hpp"
#include "firmware/base/runtime.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace rotonde::pipelines {

/// What a try-run showed of one encoder of this board.
struct EncoderReport {
  std::string factory;  ///< GStreamer factory: "vp8enc".
  std::string codec;    ///< "vp8" or "h264".
  bool hardware = false;
  bool usable = false;
  std::string reason;  ///< Why it is not usable, or what was seen. For status.
  std::chrono::milliseconds took{0};
};

/// The encoders of this board, best first, software last. An encoder counts as usable when it has encoded pictures,
/// given a key frame on request and taken another bitrate: that its element exists means nothing. A value.
class EncoderCatalogue {
 public:
  EncoderCatalogue() = default;
  explicit EncoderCatalogue(std::vector<EncoderReport> reports) : reports_(std::move(reports)) {}

  /// Tries all encoders that GStreamer knows, in about `budget` at most (what was not tried is not usable, but the
  /// software encoders are always tried). Blocks: not on the main loop.
  static EncoderCatalogue probe(milliseconds budget = std::chrono::seconds(5));
  /// The same on a thread of its own; `done` on the main loop. The handle's death waits for the thread.
  static Handle probe(Executor& executor, std::function<void(EncoderCatalogue)> done);

  const std::vector<EncoderReport>& encoders() const { return reports_; }
  /// Codecs with a usable encoder, best first.
  std::vector<std::string> sendCodecs() const;
  /// Factories to use for `codec`, best first.
  std::vector<std::string> factories(const std::string& codec) const;

 private:
  std::vector<EncoderReport> reports_;
};

}  // namespace rotonde::pipelines
