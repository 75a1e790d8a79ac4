// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/protocol/net/server_process.hpp"

#include <gio/gio.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace rotonde::test {

struct ServerProcess::Impl {
  std::string folder;
  GSubprocess* process = nullptr;
  google::protobuf::Struct line;
};

ServerProcess::ServerProcess(std::vector<std::string> arguments) : impl_(std::make_unique<Impl>()) {
  char* folder = g_dir_make_tmp("rotonde-test-XXXXXX", nullptr);
  impl_->folder = folder;
  g_free(folder);
  std::vector<const char*> argv;
  for (auto& argument : arguments) {
    if (const auto at = argument.find("{state}"); at != std::string::npos) argument.replace(at, 7, impl_->folder);
    argv.push_back(argument.c_str());
  }
  argv.push_back(nullptr);
  impl_->process = g_subprocess_newv(
      argv.data(), static_cast<GSubprocessFlags>(G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE),
      nullptr);
  if (!impl_->process) {
    ADD_FAILURE() << "cannot start " << arguments[0];
    return;
  }
  GDataInputStream* output = g_data_input_stream_new(g_subprocess_get_stdout_pipe(impl_->process));
  char* line = g_data_input_stream_read_line(output, nullptr, nullptr, nullptr);
  const auto status = google::protobuf::util::JsonStringToMessage(line ? line : "", &impl_->line);
  EXPECT_TRUE(status.ok()) << "the server said: " << (line ? line : "(nothing)");
  g_free(line);
  g_object_unref(output);
}

ServerProcess::~ServerProcess() {
  if (impl_->process) {
    g_output_stream_close(g_subprocess_get_stdin_pipe(impl_->process), nullptr, nullptr);
    g_subprocess_wait(impl_->process, nullptr, nullptr);
    g_object_unref(impl_->process);
  }
  std::error_code ignored;
  std::filesystem::remove_all(impl_->folder, ignored);
}

int ServerProcess::number(const std::string& name) const {
  const auto found = impl_->line.fields().find(name);
  return found == impl_->line.fields().end() ? 0 : static_cast<int>(found->second.number_value());
}

std::string ServerProcess::text(const std::string& name) const {
  const auto found = impl_->line.fields().find(name);
  return found == impl_->line.fields().end() ? "" : found->second.string_value();
}

}  // namespace rotonde::test
