// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/result.hpp"
#include "pipelines/gst/ref.hpp"

#include <gst/gst.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace rotonde::pipelines {

/// Sets properties given as text ("device" → "hw:0"). An unknown property is the driver's mistake and is named.
Result<void> setProperties(GstElement* element, const std::vector<std::pair<std::string, std::string>>& properties);

/// Sets one property given as text when `element` has it: encoders of other versions lack some.
void setIfPresent(GstElement* element, const char* property, const char* value);

/// Links in the order given.
Result<void> link(const std::vector<GstElement*>& chain);

/// Sets a capsfilter's (or appsrc's, appsink's) caps.
void setCaps(GstElement* element, const std::string& caps);

/// Makes an appsink unsynchronised and calls `fn` on its streaming thread for each sample. `fn` is freed with the
/// appsink.
void receiveSamples(GstElement* appsink, std::function<void(GstSample*)> fn);

/// Makes an appsrc a live source of timed buffers that never blocks: with `buffers` waiting, the oldest is dropped.
void makeLiveFeed(GstElement* appsrc, unsigned buffers);

/// The sample's buffer with `caps` and a PTS that is the running time: some elements (x264enc) shift their segment
/// instead, which the next pipeline would not know. Empty without a buffer or a PTS.
Ref<GstSample> inRunningTime(GstSample* sample, GstCaps* caps);

/// RMS of the first channel in a message of the `level` element, in dBFS and at least -100; -100 for other messages.
double levelOf(const GstStructure* message);

}  // namespace rotonde::pipelines
