// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/media/encode/rtp_decoder.hpp"

#include "pipelines/gst/elements.hpp"

#include <gtest/gtest.h>

namespace rotonde::test {

RtpDecoder::RtpDecoder(Executor& executor, const std::string& chain, const std::string& rawCaps)
    : pipeline_("decoder", executor) {
  GError* raw = nullptr;
  GstElement* bin = gst_parse_bin_from_description(
      ("appsrc name=feed ! " + chain + " ! " + rawCaps + " ! appsink name=sink").c_str(), FALSE, &raw);
  const pipelines::GErrorPtr error(raw);
  if (!bin) {
    ADD_FAILURE() << error->message;
    return;
  }
  gst_bin_add(pipeline_.bin(), bin);
  const auto feed = pipelines::Ref<GstElement>::adopt(gst_bin_get_by_name(GST_BIN(bin), "feed"));
  const auto sink = pipelines::Ref<GstElement>::adopt(gst_bin_get_by_name(GST_BIN(bin), "sink"));
  feed_ = feed.get();
  g_object_set(feed_, "is-live", TRUE, "format", GST_FORMAT_TIME, nullptr);
  pipelines::receiveSamples(sink.get(), [this](GstSample* sample) {
    Picture picture;
    GstBuffer* buffer = gst_sample_get_buffer(sample);
    picture.pts = GST_BUFFER_PTS(buffer);
    const GstStructure* caps = gst_caps_get_structure(gst_sample_get_caps(sample), 0);
    gst_structure_get_int(caps, "width", &picture.width);
    gst_structure_get_int(caps, "height", &picture.height);
    picture.data.resize(gst_buffer_get_size(buffer));
    gst_buffer_extract(buffer, 0, picture.data.data(), picture.data.size());
    const std::scoped_lock lock(mutex_);
    if (!pictures_.empty()) pictures_.back().data.clear();
    pictures_.push_back(std::move(picture));
    ++count_;
  });
  pipeline_.onError(
      [](const pipelines::Pipeline::Message& message) { ADD_FAILURE() << message.element << ": " << message.text; });
  pipeline_.play();
}

void RtpDecoder::push(GstSample* rtp) { pipelines::pushSample(feed_, rtp); }

std::vector<RtpDecoder::Picture> RtpDecoder::pictures() const {
  const std::scoped_lock lock(mutex_);
  return pictures_;
}

}  // namespace rotonde::test
