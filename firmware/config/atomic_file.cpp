// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/config/atomic_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <format>
#include <string_view>

namespace rotonde::config {

namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }

 private:
  int fd_;
};

bool writeAll(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Result<void> replaceFile(const std::string& file, const std::string& text) {
  const std::string fresh = file + ".new";
  const auto failed = [&file](const char* what) {
    return tryLater(std::format("{} cannot be {}: {}; the value before stays", file, what, std::strerror(errno)));
  };
  {
    // A leftover may be a link or belong to nobody we know: it is never written through.
    if (::unlink(fresh.c_str()) != 0 && errno != ENOENT) return failed("written");
    const Descriptor out(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!out.valid()) return failed("written");
    if (!writeAll(out.get(), text) || ::fsync(out.get()) != 0) return failed("written");
  }
  if (std::rename(fresh.c_str(), file.c_str()) != 0) return failed("replaced");
  const std::string folder = std::filesystem::path(file).parent_path();
  const Descriptor directory(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.valid() || ::fsync(directory.get()) != 0) return failed("synchronised");
  return {};
}

}  // namespace rotonde::config
