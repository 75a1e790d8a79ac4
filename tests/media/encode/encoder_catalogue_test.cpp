// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "pipelines/encode/encoder_catalogue.hpp"

#include "firmware/base/main_loop.hpp"
#include "tests/support/run_until.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

namespace rotonde::pipelines {
namespace {

TEST(EncoderCatalogue, FindsTheSoftwareEncodersByTryingThem) {
  const auto catalogue = EncoderCatalogue::probe();
  for (const char* factory : {"vp8enc", "x264enc", "openh264enc"}) {
    const auto& reports = catalogue.encoders();
    const auto found = std::ranges::find(reports, factory, &EncoderReport::factory);
    ASSERT_NE(found, reports.end());
    EXPECT_TRUE(found->usable) << factory << ": " << found->reason;
    EXPECT_FALSE(found->hardware);
  }
  for (const EncoderReport& report : catalogue.encoders()) EXPECT_FALSE(report.reason.empty()) << report.factory;
  const auto codecs = catalogue.sendCodecs();
  EXPECT_NE(std::ranges::find(codecs, "vp8"), codecs.end());
  EXPECT_NE(std::ranges::find(codecs, "h264"), codecs.end());
}

TEST(EncoderCatalogue, ProbesBesideTheMainLoop) {
  MainLoop loop;
  std::optional<EncoderCatalogue> found;
  const Handle probe = EncoderCatalogue::probe(loop, [&](EncoderCatalogue catalogue) { found = std::move(catalogue); });
  EXPECT_FALSE(found);
  ASSERT_TRUE(test::runUntil(loop, [&] { return found.has_value(); }));
  EXPECT_FALSE(found->sendCodecs().empty());
}

TEST(EncoderCatalogue, LeavesOutWhatDoesNotWork) {
  const EncoderCatalogue catalogue({{.factory = "vah264enc", .codec = "h264", .hardware = true, .usable = false},
                                    {.factory = "vp8enc", .codec = "vp8", .usable = true},
                                    {.factory = "x264enc", .codec = "h264", .usable = true},
                                    {.factory = "openh264enc", .codec = "h264", .usable = true}});
  EXPECT_EQ(catalogue.sendCodecs(), (std::vector<std::string>{"vp8", "h264"}));
  EXPECT_EQ(catalogue.factories("h264"), (std::vector<std::string>{"x264enc", "openh264enc"}));
  EXPECT_TRUE(catalogue.factories("vp9").empty());
}

}  // namespace
}  // namespace rotonde::pipelines
