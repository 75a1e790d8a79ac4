// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/room/memory.hpp"

#include "firmware/room/memory.pb.h"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/room/agenda_of.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace rotonde::room {
namespace {

using namespace test;
namespace fs = std::filesystem;

class MemoryTest : public testing::Test {
 protected:
  fs::path file() const { return folder_.file("room/occurrences.pb"); }
  void write(const std::string& bytes) {
    fs::create_directories(file().parent_path());
    folder_.write("room/occurrences.pb", bytes);
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(MemoryTest, SurvivesARestart) {
  {
    Memory memory(file(), kTen);
    memory.note(meetingAt(kTen, hours(1), "a"), Mark::Joined, kTen);
    memory.note(meetingAt(kTen, hours(1), "b"), Mark::Left, kTen);
    memory.note(meetingAt(kTen, hours(1), "c"), Mark::Refused, kTen);
    memory.note(meetingAt(kTen, hours(1), "d"), Mark::Removed, kTen);
    memory.note(meetingAt(kTen, hours(1), "e"), Mark::Cancelled, kTen);
    memory.note(meetingAt(kTen, hours(1), "a"), Mark::Left, kTen);
  }
  const Memory again(file(), kTen);
  EXPECT_EQ(again.notes().size(), 5u);
  EXPECT_EQ(markOf(again.notes(), meetingAt(kTen, hours(1), "a")), Mark::Left);
  EXPECT_EQ(markOf(again.notes(), meetingAt(kTen, hours(1), "c")), Mark::Refused);
  EXPECT_EQ(markOf(again.notes(), meetingAt(kTen, hours(1), "d")), Mark::Removed);
  EXPECT_EQ(markOf(again.notes(), meetingAt(kTen, hours(1), "e")), Mark::Cancelled);
  EXPECT_EQ(markOf(again.notes(), meetingAt(kTen, hours(1), "z")), std::nullopt);
  struct stat info{};
  ASSERT_EQ(::stat(file().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
  EXPECT_FALSE(fs::exists(file().string() + ".new"));
}

TEST_F(MemoryTest, ForgetsAfterFifteenDays) {
  {
    Memory memory(file(), kTen);
    memory.note(meetingAt(kTen), Mark::Left, kTen);
  }
  EXPECT_EQ(Memory(file(), kTen + std::chrono::days(14)).notes().size(), 1u);
  EXPECT_EQ(Memory(file(), kTen + std::chrono::days(16)).notes().size(), 0u);
}

TEST_F(MemoryTest, KeepsItsNotesWhenTheClockStartsInThePast) {
  {
    Memory memory(file(), kTen);
    memory.note(meetingAt(kTen), Mark::Left, kTen);
  }
  EXPECT_EQ(Memory(file(), WallTime{}).notes().size(), 1u);
}

TEST_F(MemoryTest, SetsADamagedFileAsideAndGoesOn) {
  write("\xff\xff this is no protobuf");
  Memory memory(file(), kTen);
  EXPECT_TRUE(memory.notes().empty());
  EXPECT_TRUE(fs::exists(file().string() + ".damaged"));
  EXPECT_FALSE(fs::exists(file()));
  memory.note(meetingAt(kTen), Mark::Left, kTen);
  EXPECT_EQ(Memory(file(), kTen).notes().size(), 1u);
}

TEST_F(MemoryTest, SetsAnotherVersionAside) {
  storage::Occurrences later;
  later.set_version(2);
  write(later.SerializeAsString());
  const Memory memory(file(), kTen);
  EXPECT_TRUE(memory.notes().empty());
  EXPECT_TRUE(fs::exists(file().string() + ".damaged"));
}

TEST_F(MemoryTest, RemembersWhileItRunsEvenWhenItCannotWrite) {
  write("");
  fs::remove(file());
  fs::create_directories(file().string() + ".new");  // A folder stands where the new file would.
  Memory memory(file(), kTen);
  memory.note(meetingAt(kTen), Mark::Left, kTen);
  EXPECT_EQ(markOf(memory.notes(), meetingAt(kTen)), Mark::Left);
}

TEST_F(MemoryTest, AMeetingMovedPastItsNotedEndIsNew) {
  Memory memory(file(), kTen);
  memory.note(meetingAt(kTen), Mark::Cancelled, kTen);
  EXPECT_EQ(markOf(memory.notes(), meetingAt(kTen + minutes(5))), Mark::Cancelled);
  EXPECT_EQ(markOf(memory.notes(), meetingAt(kTen + hours(5))), std::nullopt);
  memory.note(meetingAt(kTen, milliseconds(0), "short"), Mark::Left, kTen);
  EXPECT_EQ(markOf(memory.notes(), meetingAt(kTen, milliseconds(0), "short")), Mark::Left);
}

}  // namespace
}  // namespace rotonde::room
