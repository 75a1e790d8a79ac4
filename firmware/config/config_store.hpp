// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/handle.hpp"
#include "firmware/base/result.hpp"
#include "firmware/config/layer_file.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace rotonde::config {

/// Where a value comes from; later wins.
enum class Layer { Product, Board, Fleet, Site, Override };

/// The settings files. An empty name: there is no such layer.
struct Files {
  std::string board;      ///< Comes with the image.
  std::string fleet;      ///< Written by the fleet's manager.
  std::string site;       ///< Written by people, never by us. Must exist when named.
  std::string overrides;  ///< Written by us.

  /// `stateDirectory` is $STATE_DIRECTORY; without it there are no fleet and no overrides.
  static Files standard(const std::string& site, const std::string& stateDirectory);
};

/// The settings of the room: all layers merged, and what is wrong in them. A wrong value never takes effect: the
/// next lower layer's does, and the problem is told. Main loop.
class ConfigStore {
 public:
  struct Entry {
    const Setting* setting = nullptr;
    Value value;
    Layer layer = Layer::Product;
  };

  /// Reads the files at once.
  explicit ConfigStore(Files files);
  ~ConfigStore();
  ConfigStore(const ConfigStore&) = delete;
  ConfigStore& operator=(const ConfigStore&) = delete;

  const Config& config() const { return config_; }
  /// All problems of all files, in the order of the layers.
  const std::vector<Problem>& problems() const { return problems_; }
  /// Whether the file that people write could be read at all; if not, nothing in it counts. True when none is given.
  bool siteReadable() const { return siteReadable_; }
  /// Every setting with its value and layer, in the table's order.
  const std::vector<Entry>& entries() const { return entries_; }

  /// Writes the override of one setting (`toml` as in a file), or forgets it when `toml` is empty; then tells the
  /// watchers. AskHuman: no such setting or a wrong value. TryLater: it could not be written, nothing has changed.
  Result<void> set(const std::string& path, const std::string& toml, const std::string& origin);
  /// Reads all files again (SIGHUP); tells the watchers.
  void reload(const std::string& origin);

  /// Calls `changed` after each change until the handle dies.
  Handle watch(std::function<void(const Config& now, const std::string& origin)> changed);

 private:
  struct Watchers;
  void load();
  Result<void> write(const Setting& setting, const std::optional<Value>& value);
  void tell(const std::string& origin);

  Files files_;
  Config config_;
  std::vector<Problem> problems_;
  bool siteReadable_ = true;
  std::vector<Entry> entries_;
  LayerValues overrides_;  ///< As last read.
  std::shared_ptr<Watchers> watchers_;
};

/// The names of the layers for people: "product", "board", …
std::string layerName(Layer layer);

}  // namespace rotonde::config
