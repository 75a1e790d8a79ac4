// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/config/config_store.hpp"

#include "firmware/base/log.hpp"
#include "firmware/base/nearest.hpp"
#include "firmware/config/atomic_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <format>
#include <fstream>
#include <iterator>
#include <utility>

namespace rotonde::config {

namespace {

constexpr const char* kBoardFile = "/usr/share/rotonde/board.toml";

/// Empty when the file cannot be read; only asked of a file that was read before.
std::string textOf(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

/// Shared with the handles that watch() gave out, which may outlive the store.
struct ConfigStore::Watchers {
  using Changed = std::function<void(const Config&, const std::string&)>;
  std::map<int, std::shared_ptr<const Changed>> all;  ///< Shared with a running call of itself.
  int next = 1;
};

Files Files::standard(const std::string& site, const std::string& stateDirectory) {
  Files files{.board = kBoardFile, .site = site};
  if (!stateDirectory.empty()) {
    files.fleet = stateDirectory + "/fleet.toml";
    files.overrides = stateDirectory + "/overrides.toml";
  }
  return files;
}

ConfigStore::ConfigStore(Files files) : files_(std::move(files)), watchers_(std::make_shared<Watchers>()) { load(); }
ConfigStore::~ConfigStore() = default;

void ConfigStore::load() {
  Config config;
  std::vector<Entry> entries;
  for (const Setting& setting : settings()) entries.push_back({&setting, setting.get(config), Layer::Product});
  problems_.clear();
  overrides_ = readLayerFile(files_.overrides, false);
  const std::array<std::pair<Layer, LayerValues>, 4> layers = {
      std::pair(Layer::Board, readLayerFile(files_.board, false)),
      std::pair(Layer::Fleet, readLayerFile(files_.fleet, false)),
      std::pair(Layer::Site, readLayerFile(files_.site, true)), std::pair(Layer::Override, overrides_)};
  for (const auto& [layer, read] : layers) {
    const auto whole = [](const Problem& problem) { return problem.line == 0; };  // A missing file, for instance.
    if (layer == Layer::Site) siteReadable_ = read.readable && std::ranges::none_of(read.problems, whole);
    problems_.insert(problems_.end(), read.problems.begin(), read.problems.end());
    for (Entry& entry : entries) {
      const auto found = read.values.find(entry.setting->path);
      if (found != read.values.end()) entry = {entry.setting, found->second, layer};
    }
  }
  for (const Entry& entry : entries) entry.setting->set(config, entry.value);
  config_ = std::move(config);
  entries_ = std::move(entries);
  for (const Problem& problem : problems_) log::warning("config", "{}", problem.text());
}

Result<void> ConfigStore::set(const std::string& path, const std::string& toml, const std::string& origin) {
  const Setting* setting = findSetting(path);
  if (!setting) {
    std::vector<std::string> paths;
    for (const Setting& each : settings()) paths.push_back(each.path);
    const std::string close = nearest(path, paths);
    return askHuman(close.empty() ? "there is no such setting; `rotondectl config describe` lists all"
                                  : std::format("there is no such setting; is `{}` meant?", close));
  }
  std::optional<Value> value;
  if (!toml.empty()) {
    auto parsed = parseValue(*setting, toml);
    if (!parsed) return std::unexpected(parsed.error());
    value = std::move(*parsed);
  }
  if (auto written = write(*setting, value); !written) return written;
  log::info("config", "{} {} {}", origin, value ? "overrides" : "forgets the override of", path);
  load();
  tell(origin);
  return {};
}

Result<void> ConfigStore::write(const Setting& setting, const std::optional<Value>& value) {
  if (files_.overrides.empty())
    return tryLater("there is no state directory to keep the value in; start the service with STATE_DIRECTORY set");
  // The file may have been mended or replaced since.
  overrides_ = readLayerFile(files_.overrides, false);
  if (overrides_.later)
    return tryLater(
        std::format("{} was written by a later version and is not touched; update the firmware or remove the file",
                    files_.overrides));
  std::string text;
  if (overrides_.readable) {
    text = textOf(files_.overrides);
  } else {
    const std::string aside = files_.overrides + ".broken";
    if (std::rename(files_.overrides.c_str(), aside.c_str()) != 0)
      return tryLater(std::format("the unreadable {} cannot be put aside: {}", files_.overrides, std::strerror(errno)));
    log::warning("config", "the unreadable {} is kept as {}", files_.overrides, aside);
  }
  return replaceFile(files_.overrides, editOverrides(text, setting, value));
}

void ConfigStore::reload(const std::string& origin) {
  load();
  tell(origin);
}

Handle ConfigStore::watch(std::function<void(const Config& now, const std::string& origin)> changed) {
  const int key = watchers_->next++;
  watchers_->all[key] = std::make_shared<const Watchers::Changed>(std::move(changed));
  return Handle([weak = std::weak_ptr(watchers_), key] {
    if (const auto watchers = weak.lock()) watchers->all.erase(key);
  });
}

void ConfigStore::tell(const std::string& origin) {
  // A watcher may watch, or go, while it is told.
  const auto watchers = watchers_;
  for (auto it = watchers->all.begin(); it != watchers->all.end();) {
    const auto [key, changed] = *it;
    (*changed)(config_, origin);
    it = watchers->all.upper_bound(key);
  }
}

std::string layerName(Layer layer) {
  switch (layer) {
    case Layer::Product:
      return "product";
    case Layer::Board:
      return "board";
    case Layer::Fleet:
      return "fleet";
    case Layer::Site:
      return "site";
    case Layer::Override:
      return "override";
  }
  return "";
}

}  // namespace rotonde::config
