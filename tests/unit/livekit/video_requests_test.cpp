// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/livekit/video_requests.hpp"

#include "firmware/livekit/wire.hpp"
#include "tests/fakes/fake_time.hpp"

#include <gtest/gtest.h>

namespace rotonde::livekit {
namespace {

class VideoRequestsTest : public testing::Test {
 protected:
  /// What was said of a track last: a height, 0 for "do not send", -1 for nothing.
  int last(const std::string& sid) const {
    int height = -1;
    for (const auto& message : sent) {
      for (const auto& each : message.track_sids()) {
        if (each == sid) height = message.disabled() ? 0 : static_cast<int>(message.height());
      }
    }
    return height;
  }

  test::FakeTime time;
  std::vector<wire::UpdateTrackSettings> sent;
  VideoRequests requests{time, [this](const wire::UpdateTrackSettings& message) { sent.push_back(message); }};
};

TEST_F(VideoRequestsTest, AsksForTheLayerThatFillsThePlace) {
  const std::vector<std::pair<int, int>> cases = {{100, 180}, {180, 180},   {198, 180},  {199, 360},
                                                  {330, 360}, {500, 540},   {594, 540},  {700, 720},
                                                  {792, 720}, {1056, 1080}, {2100, 1080}};
  for (const auto& [height, step] : cases) {
    const std::string sid = "TR_" + std::to_string(height);
    requests.published({sid});
    requests.shown({{sid, height * 16 / 9, height}});
    time.advance(VideoRequests::kLess);
    EXPECT_EQ(last(sid), step) << height;
  }
  // A set height without a width would count as the smallest layer.
  for (const auto& message : sent) EXPECT_EQ(message.width(), message.height() * 16 / 9);
}

TEST_F(VideoRequestsTest, WhatIsHiddenIsNotSent) {
  requests.published({"TR_a", "TR_b", "TR_c"});
  requests.shown({{"TR_a", 640, 360}});
  time.advance(VideoRequests::kMore);
  EXPECT_EQ(last("TR_a"), 360);
  EXPECT_EQ(last("TR_b"), 0);
  EXPECT_EQ(last("TR_c"), 0);
  // One message for all that are asked alike.
  EXPECT_EQ(sent.size(), 2U);
  requests.shown({{"TR_b", 640, 360}});
  time.advance(VideoRequests::kMore);
  EXPECT_EQ(last("TR_b"), 360);
  EXPECT_EQ(last("TR_a"), 360);
  time.advance(VideoRequests::kLess);
  EXPECT_EQ(last("TR_a"), 0);
}

TEST_F(VideoRequestsTest, PeopleWhoComeAndGoMakeNoFlood) {
  requests.published({"TR_a"});
  requests.shown({{"TR_a", 1880, 1056}});
  time.advance(VideoRequests::kLess);
  ASSERT_EQ(sent.size(), 1U);
  for (int i = 0; i < 20; ++i) {
    requests.shown({{"TR_a", 930, 523}});
    time.advance(milliseconds(900));
    requests.shown({{"TR_a", 1880, 1056}});
    time.advance(milliseconds(900));
  }
  EXPECT_EQ(sent.size(), 1U);
  // A change of the layout comes in steps: only its end is asked for.
  requests.shown({{"TR_a", 600, 340}});
  time.advance(milliseconds(50));
  requests.shown({{"TR_a", 300, 170}});
  time.advance(VideoRequests::kLess);
  EXPECT_EQ(sent.size(), 2U);
  EXPECT_EQ(last("TR_a"), 180);
}

TEST_F(VideoRequestsTest, ATrackThatCameBackIsAskedForAgain) {
  requests.shown({{"TR_a", 640, 360}});
  requests.published({"TR_a"});
  time.advance(VideoRequests::kMore);
  requests.published({});
  time.advance(VideoRequests::kLess);
  EXPECT_EQ(sent.size(), 1U);
  requests.published({"TR_a"});
  time.advance(VideoRequests::kMore);
  EXPECT_EQ(sent.size(), 2U);
}

}  // namespace
}  // namespace rotonde::livekit
