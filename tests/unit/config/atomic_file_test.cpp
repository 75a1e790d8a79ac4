// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/config/atomic_file.hpp"

#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

namespace rotonde::config {
namespace {

using test::TemporaryFolder;

TEST(AtomicFile, ReplacesAndLeavesNothingBeside) {
  const TemporaryFolder folder;
  const std::string file = folder.file("x.toml");
  ASSERT_TRUE(replaceFile(file, "one"));
  ASSERT_TRUE(replaceFile(file, "two"));
  EXPECT_EQ(folder.read("x.toml"), "two");
  EXPECT_FALSE(std::filesystem::exists(file + ".new"));
  struct stat found = {};
  ASSERT_EQ(stat(file.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600U);
}

TEST(AtomicFile, ALeftoverOfAnInterruptedCallIsNoHindrance) {
  const TemporaryFolder folder;
  folder.write("x.toml", "old");
  folder.write("x.toml.new", "half of the ne");
  ASSERT_TRUE(replaceFile(folder.file("x.toml"), "new"));
  EXPECT_EQ(folder.read("x.toml"), "new");
}

TEST(AtomicFile, ALinkInItsWayIsNotFollowed) {
  const TemporaryFolder folder;
  folder.write("precious", "kept");
  std::filesystem::create_symlink(folder.file("precious"), folder.file("x.toml.new"));
  ASSERT_TRUE(replaceFile(folder.file("x.toml"), "new"));
  EXPECT_EQ(folder.read("precious"), "kept");
}

TEST(AtomicFile, AFailureSaysSoAndKeepsTheOldFile) {
  const TemporaryFolder folder;
  const auto missing = replaceFile(folder.file("missing/x.toml"), "new");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::TryLater);
  EXPECT_TRUE(missing.error().message.contains("No such file or directory"));
  std::filesystem::create_directories(folder.file("x.toml.new/full"));
  folder.write("x.toml", "old");
  EXPECT_FALSE(replaceFile(folder.file("x.toml"), "new"));
  EXPECT_EQ(folder.read("x.toml"), "old");
}

}  // namespace
}  // namespace rotonde::config
