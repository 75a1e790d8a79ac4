// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/config/reference.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace rotonde::config {
namespace {

TEST(Reference, TheDocumentHoldsTheTable) {
  std::ifstream stream("docs/configuration.md");
  const std::string page = (std::ostringstream() << stream.rdbuf()).str();
  EXPECT_TRUE(page.contains(referenceTable())) << "docs/configuration.md is out of date; put this there "
                                                  "(`rotondectl config describe`):\n"
                                               << referenceTable();
}

}  // namespace
}  // namespace rotonde::config
