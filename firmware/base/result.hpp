// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <expected>
#include <string>
#include <utility>

namespace rotonde {

/// What the caller can do about an error.
enum class ErrorKind {
  TryLater,  ///< A passing fault: the same call may succeed later (`retryAfter` when the other side named a time).
  AskHuman,  ///< Somebody must change a setting or plug something in; `message` says what.
  Refused,   ///< The other side said no. Repeating the call does not help.
  Bug,       ///< Our own mistake.
};

/// `message` is plain English for logs and the command line; it never holds a secret.
struct Error {
  ErrorKind kind = ErrorKind::Bug;
  std::string message;
  std::chrono::milliseconds retryAfter{0};
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> tryLater(std::string message, std::chrono::milliseconds after = {}) {
  return std::unexpected(Error{ErrorKind::TryLater, std::move(message), after});
}
inline std::unexpected<Error> askHuman(std::string message) {
  return std::unexpected(Error{ErrorKind::AskHuman, std::move(message), {}});
}
inline std::unexpected<Error> refused(std::string message) {
  return std::unexpected(Error{ErrorKind::Refused, std::move(message), {}});
}
inline std::unexpected<Error> bug(std::string message) {
  return std::unexpected(Error{ErrorKind::Bug, std::move(message), {}});
}

}  // namespace rotonde
