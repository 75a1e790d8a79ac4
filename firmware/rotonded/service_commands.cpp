// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/rotonded/service_commands.hpp"

namespace rotonde {

namespace v1 = control::v1;

namespace {

using Arguments = std::map<std::string, std::string>;
using Done = std::function<void(control::CommandReply)>;

v1::CommandDescription describe(const char* name, const char* text, v1::Role role) {
  v1::CommandDescription description;
  description.set_name(name);
  description.set_description(text);
  description.set_role(role);
  description.set_since("1.0");
  return description;
}

class Screenshot : public control::Command {
 public:
  explicit Screenshot(pipelines::Stage& stage) : stage_(stage) {}
  v1::CommandDescription description() const override {
    return describe("screen.screenshot", "The picture that is on the room's screen now, as PNG", v1::ROLE_INSTALLER);
  }
  void run(const control::Caller&, const Arguments&, Done done) override {
    stage_.screenshot([done = std::move(done)](Result<std::string> png) {
      done(png ? control::CommandReply::data(std::move(*png))
               : control::CommandReply::fail(v1::Error::FAILED, png.error().message));
    });
  }

 private:
  pipelines::Stage& stage_;
};

class RefreshCalendar : public control::Command {
 public:
  explicit RefreshCalendar(std::function<void()> refresh) : refresh_(std::move(refresh)) {}
  v1::CommandDescription description() const override {
    return describe("calendar.refresh", "Reads the calendar feed now", v1::ROLE_PANEL);
  }
  void run(const control::Caller&, const Arguments&, Done done) override {
    refresh_();
    done(control::CommandReply::done());
  }

 private:
  std::function<void()> refresh_;
};

}  // namespace

std::vector<std::unique_ptr<control::Command>> serviceCommands(pipelines::Stage& stage,
                                                               std::function<void()> refreshCalendar) {
  std::vector<std::unique_ptr<control::Command>> commands;
  commands.push_back(std::make_unique<Screenshot>(stage));
  commands.push_back(std::make_unique<RefreshCalendar>(std::move(refreshCalendar)));
  return commands;
}

}  // namespace rotonde
