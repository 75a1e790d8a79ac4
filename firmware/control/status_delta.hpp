// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/control/control.pb.h"

#include <string>
#include <vector>

namespace rotonde::control {

/// What differs between two trees, as the `status`, `changed` and `removed` of a delta (control.proto, Event). By
/// reflection: a new field of Status needs no code here. Presence of an empty message is no difference.
v1::Event difference(const v1::Status& before, const v1::Status& after);

/// Brings `status` to the state after `event`, a snapshot or the next delta. Paths that this build does not know are
/// ignored.
void apply(const v1::Event& event, v1::Status& status);

}  // namespace rotonde::control
