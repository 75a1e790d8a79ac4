// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <format>
#include <string>
#include <utility>

namespace rotonde {

/// A text that must not reach a log, a snapshot or a metric: feed URLs, meeting slugs, tokens, passwords. Formats as
/// `***`; `reveal()` is what reviewers look for.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  const std::string& reveal() const { return value_; }
  bool empty() const { return value_.empty(); }
  friend bool operator==(const Secret&, const Secret&) = default;

 private:
  std::string value_;
};

}  // namespace rotonde

template <>
struct std::formatter<rotonde::Secret> : std::formatter<std::string_view> {
  auto format(const rotonde::Secret& secret, std::format_context& context) const {
    return std::formatter<std::string_view>::format(secret.empty() ? "" : "***", context);
  }
};
