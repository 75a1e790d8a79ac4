// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/control/control.pb.h"

#include <google/protobuf/message.h>

#include <string>

namespace rotonde::rotondectl {

// What people read; every function gives whole lines.
std::string statusText(const control::v1::Status& status);
std::string agendaText(const control::v1::Agenda& agenda);
std::string configurationText(const control::v1::Configuration& configuration);
std::string commandsText(const control::v1::Commands& commands);
/// One line per changed or removed path, with its new value and who caused it.
std::string eventText(const control::v1::Event& event);

/// Protobuf's JSON with the names of control.proto; one line, or indented for people.
std::string jsonText(const google::protobuf::Message& message, bool indented);

}  // namespace rotonde::rotondectl
