// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/livekit/layers.hpp"

#include "firmware/livekit/add_track.hpp"
#include "tests/unit/livekit/livekit_scene.hpp"

#include <gmock/gmock.h>

namespace rotonde::test {
namespace {

using livekit::cameraLayers;
using livekit::wantedLayers;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Optional;
using testing::SizeIs;

pipelines::SendTrack camera(const std::vector<pipelines::SendLayer>& layers) {
  return {.cid = "cam-1", .source = pipelines::LocalSource::Camera, .codec = "vp8", .layers = layers};
}

wire::SubscribedQualityUpdate wants(bool low, bool medium, bool high, const std::string& codec = "vp8") {
  wire::SubscribedQualityUpdate update;
  update.set_track_sid("TR_cam");
  auto& qualities = *update.add_subscribed_codecs();
  qualities.set_codec(codec);
  for (const auto& [quality, enabled] : {std::pair{wire::LOW, low}, {wire::MEDIUM, medium}, {wire::HIGH, high}}) {
    auto& one = *qualities.add_qualities();
    one.set_quality(quality);
    one.set_enabled(enabled);
  }
  return update;
}

TEST(Layers, AreAnnouncedFromSmallToLarge) {
  const auto request = livekit::addTrackRequest(camera(cameraLayers(true)), false);
  ASSERT_EQ(request.layers_size(), 3);
  ASSERT_EQ(request.simulcast_codecs_size(), 1);
  ASSERT_EQ(request.simulcast_codecs(0).layers_size(), 3);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(request.layers(i).quality(), wire::VideoQuality(wire::LOW + i));
    EXPECT_EQ(request.layers(i).rid(), std::string(1, "qhf"[i]));
    EXPECT_EQ(request.layers(i).spatial_layer(), i);
    EXPECT_EQ(request.layers(i).width(), 320U << static_cast<unsigned>(i));
    EXPECT_EQ(request.layers(i).height(), 180U << static_cast<unsigned>(i));
    EXPECT_EQ(request.simulcast_codecs(0).layers(i).SerializeAsString(), request.layers(i).SerializeAsString());
  }
  EXPECT_LT(request.layers(0).bitrate(), request.layers(1).bitrate());
  EXPECT_LT(request.layers(1).bitrate(), request.layers(2).bitrate());
  EXPECT_EQ(request.width(), 1280U);
  EXPECT_EQ(request.height(), 720U);
}

TEST(Layers, OneLayerIsHighAndHasNoRid) {
  const auto request = livekit::addTrackRequest(camera(cameraLayers(false)), false);
  ASSERT_EQ(request.layers_size(), 1);
  EXPECT_EQ(request.layers(0).quality(), wire::HIGH);
  EXPECT_EQ(request.layers(0).rid(), "");
}

TEST(Layers, WantedAreTheEnabledOnes) {
  const auto track = camera(cameraLayers(true));
  EXPECT_THAT(wantedLayers(track, wants(true, true, true)), Optional(ElementsAre("q", "h", "f")));
  EXPECT_THAT(wantedLayers(track, wants(true, false, false)), Optional(ElementsAre("q")));
  EXPECT_THAT(wantedLayers(track, wants(false, false, true)), Optional(ElementsAre("f")));
  EXPECT_THAT(wantedLayers(track, wants(false, false, false)), Optional(IsEmpty()));
}

TEST(Layers, AQualityWithoutALayerIsServedByTheNextLarger) {
  const auto one = camera(cameraLayers(false));
  EXPECT_THAT(wantedLayers(one, wants(true, false, false)), Optional(ElementsAre("")));
  EXPECT_THAT(wantedLayers(one, wants(false, false, false)), Optional(IsEmpty()));
  const auto two = camera({{.rid = "q"}, {.rid = "h"}});
  EXPECT_THAT(wantedLayers(two, wants(false, true, false)), Optional(ElementsAre("h")));
  EXPECT_THAT(wantedLayers(two, wants(true, false, false)), Optional(ElementsAre("q")));
}

TEST(Layers, AnotherCodecsUpdateChangesNothing) {
  const auto track = camera(cameraLayers(true));
  EXPECT_EQ(wantedLayers(track, wants(true, true, true, "h264")), std::nullopt);
  EXPECT_EQ(wantedLayers(track, {}), std::nullopt);
  EXPECT_EQ(wantedLayers(camera({}), wants(true, true, true)), std::nullopt);
}

TEST(Layers, OldServersNameNoCodec) {
  wire::SubscribedQualityUpdate update;
  auto& one = *update.add_subscribed_qualities();
  one.set_quality(wire::MEDIUM);
  one.set_enabled(true);
  EXPECT_THAT(wantedLayers(camera(cameraLayers(true)), update), Optional(ElementsAre("h")));
}

TEST(Session, TellsTheEngineWhichLayersAreWanted) {
  SessionScene scene;
  scene.start(true, true);
  scene.connect();
  wire::SignalResponse response;
  *response.mutable_subscribed_quality_update() = wants(true, false, false);
  scene.receive(response);  // Not announced yet: a sid that we do not know.
  EXPECT_THAT(scene.peers.last().wantedLayers, IsEmpty());
  scene.receive(publishedAs("cam-1", "TR_cam", false));
  scene.receive(response);
  *response.mutable_subscribed_quality_update() = wants(false, false, false);
  scene.receive(response);
  using Wanted = std::pair<std::string, std::vector<std::string>>;
  EXPECT_THAT(scene.peers.last().wantedLayers, ElementsAre(Wanted{"cam-1", {""}}, Wanted{"cam-1", {}}));
}

TEST(Session, PublishesAndUnpublishesContentInTheRoom) {
  SessionScene scene;
  scene.start(true, true);
  const pipelines::SendTrack content{
      .source = pipelines::LocalSource::Content, .codec = "vp8", .layers = livekit::contentLayers()};
  EXPECT_FALSE(scene.session->publish(content, true));
  scene.connect();
  ASSERT_TRUE(scene.session->publish(content, true));
  const auto added = requests(scene.sockets.last(), wire::SignalRequest::kAddTrack);
  ASSERT_THAT(added, SizeIs(1));
  const auto& request = added[0].add_track();
  EXPECT_EQ(request.source(), wire::SCREEN_SHARE);
  EXPECT_EQ(request.stream(), "screen");
  EXPECT_FALSE(request.muted());
  ASSERT_EQ(request.layers_size(), 2);
  EXPECT_EQ(request.layers(0).quality(), wire::LOW);
  EXPECT_EQ(request.layers(1).quality(), wire::HIGH);
  EXPECT_EQ(request.width(), 1920U);
  EXPECT_THAT(scene.peers.last().sections, Contains("send video " + request.cid()));
  scene.receive(publishedAs(request.cid(), "TR_screen", false));
  scene.receive(answerTo(2));
  scene.session->unpublish(pipelines::LocalSource::Content);
  EXPECT_THAT(scene.peers.last().sections, Contains("idle video " + request.cid()));
  // The server says that it is gone: nobody closed anything of ours.
  wire::SignalResponse gone;
  gone.mutable_track_unpublished()->set_track_sid("TR_screen");
  scene.receive(gone);
  EXPECT_THAT(scene.heard, Not(Contains(HasSubstr("removed"))));
  // Again, under another name.
  scene.receive(answerTo(3));
  ASSERT_TRUE(scene.session->publish(content, true));
  EXPECT_NE(requests(scene.sockets.last(), wire::SignalRequest::kAddTrack)[1].add_track().cid(), request.cid());
}

TEST(AddTrack, NamesTheSourcesThatClientsLayOut) {
  auto track = camera(cameraLayers(true));
  EXPECT_EQ(livekit::addTrackRequest(track, false).source(), wire::CAMERA);
  EXPECT_EQ(livekit::addTrackRequest(track, false).name(), "camera");
  track.source = pipelines::LocalSource::SecondCamera;
  EXPECT_EQ(livekit::addTrackRequest(track, false).source(), wire::CAMERA);
  EXPECT_EQ(livekit::addTrackRequest(track, false).name(), "camera-2");
}

}  // namespace
}  // namespace rotonde::test
