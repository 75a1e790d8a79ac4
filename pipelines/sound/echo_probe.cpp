// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/sound/echo_probe.hpp"

#include "pipelines/gst/ref.hpp"

#include <atomic>
#include <format>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

namespace rotonde::pipelines {

namespace {

/// How far the played sound that the canceller gets is ahead of the microphone's. It must be more than the error of
/// both devices' times, or the echo would come before its cause; and less than the loudspeaker's own latency, or it
/// would not be mixed yet.
constexpr GstClockTime kAhead = 30 * GST_MSECOND;

GstPadProbeReturn answerLatency(GstPad*, GstPadProbeInfo* info, gpointer) noexcept {
  GstQuery* query = GST_PAD_PROBE_INFO_QUERY(info);
  if (GST_QUERY_TYPE(query) != GST_QUERY_LATENCY) return GST_PAD_PROBE_OK;
  gst_query_set_latency(query, TRUE, kAhead, GST_CLOCK_TIME_NONE);
  return GST_PAD_PROBE_HANDLED;
}

bool isLatency(GstPadProbeInfo* info) { return GST_EVENT_TYPE(GST_PAD_PROBE_INFO_EVENT(info)) == GST_EVENT_LATENCY; }

// webrtcechoprobe 1.26 never frees the query that it makes for a LATENCY event (376 bytes). The leak checker looks away
// while one is inside the element, and only then.
void lookAway([[maybe_unused]] bool away) {
#ifdef __SANITIZE_ADDRESS__
  if (away) return __lsan_disable();
  __lsan_enable();
#endif
}

/// The answer is always the same, so one question is enough: the pipeline tells its latency again with each new track.
GstPadProbeReturn enters(GstPad*, GstPadProbeInfo* info, gpointer data) noexcept {
  if (!isLatency(info)) return GST_PAD_PROBE_OK;
  if (static_cast<std::atomic<bool>*>(data)->exchange(true)) return GST_PAD_PROBE_DROP;
  lookAway(true);
  return GST_PAD_PROBE_OK;
}
GstPadProbeReturn leaves(GstPad*, GstPadProbeInfo* info, gpointer) noexcept {
  if (isLatency(info)) lookAway(false);
  return GST_PAD_PROBE_OK;
}

}  // namespace

/// The element (1.26, ext/webrtcdsp) asks upstream for its latency, takes the answer for the echo's delay and hands
/// over what is played that much after the microphone's block. The mix's own latency is longer than the loudspeaker's,
/// so that sound would not be there yet and the canceller would get silence: the element is told another one.
Result<GstElement*> addEchoProbe(Pipeline& pipeline) {
  const std::string name = std::format("echo-probe-{:x}", reinterpret_cast<std::uintptr_t>(&pipeline));
  const auto probe = pipeline.add("webrtcechoprobe", name.c_str());
  if (!probe) return probe;
  const auto in = Ref<GstPad>::adopt(gst_element_get_static_pad(*probe, "sink"));
  const auto out = Ref<GstPad>::adopt(gst_element_get_static_pad(*probe, "src"));
  gst_pad_add_probe(in.get(), GST_PAD_PROBE_TYPE_QUERY_UPSTREAM, answerLatency, nullptr, nullptr);
  gst_pad_add_probe(out.get(), GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, enters, new std::atomic<bool>(false),
                    [](gpointer asked) { delete static_cast<std::atomic<bool>*>(asked); });
  gst_pad_add_probe(in.get(), GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, leaves, nullptr, nullptr);
  return probe;
}

}  // namespace rotonde::pipelines
