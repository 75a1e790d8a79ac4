// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
// The tests' main. A watchdog thread ends the program when one test takes longer than 60 s (ROTONDE_TEST_WATCHDOG), so
// that a hang names its test instead of a time-out of the whole program.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>

#ifdef ROTONDE_TEST_GST
#include <gst/gst.h>
#endif

// fontconfig refers to a pattern's elements by their distance from it, so that LeakSanitizer takes them for lost.
// The name is the sanitizer's; without it nobody calls this.
// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming)
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig"; }
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)

namespace {

class Watchdog : public testing::EmptyTestEventListener {
 public:
  Watchdog() : thread_([this](const std::stop_token& stop) { watch(stop); }) {}
  ~Watchdog() override {
    thread_.request_stop();
    changed_.notify_all();
  }
  void OnTestStart(const testing::TestInfo& info) override {
    const std::scoped_lock lock(mutex_);
    test_ = std::string(info.test_suite_name()) + "." + info.name();
    started_ = std::chrono::steady_clock::now();
  }
  void OnTestEnd(const testing::TestInfo&) override {
    const std::scoped_lock lock(mutex_);
    test_.clear();
  }

 private:
  void watch(const std::stop_token& stop) {
    const char* setting = std::getenv("ROTONDE_TEST_WATCHDOG");
    const auto limit = std::chrono::seconds(setting ? std::atoi(setting) : 60);
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
      changed_.wait_for(lock, std::chrono::seconds(1));
      if (!test_.empty() && std::chrono::steady_clock::now() - started_ > limit) {
        std::fprintf(stderr, "watchdog: %s hangs\n", test_.c_str());
        std::abort();
      }
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::string test_;
  std::chrono::steady_clock::time_point started_;
  std::jthread thread_;
};

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
#ifdef ROTONDE_TEST_GST
  gst_init(&argc, &argv);
#endif
  testing::UnitTest::GetInstance()->listeners().Append(new Watchdog);
  return RUN_ALL_TESTS();
}
