// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
// Bytes of a client: cut into frames; and an event of any content applied to a status and differed again.
#include "firmware/control/frame.hpp"
#include "firmware/control/path.hpp"
#include "firmware/control/roles.hpp"
#include "firmware/control/status_delta.hpp"

#include <google/protobuf/stubs/logging.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using namespace rotonde::control;  // NOLINT(google-build-using-namespace)

void tryEvent(const std::string& body) {
  v1::Event event;
  if (!event.ParseFromString(body)) return;
  v1::Status status;
  apply(event, status);
  v1::Status other = status;
  restrictTo({v1::ROLE_PANEL, {"meeting", "roster.a"}}, other);
  v1::Event back = difference(status, other);
  apply(back, status);
  const v1::Event left = difference(status, other);
  // Values that are equal to nothing, not to themselves either, are not the deltas' fault.
  if (left.removed_size() > 0) std::abort();
  restrictTo({v1::ROLE_GUEST, {""}}, event);
}

void tryPath(const std::string& body) {
  const auto path = parsePath(body);
  if (!path) return;
  std::string text;
  for (const std::string& name : *path) text = childPath(text, name);
  if (parsePath(text) != path) std::abort();
  (void)findStatusPath(body, v1::ROLE_ADMIN);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // Texts that are no UTF-8 are found all the time.
  static auto* const kBefore = google::protobuf::SetLogHandler(nullptr);
  (void)kBefore;
  FrameReader reader;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  reader.append(bytes);
  while (true) {
    const auto body = reader.next();
    if (!body || !*body) break;
    v1::Request request;
    (void)request.ParseFromString(**body);
    tryEvent(**body);
    tryPath(**body);
  }
  tryEvent(bytes);
  tryPath(bytes);
  return 0;
}
