// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/sound/echo_probe.hpp"

#include "pipelines/gst/ref.hpp"

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

#ifdef __SANITIZE_ADDRESS__
GstPadProbeReturn leakBegins(GstPad*, GstPadProbeInfo* info, gpointer) noexcept {
  if (GST_EVENT_TYPE(GST_PAD_PROBE_INFO_EVENT(info)) == GST_EVENT_LATENCY) __lsan_disable();
  return GST_PAD_PROBE_OK;
}
GstPadProbeReturn leakEnds(GstPad*, GstPadProbeInfo* info, gpointer) noexcept {
  if (GST_EVENT_TYPE(GST_PAD_PROBE_INFO_EVENT(info)) == GST_EVENT_LATENCY) __lsan_enable();
  return GST_PAD_PROBE_OK;
}

/// webrtcechoprobe 1.26 never frees the query that it makes for a LATENCY event (376 bytes for each loudspeaker that is
/// selected). The leak checker looks away while such an event is inside the element, and only then.
void excuseLeak(GstPad* in, GstPad* out) {
  gst_pad_add_probe(out, GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, leakBegins, nullptr, nullptr);
  gst_pad_add_probe(in, GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, leakEnds, nullptr, nullptr);
}
#else
void excuseLeak(GstPad*, GstPad*) {}
#endif

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
  excuseLeak(in.get(), out.get());
  return probe;
}

}  // namespace rotonde::pipelines
