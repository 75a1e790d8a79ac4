// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
// rotonded: the room's service. Exit codes of sysexits.h: 64 usage, 69 a folder or the socket cannot be used.
#include "firmware/base/log.hpp"
#include "firmware/base/main_loop.hpp"
#include "firmware/rotonded/composition.hpp"
#include "pipelines/engine/media_library.hpp"

#include <glib.h>
#include <malloc.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

namespace {

constexpr int kUsage = 64;
constexpr int kUnavailable = 69;

/// A picture's memory goes back to the system when it is freed. Otherwise glibc keeps what each of the dozens of
/// threads of a call has freed in an arena of its own: hundreds of MiB after some joins
/// (tests/system/room_endurance_test.py).
void keepMemorySmall() {
  constexpr int kPicture = 256 * 1024;  // Bytes; smaller blocks are reused within the arenas.
  constexpr int kArenas = 2;
  mallopt(M_MMAP_THRESHOLD, kPicture);
  mallopt(M_TRIM_THRESHOLD, kPicture);
  mallopt(M_ARENA_MAX, kArenas);
}

std::string folderFrom(const char* variable, const char* otherwise) {
  const char* value = std::getenv(variable);
  return value && *value ? value : otherwise;
}

int serve(const rotonde::ServiceOptions& options) {
  const rotonde::pipelines::MediaLibrary media;
  rotonde::MainLoop loop;
  auto composition = rotonde::Composition::create(loop, options);
  if (!composition) {
    rotonde::log::error("service", "{}", composition.error().message);
    return kUnavailable;
  }
  bool stopping = false;
  const auto stop = [&] {
    if (std::exchange(stopping, true)) return;
    (*composition)->stop([&loop] { loop.quit(); });
  };
  const rotonde::Handle terminate = loop.onSignal(SIGTERM, stop);
  const rotonde::Handle interrupt = loop.onSignal(SIGINT, stop);
  const rotonde::Handle reload = loop.onSignal(SIGHUP, [&] { (*composition)->reload(); });
  loop.run();
  composition->reset();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  keepMemorySmall();
  rotonde::log::keepRecords();
  gchar* config = nullptr;
  gboolean version = FALSE;
  const GOptionEntry entries[] = {{"config", 'c', 0, G_OPTION_ARG_FILENAME, static_cast<void*>(&config),
                                   "The site's settings (docs/configuration.md)", "FILE.toml"},
                                  {"version", 0, 0, G_OPTION_ARG_NONE, &version, "Print the version and exit", nullptr},
                                  {}};
  const std::unique_ptr<GOptionContext, decltype(&g_option_context_free)> context(
      g_option_context_new("- joins the room's Visio meetings"), g_option_context_free);
  g_option_context_add_main_entries(context.get(), entries, nullptr);
  GError* error = nullptr;
  if (!g_option_context_parse(context.get(), &argc, &argv, &error) || argc > 1) {
    std::fprintf(stderr, "rotonded: %s; see rotonded --help\n", error ? error->message : "too many arguments");
    g_clear_error(&error);
    return kUsage;
  }
  if (version) {
    std::puts("rotonded " ROTONDE_VERSION);
    return 0;
  }
  rotonde::ServiceOptions options{config ? config : "", folderFrom("STATE_DIRECTORY", "/var/lib/rotonde"),
                                  folderFrom("RUNTIME_DIRECTORY", "/run/rotonde")};
  g_free(config);
  return serve(options);
}
