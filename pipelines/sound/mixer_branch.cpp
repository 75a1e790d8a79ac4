// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/sound/mixer_branch.hpp"

#include "firmware/base/crossing.hpp"
#include "pipelines/gst/elements.hpp"
#include "pipelines/gst/pipeline.hpp"

#include <gst/app/gstappsrc.h>
#include <gst/rtp/gstrtpbuffer.h>

#include <format>
#include <utility>
#include <vector>

namespace rotonde::pipelines {

namespace {

constexpr const char* kMixed = "audio/x-raw,format=S16LE,rate=48000,channels=1,layout=interleaved";
constexpr const char* kOpusRtp = "application/x-rtp,media=audio,encoding-name=OPUS,clock-rate=48000,payload=111";
/// Half a second of packets: more than the mixer ever waits for.
constexpr unsigned kWaiting = 25;
/// More lost packets in a row than this are a new talk, not a hole to fill.
constexpr int kLongestHole = 5;
constexpr GstClockTime kLongestPacket = 60 * GST_MSECOND;
/// A packet that is older than this would miss its place in the mix, which waits for 80 ms.
constexpr GstClockTime kLate = 50 * GST_MSECOND;
constexpr GstClockTime kPause = 200 * GST_MSECOND;

/// opusdec with FEC asks for 120 ms, the longest packet that there is, and the whole mix would wait for that on top of
/// the mixer's own time, which holds the decoder's real delay (one packet) already.
GstPadProbeReturn answerLatency(GstPad*, GstPadProbeInfo* info, gpointer) noexcept {
  GstQuery* query = GST_PAD_PROBE_INFO_QUERY(info);
  if (GST_QUERY_TYPE(query) != GST_QUERY_LATENCY) return GST_PAD_PROBE_OK;
  gst_query_set_latency(query, TRUE, 0, GST_CLOCK_TIME_NONE);
  return GST_PAD_PROBE_HANDLED;
}

}  // namespace

Result<std::unique_ptr<MixerBranch>> MixerBranch::create(GstBin* pipeline, GstElement* mixer, const std::string& sid) {
  std::unique_ptr<MixerBranch> branch(new MixerBranch(pipeline, mixer));
  if (const auto built = branch->build(sid); !built) return std::unexpected(built.error());
  return branch;
}

Result<void> MixerBranch::build(const std::string& sid) {
  bin_ = gst_bin_new(std::format("track-{}", sid).c_str());
  gst_bin_add(pipeline_, bin_);
  std::vector<GstElement*> chain;
  for (const char* factory : {"appsrc", "rtpopusdepay", "opusdec", "audioconvert", "audioresample", "capsfilter"}) {
    GstElement* element = gst_element_factory_make(factory, nullptr);
    if (!element)
      return askHuman(std::format("GStreamer has no element «{}»: install the plug-in that holds it", factory));
    gst_bin_add(GST_BIN(bin_), element);
    chain.push_back(element);
  }
  feed_ = chain.front();
  makeLiveFeed(feed_, kWaiting);
  setCaps(feed_, kOpusRtp);
  GstElement* decoder = chain[2];
  setIfPresent(decoder, "plc", "true");
  setIfPresent(decoder, "use-inband-fec", "true");
  setIfPresent(decoder, "max-errors", "-1");  // A sender's garbage is silence, not the track's end.
  setCaps(chain.back(), kMixed);
  if (const auto linked = link(chain); !linked) return linked;
  const auto fed = Ref<GstPad>::adopt(gst_element_get_static_pad(feed_, "src"));
  gst_pad_add_probe(fed.get(), GST_PAD_PROBE_TYPE_BUFFER, tellLosses, this, nullptr);
  const auto end = Ref<GstPad>::adopt(gst_element_get_static_pad(chain.back(), "src"));
  gst_pad_add_probe(end.get(), GST_PAD_PROBE_TYPE_QUERY_UPSTREAM, answerLatency, nullptr, nullptr);
  gst_element_add_pad(bin_, gst_ghost_pad_new("src", end.get()));
  mixerPad_ = Ref<GstPad>::adopt(gst_element_request_pad_simple(mixer_, "sink_%u"));
  const auto out = Ref<GstPad>::adopt(gst_element_get_static_pad(bin_, "src"));
  if (!mixerPad_ || gst_pad_link(out.get(), mixerPad_.get()) != GST_PAD_LINK_OK) {
    return bug(std::format("track {} does not link to the mixer", sid));
  }
  if (!gst_element_sync_state_with_parent(bin_)) return bug(std::format("track {} does not start", sid));
  return {};
}

/// The mixer's pad goes first: that flushes it, so a thread that waits there comes back and the bin can stop.
MixerBranch::~MixerBranch() {
  if (mixerPad_) gst_element_release_request_pad(mixer_, mixerPad_.get());
  if (!bin_) return;
  gst_element_set_locked_state(bin_, TRUE);
  gst_element_set_state(bin_, GST_STATE_NULL);
  gst_bin_remove(pipeline_, bin_);
}

void MixerBranch::push(GstSample* rtp) { pushSample(feed_, rtp); }

bool MixerBranch::owns(GstObject* source) const {
  return source == GST_OBJECT(bin_) || gst_object_has_as_ancestor(source, GST_OBJECT(bin_));
}

/// A track that always comes late would be mute for ever: it is played later instead, until its next pause.
GstClockTime MixerBranch::shiftOf(const Sequence& before, GstClockTime captured, GstClockTime now) {
  const bool talkBegins = !before.known || captured + before.shift > before.lastPts + kPause;
  const GstClockTime shift = talkBegins ? 0 : before.shift;
  return now > captured + shift + kLate ? now - captured : shift;
}

/// The jitter buffer's loss events do not pass an appsink; they are made again from the sequence numbers, so that the
/// decoder fills holes (in-band FEC, else concealment). Opus in DTX skips time but no numbers.
GstPadProbeReturn MixerBranch::tellLosses(GstPad* pad, GstPadProbeInfo* info, gpointer self) noexcept {
  takeOver();
  Sequence& sequence = static_cast<MixerBranch*>(self)->sequence_;
  GstBuffer* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
  GstRTPBuffer packet = GST_RTP_BUFFER_INIT;
  if (!GST_BUFFER_PTS_IS_VALID(buffer) || !gst_rtp_buffer_map(buffer, GST_MAP_READ, &packet)) return GST_PAD_PROBE_DROP;
  const guint16 number = gst_rtp_buffer_get_seq(&packet);
  gst_rtp_buffer_unmap(&packet);
  const GstClockTime captured = GST_BUFFER_PTS(buffer);
  const GstClockTime shift = shiftOf(sequence, captured, Pipeline::runningTime());
  const GstClockTime pts = captured + shift;
  buffer = gst_buffer_make_writable(buffer);
  GST_BUFFER_PTS(buffer) = pts;
  GST_PAD_PROBE_INFO_DATA(info) = buffer;
  const Sequence before = std::exchange(sequence, {true, number, pts, shift});
  const int lost = static_cast<gint16>(number - before.last) - 1;
  if (!before.known || lost < 1 || lost > kLongestHole || pts <= before.lastPts) return GST_PAD_PROBE_OK;
  const GstClockTime length = (pts - before.lastPts) / static_cast<GstClockTime>(lost + 1);
  if (length > kLongestPacket) return GST_PAD_PROBE_OK;
  for (int i = 1; i <= lost; ++i) {
    GstStructure* loss = gst_structure_new(
        "GstRTPPacketLost", "seqnum", G_TYPE_UINT, static_cast<guint>(static_cast<guint16>(before.last + i)),
        "timestamp", G_TYPE_UINT64, before.lastPts + static_cast<GstClockTime>(i) * length, "duration", G_TYPE_UINT64,
        length, "might-have-been-fec", G_TYPE_BOOLEAN, FALSE, nullptr);
    gst_pad_push_event(pad, gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM, loss));
  }
  return GST_PAD_PROBE_OK;
}

}  // namespace rotonde::pipelines
