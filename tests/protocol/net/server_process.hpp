// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace rotonde::test {

/// A server program of a test: started with a folder of its own for files, ready when it has printed one line of JSON,
/// ended by closing its standard input. Blocks while it starts.
class ServerProcess {
 public:
  /// `{state}` in an argument stands for the folder, which goes with this object.
  explicit ServerProcess(std::vector<std::string> arguments);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  /// Members of the JSON line.
  int number(const std::string& name) const;
  std::string text(const std::string& name) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rotonde::test
